// This browser's leg of a call: the microphone, one peer connection to the gateway, and coming back when it breaks. A rejoin is a
// new peer connection on the same call, since the gateway's side cannot restart ICE.
import { backoff } from "./backoff";
import { isInCall, type LegState, nextMove, TRIES, type Wanted } from "./call-decisions";
import { type Level, levelOf, SILENT } from "./levels";
import type { HangUp, LegCandidate, LegFailed, LegOffer, Mute, Relays } from "./messages.gen";
import { type AskForMicrophone, browserMicrophone, openMicrophone } from "./microphone";

/** A broken connection often mends itself within this time; after it we come back by ourselves. Milliseconds. */
const PATIENCE = 2_000;
/** A connection that is not there by then will not come. Milliseconds. */
const JOIN_LIMIT = 8_000;

export type FromLeg = LegOffer | LegCandidate | LegFailed | Mute | HangUp;

export interface LegOptions {
  /** Says whether the line was open; what is not sent now is worth nothing later. */
  send: (message: FromLeg) => boolean;
  changed: () => void;
  microphone?: AskForMicrophone | undefined;
  peer?: (configuration: RTCConfiguration) => RTCPeerConnection;
  speaker?: () => HTMLAudioElement;
  sound?: () => AudioContext;
}

export class Leg {
  state: LegState = "idle";
  muted = false;
  /** The browser plays no sound until the person clicks: `playSound` is that click. */
  soundBlocked = false;
  /** The way round a network without UDP, as the gateway last gave it; without it no server is contacted at all. */
  relays: Relays | null = null;
  myLevel: Level = SILENT;
  theirLevel: Level = SILENT;
  #microphone: MediaStream | null = null;
  #peer: RTCPeerConnection | null = null;
  #speaker: HTMLAudioElement | null = null;
  #sound: AudioContext | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: LegOptions) {}

  /** Asks for the microphone. Raises `MicrophoneProblem`. */
  async prepare(): Promise<void> {
    if (this.state !== "idle" && this.state !== "lost") return;
    this.#become("asking");
    try {
      const ask = "microphone" in this.options ? this.options.microphone : browserMicrophone();
      this.#microphone = await openMicrophone(ask);
    } catch (problem) {
      this.close();
      throw problem;
    }
    this.#sound ??= this.options.sound?.() ?? new AudioContext();
    this.myLevel = levelOf(this.#microphone, this.#sound);
    this.#become("ready");
  }

  /** Does what the gateway's newest state asks of this leg. */
  follow(wanted: Wanted): void {
    const move = nextMove(wanted, this.state);
    if (move === "leave") this.close();
    if (move === "join") void this.#join("joining");
  }

  async answered(sdp: string): Promise<void> {
    if (this.#peer?.signalingState !== "have-local-offer") return;
    await this.#peer.setRemoteDescription({ type: "answer", sdp });
  }

  /** The gateway did not take the offer. */
  offerRefused(): void {
    if (isInCall(this.state)) this.#comeBack();
  }

  mute(muted: boolean): void {
    this.muted = muted;
    for (const track of this.#microphone?.getAudioTracks() ?? []) track.enabled = !muted;
    this.options.send({ type: "mute", muted });
    this.options.changed();
  }

  playSound(): void {
    void this.#sound?.resume();
    void this.#play();
  }

  /** Gives the microphone back and leaves. */
  close(): void {
    this.#dropPeer();
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#microphone = null;
    void this.#sound?.close();
    this.#sound = null;
    this.#speaker = null;
    this.myLevel = SILENT;
    this.muted = false;
    this.soundBlocked = false;
    this.#attempt = 0;
    this.#become("idle");
  }

  async #join(as: "joining" | "rejoining"): Promise<void> {
    this.#dropPeer();
    this.#become(as);
    const configuration = { iceServers: this.relays ? [iceServer(this.relays)] : [] };
    const peer = this.options.peer?.(configuration) ?? new RTCPeerConnection(configuration);
    this.#peer = peer;
    this.#listen(peer);
    if (this.#microphone) for (const track of this.#microphone.getAudioTracks()) peer.addTrack(track, this.#microphone);
    const offer = await peer.createOffer();
    if (peer !== this.#peer) return;
    this.#timer = setTimeout(() => this.#comeBack(), JOIN_LIMIT);
    // Sent before the candidates are gathered: they trickle after it.
    this.options.send({ type: "leg_offer", sdp: offer.sdp ?? "" });
    await peer.setLocalDescription(offer);
  }

  #listen(peer: RTCPeerConnection): void {
    peer.onicecandidate = ({ candidate }) => {
      this.options.send({ type: "leg_candidate", candidate: candidate?.candidate || null });
    };
    peer.ontrack = ({ track, streams }) => this.#hearThem(streams[0] ?? new MediaStream([track]));
    peer.onconnectionstatechange = () => {
      if (peer === this.#peer) this.#connectionBecame(peer.connectionState);
    };
  }

  #connectionBecame(connection: RTCPeerConnectionState): void {
    if (connection === "connected") this.#connected();
    if (connection === "failed" || connection === "closed") this.#comeBack();
    if (connection === "disconnected") {
      clearTimeout(this.#timer);
      this.#become("rejoining");
      this.#timer = setTimeout(() => this.#comeBack(), PATIENCE);
    }
  }

  #connected(): void {
    clearTimeout(this.#timer);
    this.#attempt = 0;
    this.#become("connected");
    // A rejoined leg starts unmuted at the gateway.
    if (this.muted) this.options.send({ type: "mute", muted: true });
  }

  #comeBack(): void {
    this.#dropPeer();
    if (this.#attempt < TRIES) this.#joinLater();
    else this.#giveUp();
  }

  #joinLater(): void {
    this.#become("rejoining");
    this.#timer = setTimeout(() => void this.#join("rejoining"), backoff(this.#attempt++, 0));
  }

  #giveUp(): void {
    this.options.send({ type: "leg_failed", reason: "no_network_path" });
    this.close();
    this.#become("lost");
  }

  #hearThem(stream: MediaStream): void {
    this.#speaker ??= this.options.speaker?.() ?? new Audio();
    this.#speaker.srcObject = stream;
    if (this.#sound) this.theirLevel = levelOf(stream, this.#sound);
    void this.#play();
  }

  async #play(): Promise<void> {
    try {
      await this.#speaker?.play();
      this.soundBlocked = false;
    } catch (problem) {
      // A newer stream took this one's place: its own play() decides.
      if (problem instanceof DOMException && problem.name === "AbortError") return;
      this.soundBlocked = true;
    }
    this.options.changed();
  }

  #dropPeer(): void {
    clearTimeout(this.#timer);
    const peer = this.#peer;
    this.#peer = null;
    peer?.close();
    this.#speaker?.pause();
    this.theirLevel = SILENT;
  }

  #become(state: LegState): void {
    if (state === this.state) return;
    this.state = state;
    this.options.changed();
  }
}

function iceServer({ urls, username, credential }: Relays): RTCIceServer {
  return { urls, username, credential };
}
