import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FromLeg, Leg } from "../src/shared/call";
import { MicrophoneProblem } from "../src/shared/microphone";

let arrived = { bytes: 0, audio: 0 };

class FakePeer {
  static made: FakePeer[] = [];
  connectionState: RTCPeerConnectionState = "new";
  signalingState: RTCSignalingState = "stable";
  onicecandidate: ((event: { candidate: { candidate: string } | null }) => void) | null = null;
  ontrack: unknown = null;
  onconnectionstatechange: (() => void) | null = null;
  remote = "";
  closed = false;

  constructor(readonly configuration: RTCConfiguration) {
    FakePeer.made.push(this);
  }

  addTrack(): void {}

  directions: (RTCRtpTransceiverDirection | undefined)[] = [];

  addTransceiver(_: string, init?: RTCRtpTransceiverInit): void {
    this.directions.push(init?.direction);
  }

  async createOffer() {
    return { type: "offer", sdp: `offer ${FakePeer.made.length}` };
  }

  async setLocalDescription(): Promise<void> {
    this.signalingState = "have-local-offer";
    this.onicecandidate?.({ candidate: { candidate: "candidate:1" } });
    this.onicecandidate?.({ candidate: null });
  }

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    this.remote = sdp;
    this.signalingState = "stable";
  }

  async getStats() {
    return new Map([
      ["pair", { type: "candidate-pair", bytesReceived: arrived.bytes }],
      ["sound", { type: "inbound-rtp", packetsReceived: arrived.audio }],
    ]);
  }

  getSenders() {
    return [{ replaceTrack }];
  }

  becomes(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  close(): void {
    this.closed = true;
  }
}

const replaceTrack = vi.fn(async (_: unknown) => {});
const track: { enabled: boolean; stop: () => void; onended?: () => void } = { enabled: true, stop: vi.fn() };
const stream = { getAudioTracks: () => [track], getTracks: () => [track] } as unknown as MediaStream;
const source = { connect: () => {} };
const sound = {
  createAnalyser: () => ({ fftSize: 0 }),
  createMediaStreamSource: () => source,
  close: async () => {},
} as unknown as AudioContext;

function leg(microphone = async () => stream) {
  const sent: FromLeg[] = [];
  const interrupted = vi.fn();
  const made = new Leg({
    send: message => line.open && sent.push(message) > 0,
    changed: () => {},
    interrupted,
    microphone,
    peer: configuration => new FakePeer(configuration) as unknown as RTCPeerConnection,
    sound: () => sound,
  });
  return { leg: made, sent, interrupted, types: () => sent.map(message => message.type) };
}

const line = { open: true };
const newest = () => FakePeer.made.at(-1) as FakePeer;

async function connected() {
  const made = leg();
  await made.leg.prepare();
  made.leg.follow("call_now");
  await vi.advanceTimersByTimeAsync(0);
  newest().becomes("connected");
  return made;
}

beforeEach(() => {
  vi.useFakeTimers();
  FakePeer.made = [];
  line.open = true;
  arrived = { bytes: 0, audio: 0 };
  track.enabled = true;
});
afterEach(() => vi.useRealTimers());

test("the offer goes out before its candidates, and their end is told", async () => {
  const { sent } = await connected();
  expect(sent).toEqual([
    { type: "leg_offer", sdp: "offer 1" },
    { type: "leg_candidate", candidate: "candidate:1" },
    { type: "leg_candidate", candidate: null },
  ]);
});

test("no server is contacted but the relays that the gateway names, the newest ones at each rejoin", async () => {
  const { leg: made } = await connected();
  expect(newest().configuration).toEqual({ iceServers: [] });
  made.relays = { type: "relays", urls: ["turn:relay.example.org"], username: "1:a", credential: "b" };
  newest().becomes("failed");
  await vi.advanceTimersByTimeAsync(250);
  const access = { urls: ["turn:relay.example.org"], username: "1:a", credential: "b" };
  expect(newest().configuration).toEqual({ iceServers: [access] });
});

