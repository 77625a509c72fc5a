import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GatewayUnreachable, RequestRefused } from "../src/shared/requests";
import { type LineState, Socket } from "../src/shared/socket";
import { Unanswered } from "../src/shared/unanswered";
import type { FromCustomer, ToCustomer } from "../src/shared/wire";
import { FakeSocket } from "./fake-line";

const SAY_ONE: FromCustomer = { type: "say", id: "one", text: "Hello" };
const SAY_TWO: FromCustomer = { type: "say", id: "two", text: "Anybody?" };

function line(options: { ticket?: () => Promise<string>; unanswered?: Unanswered<FromCustomer> } = {}) {
  const sockets: FakeSocket[] = [];
  const states: LineState[] = [];
  const heard: ToCustomer[] = [];
  const network = new EventTarget();
  const socket = new Socket<FromCustomer, ToCustomer>({
    ticket: async () => "ticket",
    connect: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1) as FakeSocket;
    },
    after: () => 7,
    heard: message => heard.push(message),
    changed: state => states.push(state),
    network,
    chance: () => 0,
    ...options,
  });
  const newest = () => sockets.at(-1) as FakeSocket;
  const open = async () => {
    await vi.advanceTimersByTimeAsync(0);
    newest().opens();
    return newest();
  };
  return { socket, sockets, states, heard, network, newest, open };
}

describe("the line to the gateway", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test("says hello with the newest turn it has, before anything else", async () => {
    const { socket, open } = line();
    socket.deliver(SAY_ONE);
    socket.start();
    const first = await open();
    expect(first.frames[0]).toEqual({ type: "hello", after: 7, window: false });
    expect(first.types).toEqual(["hello", "one"]);
  });

  test("sends again, in order, what was not answered when the line broke", async () => {
    const { socket, open, sockets } = line();
    socket.start();
    const first = await open();
    socket.deliver(SAY_ONE);
    socket.deliver(SAY_TWO);
    first.breaks();
    await vi.advanceTimersByTimeAsync(500);
    const second = await open();
    expect(sockets).toHaveLength(2);
    expect(second.types).toEqual(["hello", "one", "two"]);
  });

  test("sends nothing twice that the gateway has received, or that came back as a turn", async () => {
    const { socket, open } = line();
    socket.start();
    const first = await open();
    socket.deliver(SAY_ONE);
    socket.deliver(SAY_TWO);
    first.says({ type: "received", id: "one", seq: 8 });
    first.says({ type: "turns", turns: [{ seq: 9, client_id: "two" }] });
    first.breaks();
    await vi.advanceTimersByTimeAsync(500);
    expect((await open()).types).toEqual(["hello"]);
  });

  test("a refused message is answered, and not sent again", async () => {
    const { socket, open } = line();
    socket.start();
    const first = await open();
    socket.deliver(SAY_ONE);
    first.says({ type: "refused", error: "too_long", text: "Too long.", about: "one" });
    first.breaks();
    await vi.advanceTimersByTimeAsync(500);
    expect((await open()).types).toEqual(["hello"]);
  });

  test("a wish for a person made while the line was down goes out once it is back, and only once", async () => {
    const { socket, open } = line();
    socket.deliver({ type: "ask_for_person" });
    socket.deliver({ type: "ask_for_person" });
    socket.start();
    const first = await open();
    expect(first.types).toEqual(["hello", "ask_for_person"]);
    first.says({ type: "done", about: "ask_for_person" });
    first.breaks();
    await vi.advanceTimersByTimeAsync(500);
    expect((await open()).types).toEqual(["hello"]);
  });

  test("a state that was on its way already, or news of something else, answers no request", async () => {
    const { socket, open } = line();
    socket.start();
    const first = await open();
    socket.deliver({ type: "ask_for_person" });
    first.says({ type: "handoff", handoff: null });
    first.says({ type: "done", about: "rate_effort" });
    first.breaks();
    await vi.advanceTimersByTimeAsync(500);
    expect((await open()).types).toEqual(["hello", "ask_for_person"]);
  });

  test("what is only good now is not kept", async () => {
    const { socket, open } = line();
    expect(socket.sendNow({ type: "mute", muted: true })).toBe(false);
    socket.start();
    expect((await open()).types).toEqual(["hello"]);
    expect(socket.sendNow({ type: "mute", muted: true })).toBe(true);
  });

  test("a line that answers nothing for ten seconds is given up for a new one", async () => {
    const { socket, open, sockets, states } = line();
    socket.start();
    const first = await open();
    socket.deliver(SAY_ONE);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(first.closed).toBe(true);
    expect(states.at(-1)).toBe("waiting");
    await vi.advanceTimersByTimeAsync(500);
    expect(sockets).toHaveLength(2);
  });

  test("an old socket's late words are not heard", async () => {
    const { socket, open, heard } = line();
    socket.start();
    const first = await open();
    first.breaks();
    first.says({ type: "assistant_busy", busy: true });
    expect(heard).toEqual([]);
  });

  test("tries again, later each time, while the gateway is away", async () => {
    const ticket = vi.fn().mockRejectedValue(new GatewayUnreachable("down"));
    const { socket } = line({ ticket });
    socket.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(ticket).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(250);
    expect(ticket).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(499);
    expect(ticket).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(ticket).toHaveBeenCalledTimes(3);
  });

  test("does not knock again where it is not let in", async () => {
    const ticket = vi.fn().mockRejectedValue(new RequestRefused(401, "not_signed_in", "Please sign in."));
    const { socket, states } = line({ ticket });
    socket.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ticket).toHaveBeenCalledTimes(1);
    expect(states.at(-1)).toBe("signed_out");
  });

  test("says that the browser is offline, and comes back at once when it is not", async () => {
    const { socket, open, network, states, sockets } = line();
    socket.start();
    await open();
    network.dispatchEvent(new Event("offline"));
    expect(states.at(-1)).toBe("offline");
    network.dispatchEvent(new Event("online"));
    await open();
    expect(sockets).toHaveLength(2);
    expect(states.at(-1)).toBe("open");
  });

  test("sends what an earlier page of this tab left unanswered", async () => {
    const { socket, open } = line({ unanswered: new Unanswered<FromCustomer>([SAY_ONE]) });
    socket.start();
    expect((await open()).types).toEqual(["hello", "one"]);
  });
});
