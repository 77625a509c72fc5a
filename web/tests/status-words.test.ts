import { expect, test, vi } from "vitest";
import type { Call, PartyInCall, Turn } from "../src/shared/messages.gen";
import { Lasting } from "../src/widget/lasting";
import { isOnlyOffered } from "../src/widget/offer";
import { goingOn, looksInterrupted, statusSentence, waitRange } from "../src/widget/status-words";
import { call, handoff } from "./handoff";

const CONNECTED = { leg: "connected", elsewhere: false } as const;
const NO_LEG = { leg: "idle", elsewhere: false } as const;

test("the wait is a range in minutes", () => {
  expect(waitRange(handoff().wait)).toBe("1–3 min");
});

test("a wait that nobody knows is not guessed", () => {
  const wait = { low_seconds: null, high_seconds: null, ahead: 0, advisers_available: 1 };
  expect(waitRange(wait)).toBeNull();
  expect(statusSentence(handoff({ wait }), NO_LEG)).toContain("We do not know yet");
});

test("who waits hears how many are ahead", () => {
  expect(statusSentence(handoff(), NO_LEG)).toContain("One person is ahead of you.");
});

test("nobody free is said, not hidden behind a wait", () => {
  const wait = { low_seconds: 60, high_seconds: 120, ahead: 0, advisers_available: 0 };
  expect(statusSentence(handoff({ wait }), NO_LEG)).toContain("No adviser is free right now.");
});

test.each([
  [call(), "You are talking with Maja."],
  [call({ status: "CONNECTING" }), "Maja is here. Connecting the call…"],
  [call({ status: "HELD" }), "You are on hold. Maja will be right back."],
  [call({ other_leg: "SILENT" }), "Maja's connection is interrupted. Please stay, it is coming back."],
  [call({ other_muted: true }), "Maja's microphone is off for a moment."],
  [call({ my_line_weak: true }), "You are talking with Maja. Your connection is weak: text is there too."],
  [call({ other_line_weak: true }), "You are talking with Maja. Maja's connection is weak: text is there too."],
  [
    call({ other_leg: "SILENT", other_line_weak: true }),
    "Maja's connection is interrupted. Please stay, it is coming back.",
  ],
  [call({ status: "ENDED" }), "You are writing with Maja."],
])("a call %o is said as it is", (state, sentence) => {
  expect(statusSentence(handoff({ status: "LIVE", call: state }), CONNECTED)).toBe(sentence);
});

test("while the adviser's line is down, whoever stands in for them is named", () => {
  const ben: PartyInCall = { part: "second", name: "Ben", leg: "UP", muted: false, doing: "talking" };
  const said = (more: Partial<Call>) =>
    statusSentence(handoff({ status: "LIVE", call: call({ other_leg: "GONE", ...more }) }), CONNECTED);
  expect(said({ others: [ben], together: true })).toBe(
    "Maja's connection is interrupted. You are talking with Ben meanwhile.",
  );
  expect(said({ others: [ben] })).toBe("Maja's connection is interrupted. Please stay, it is coming back.");
  expect(said({ others: [{ ...ben, leg: "GONE" }], together: true })).toContain("Please stay");
});

test("who is rung on the phone reads by whom, and that writing goes on", () => {
  expect(statusSentence(handoff({ status: "LIVE", way: "callback" }), NO_LEG)).toBe(
    "Maja calls you back on your phone. You can go on writing here.",
  );
});

test("one's own broken connection is told before anything else", () => {
  const live = handoff({ status: "LIVE", call: call({ status: "HELD" }) });
  expect(statusSentence(live, { leg: "rejoining", elsewhere: false })).toContain("Reconnecting");
});

test.each([
  ["the adviser's leg closes", call({ other_leg: "GONE" }), "connected"],
  ["this browser's leg closes", call(), "rejoining"],
] as const)("when %s at the end of a call, nothing is called interrupted", (_, state, leg) => {
  const ending = handoff({ status: "LIVE", call: state });
  expect(looksInterrupted(ending, leg)).toBe(true);
  expect(statusSentence(ending, { leg, elsewhere: false, briefly: true })).toBe("You are talking with Maja.");
  expect(statusSentence(ending, { leg, elsewhere: false, briefly: false })).toContain("interrupted");
});