test("an answer that is quicker than the browser with its own offer is taken all the same", async () => {
  const { leg: made } = leg();
  let described = () => {};
  vi.spyOn(FakePeer.prototype, "setLocalDescription").mockImplementationOnce(async function (this: FakePeer) {
    await new Promise<void>(resolve => {
      described = resolve;
    });
    this.signalingState = "have-local-offer";
  });
  await made.prepare();
  made.follow("call_now");
  await vi.advanceTimersByTimeAsync(0);
  const answering = made.answered("quick answer");
  described();
  await answering;
  expect(newest().remote).toBe("quick answer");
});

test("an answer is taken once, for the offer that is open", async () => {
  const { leg: made } = await connected();
  await made.answered("answer");
  await made.answered("late answer");
  expect(newest().remote).toBe("answer");
});

test("a refused microphone has its name", async () => {
  const refusing = leg(() => Promise.reject(new DOMException("no", "NotAllowedError")));
  await expect(refusing.leg.prepare()).rejects.toEqual(new MicrophoneProblem("microphone_refused"));
  expect(refusing.leg.state).toBe("idle");
});

test("a missing microphone has another", async () => {
  const without = leg(() => Promise.reject(new DOMException("none", "NotFoundError")));
  await expect(without.leg.prepare()).rejects.toEqual(new MicrophoneProblem("microphone_absent"));
});

/** Lets time pass while bytes and sound arrive, or do not. */
async function passes(milliseconds: number, { bytes = 100, audio = 0 }) {
  for (let passed = 0; passed < milliseconds; passed += 250) {
    arrived = { bytes: arrived.bytes + bytes, audio: arrived.audio + audio };
    await vi.advanceTimersByTimeAsync(250);
  }
}

test("a connection over which nothing comes is interrupted within three seconds, and mended when something comes", async () => {
  const { leg: made, interrupted } = await connected();
  await passes(3_000, { bytes: 100 });
  expect(made.state).toBe("connected");
  line.open = false;
  await passes(3_000, { bytes: 0 });
  expect(made.state).toBe("rejoining");
  expect(interrupted).toHaveBeenCalledOnce();
  await passes(1_000, { bytes: 100 });
  expect(made.state).toBe("connected");
  expect(FakePeer.made).toHaveLength(1);
});

test("an interrupted leg waits for the line as long as it takes, and comes back the moment it opens", async () => {
  const { leg: made, types } = await connected();
  await passes(500, { bytes: 100 });
  line.open = false;
  await passes(60_000, { bytes: 0 });
  expect(made.state).toBe("rejoining");
  line.open = true;
  made.lineOpened();
  await vi.advanceTimersByTimeAsync(0);
  expect(types().filter(type => type === "leg_offer")).toHaveLength(2);
  newest().becomes("connected");
  expect(made.state).toBe("connected");
});

test("a line that opens anew leaves a leg that works alone", async () => {
  const { leg: made } = await connected();
  made.lineOpened();
  await vi.advanceTimersByTimeAsync(0);
  expect(FakePeer.made).toHaveLength(1);
});

test("an offer that meets with silence is taken for a dead line, not for a network without sound", async () => {
  const { leg: made, interrupted } = leg();
  await made.prepare();
  made.follow("call_now");
  await vi.advanceTimersByTimeAsync(120_000);
  expect(interrupted).toHaveBeenCalledOnce();
  expect(made.state).toBe("joining");
});

test("no sound for five seconds from somebody who speaks: once it comes back by itself, then it says so", async () => {
  const { leg: made } = await connected();
  made.follow("call_now", true);
  await passes(4_000, { audio: 0 });
  expect(FakePeer.made).toHaveLength(1);
  await passes(2_000, { audio: 0 });
  expect(FakePeer.made).toHaveLength(2);
  newest().becomes("connected");
  await passes(6_000, { audio: 0 });
  expect(made.trouble).toBe("no_audio");
  await passes(1_000, { audio: 10 });
  expect(made.trouble).toBeNull();
});

test("silence is in order while the other side is muted or held", async () => {
  const { leg: made } = await connected();
  made.follow("call_now", false);
  await passes(20_000, { audio: 0 });
  expect(made.trouble).toBeNull();
  expect(FakePeer.made).toHaveLength(1);
});

