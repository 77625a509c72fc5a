import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FromLeg, Leg } from "../src/shared/call";
import { MicrophoneProblem } from "../src/shared/microphone";

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

  becomes(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  close(): void {
    this.closed = true;
  }
}

const track = { enabled: true, stop: vi.fn() };
const stream = { getAudioTracks: () => [track], getTracks: () => [track] } as unknown as MediaStream;
const source = { connect: () => {} };
const sound = {
  createAnalyser: () => ({ fftSize: 0 }),
  createMediaStreamSource: () => source,
  close: async () => {},
} as unknown as AudioContext;

function leg(microphone = async () => stream) {
  const sent: FromLeg[] = [];
  const made = new Leg({
    send: message => sent.push(message) > 0,
    changed: () => {},
    microphone,
    peer: configuration => new FakePeer(configuration) as unknown as RTCPeerConnection,
    sound: () => sound,
  });
  return { leg: made, sent, types: () => sent.map(message => message.type) };
}

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

test("a connection that mends itself in two seconds is left alone", async () => {
  const { leg: made } = await connected();
  newest().becomes("disconnected");
  expect(made.state).toBe("rejoining");
  await vi.advanceTimersByTimeAsync(1_900);
  newest().becomes("connected");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(FakePeer.made).toHaveLength(1);
  expect(made.state).toBe("connected");
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

test("a leg that never connects gives up, says so, and gives the microphone back", async () => {
  const { leg: made, sent } = leg();
  await made.prepare();
  made.follow("call_now");
  await vi.advanceTimersByTimeAsync(180_000);
  expect(made.state).toBe("lost");
  expect(sent.at(-1)).toEqual({ type: "leg_failed", reason: "no_network_path" });
  expect(track.stop).toHaveBeenCalled();
});

test("leaving closes the connection for good", async () => {
  const { leg: made } = await connected();
  made.follow("no_call");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakePeer.made).toHaveLength(1);
  expect(made.state).toBe("idle");
});