test("what is over is not interrupted", () => {
  expect(looksInterrupted(handoff({ status: "WRAP_UP", call: call({ other_leg: "GONE" }) }), "idle")).toBe(false);
  expect(looksInterrupted(handoff({ status: "LIVE", call: call() }), "connected")).toBe(false);
});

test("who has hung up reads that it is being ended, not that it begins", () => {
  const live = handoff({ status: "LIVE", call: call() });
  expect(statusSentence(live, { ...NO_LEG, ending: true })).toBe("The conversation is being ended…");
  expect(goingOn(live, { ...NO_LEG, ending: true }, false)).toBeNull();
});

test("an interruption that is over at once was none, and each is judged anew", () => {
  vi.useFakeTimers();
  const changed = vi.fn();
  const interruption = new Lasting(1_500, changed);
  for (let times = 0; times < 2; times++) {
    interruption.follow(true);
    vi.advanceTimersByTime(1_000);
    interruption.follow(false);
    vi.advanceTimersByTime(1_000);
  }
  expect(changed).not.toHaveBeenCalled();
  interruption.follow(true);
  interruption.follow(true);
  vi.advanceTimersByTime(1_500);
  expect(interruption.lasts).toBe(true);
  expect(changed).toHaveBeenCalledOnce();
  vi.useRealTimers();
});

test("the closed chat says at which place its customer waits", () => {
  const place = (ahead: number) => goingOn(handoff({ wait: { ...handoff().wait, ahead } }), NO_LEG, false)?.words;
  expect(place(0)).toBe("Waiting: you are next");
  expect(place(2)).toBe("Waiting: number 3 in the queue");
});

test.each([
  [call(), CONNECTED, false, "Call with Maja"],
  [call({ status: "HELD" }), CONNECTED, false, "Call with Maja, on hold"],
  [call(), { leg: "rejoining", elsewhere: false, briefly: true }, false, "Call with Maja"],
  [call(), { leg: "rejoining", elsewhere: false, briefly: false }, false, "Call with Maja, interrupted"],
  [call(), CONNECTED, true, "Call with Maja: please look"],
  [call({ status: "ENDED" }), NO_LEG, false, "Writing with Maja"],
] as const)("the closed chat says that a call is on: %o", (state, here, needsCustomer, said) => {
  expect(goingOn(handoff({ status: "LIVE", call: state }), here, needsCustomer)?.words).toBe(said);
});

test("the closed chat says since when they talk, and that somebody writes", () => {
  expect(goingOn(handoff({ status: "LIVE", call: call() }), CONNECTED, false)?.since).toBe("2026-12-04T14:05:00Z");
  expect(goingOn(handoff({ status: "LIVE", way: "text" }), NO_LEG, false)?.words).toBe("Writing with Maja");
});

test.each(["OFFERED_TO_CUSTOMER", "WRAP_UP", "CLOSED", "WITHDRAWN"] as const)(
  "a closed chat is silent in %s",
  status => {
    expect(goingOn(handoff({ status }), NO_LEG, false)).toBeNull();
  },
);

test("another tab says where the call is", () => {
  const live = handoff({ status: "LIVE", call: call() });
  expect(statusSentence(live, { leg: "idle", elsewhere: true })).toContain("another tab");
});

test("a handoff that is over for good says nothing more", () => {
  expect(statusSentence(handoff({ status: "WITHDRAWN" }), NO_LEG)).toBe("");
  expect(statusSentence(handoff({ status: "CLOSED" }), NO_LEG)).toBe("");
});

test("an offered person is a question; a handover or the customer's own wish opens the package", () => {
  const offered = handoff({ status: "OFFERED_TO_CUSTOMER", consented: false, reasons: ["misunderstood_twice"] });
  const turns = (level: "offer" | "handover") => [{ offer: { level, reasons: [] } }] as unknown as Turn[];
  expect(isOnlyOffered(offered, turns("offer"))).toBe(true);
  expect(isOnlyOffered(offered, turns("handover"))).toBe(false);
  expect(isOnlyOffered(handoff({ ...offered, reasons: ["asked_for_person"] }), turns("offer"))).toBe(false);
});