test("a microphone that is unplugged in the call is missed, and another one takes its place", async () => {
  const { leg: made } = await connected();
  track.onended?.();
  expect(made.trouble).toBe("microphone_lost");
  expect(made.state).toBe("connected");
  await made.prepare();
  expect(replaceTrack).toHaveBeenCalledWith(track);
  expect(made.trouble).toBeNull();
  expect(FakePeer.made).toHaveLength(1);
});

test("who listens is asked for no microphone, and gets one into the same connection, and gives it back", async () => {
  const ask = vi.fn(async () => stream);
  const { leg: made } = leg(ask);
  made.listen();
  made.follow("call_now");
  await vi.advanceTimersByTimeAsync(0);
  newest().becomes("connected");
  expect(ask).not.toHaveBeenCalled();
  expect(newest().directions).toEqual(["sendrecv", "recvonly", "recvonly"]);
  expect(made.onlyListens).toBe(true);

  await made.prepare();
  expect(ask).toHaveBeenCalledOnce();
  expect(replaceTrack).toHaveBeenLastCalledWith(track);
  expect(made.onlyListens).toBe(false);

  await made.stopSpeaking();
  expect(replaceTrack).toHaveBeenLastCalledWith(null);
  expect(track.stop).toHaveBeenCalled();
  expect([made.onlyListens, made.state, FakePeer.made.length]).toEqual([true, "connected", 1]);
});

test("who listens and is refused a microphone goes on listening", async () => {
  const { leg: made } = leg(() => Promise.reject(new DOMException("no", "NotAllowedError")));
  made.listen();
  made.follow("call_now");
  await vi.advanceTimersByTimeAsync(0);
  newest().becomes("connected");
  await expect(made.prepare()).rejects.toEqual(new MicrophoneProblem("microphone_refused"));
  expect([made.onlyListens, made.state, made.trouble]).toEqual([true, "connected", null]);
});

test("a microphone that another program holds has its own name", async () => {
  const busy = leg(() => Promise.reject(new DOMException("busy", "NotReadableError")));
  await expect(busy.leg.prepare()).rejects.toEqual(new MicrophoneProblem("microphone_in_use"));
});

test("a broken connection comes back as a new peer connection on the same call", async () => {
  const { leg: made, types } = await connected();
  newest().becomes("failed");
  await vi.advanceTimersByTimeAsync(250);
  expect(FakePeer.made).toHaveLength(2);
  expect(FakePeer.made[0]?.closed).toBe(true);
  expect(types().filter(type => type === "leg_offer")).toHaveLength(2);
  newest().becomes("connected");
  expect(made.state).toBe("connected");
});

test("who was muted is muted after coming back", async () => {
  const { leg: made, sent } = await connected();
  made.mute(true);
  newest().becomes("failed");
  await vi.advanceTimersByTimeAsync(250);
  newest().becomes("connected");
  expect(track.enabled).toBe(false);
  expect(sent.filter(message => message.type === "mute")).toHaveLength(2);
});

test("a leg that is answered and never connects gives up, says so, and gives the microphone back", async () => {
  const { leg: made, sent } = leg();
  await made.prepare();
  made.follow("call_now");
  for (let tried = 0; tried < 4; tried++) {
    await vi.advanceTimersByTimeAsync(0);
    await made.answered("answer");
    await vi.advanceTimersByTimeAsync(10_000);
  }
  expect(made.state).toBe("lost");
  expect(sent.at(-1)).toEqual({ type: "leg_failed", reason: "no_network_path" });
  expect(track.stop).toHaveBeenCalled();
});

test("a gateway that is just stopping is no network without sound: the leg goes on trying", async () => {
  const { leg: made, types } = await connected();
  newest().becomes("failed");
  for (let refused = 0; refused < 20; refused++) {
    await vi.advanceTimersByTimeAsync(1_000);
    made.offerRefused("shutting_down");
  }
  expect(made.state).toBe("rejoining");
  expect(types()).not.toContain("leg_failed");
});

test("leaving closes the connection for good", async () => {
  const { leg: made } = await connected();
  made.follow("no_call");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakePeer.made).toHaveLength(1);
  expect(made.state).toBe("idle");
});
