// This browser's leg of a call: the microphone, one peer connection to the gateway, and coming back when it breaks. A rejoin is a
// new peer connection on the same call, since the gateway's side cannot restart ICE.
import { backoff } from "./backoff";
import { isInCall, type LegState, nextMove, TRIES, type Wanted } from "./call-decisions";
import { arrivalsAt, LegWatch, type Silence } from "./leg-watch";
import { type Level, levelOf, loudest, SILENT } from "./levels";
import type { HangUp, LegCandidate, LegFailed, LegOffer, Mute, Relays } from "./messages.gen";
import { type AskForMicrophone, browserMicrophone, openMicrophone } from "./microphone";
import type { LegFailure } from "./wire";

/** A connection that is not there by then will not come. Milliseconds. */
const JOIN_LIMIT = 8_000;
/** Nothing came for so long: the connection is interrupted, whatever the browser calls it. Milliseconds. */
const INTERRUPTED_AFTER = 2_500;
/** The other side should be heard and is not. Milliseconds. */
const NO_AUDIO_AFTER = 5_000;
/** A call has at most four parties: a customer, two advisers and a supervisor. */
const FURTHER_VOICES = 2;

/** Refusals that say nothing of this browser's network: however many there are, it goes on trying. */
const PASSING = new Set(["shutting_down", "too_many_requests", "database_unavailable"]);

export type FromLeg = LegOffer | LegCandidate | LegFailed | Mute | HangUp;

/** What is wrong with a leg that is in its call all the same. */
export type LegTrouble = Extract<LegFailure, "microphone_lost" | "no_audio" | "autoplay_blocked">;

export interface LegOptions {
  /** Says whether the line was open; what is not sent now is worth nothing later. */
  send: (message: FromLeg) => boolean;
  changed: () => void;
  /** Nothing arrives: the line to the gateway may be dead as well, and is opened anew. `lineOpened` tells when it is. */
  interrupted: () => void;
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
  /** The microphone ended in the middle of the call: unplugged, or taken away. `prepare` is the way on. */
  microphoneLost = false;
  /** The other side should be heard, nothing comes, and coming back did not help. `connectAgain` is the way on. */
  noAudio = false;
  /** The person wants to hear nothing for now, such as the music for who waits. */
  hushed = false;
  /** The way round a network without UDP, as the gateway last gave it; without it no server is contacted at all. */
  relays: Relays | null = null;
  myLevel: Level = SILENT;
  theirLevel: Level = SILENT;
  #microphone: MediaStream | null = null;
  #peer: RTCPeerConnection | null = null;
  #speakers = new Map<MediaStreamTrack, HTMLAudioElement>();
  #sound: AudioContext | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watch: LegWatch | null = null;
  #described: Promise<void> = Promise.resolve();
  #wasAnswered = false;
  #expectsSound = false;
  #cameBackForSound = false;

  constructor(private readonly options: LegOptions) {}

  get trouble(): LegTrouble | null {
    if (this.soundBlocked) return "autoplay_blocked";
    if (this.microphoneLost) return "microphone_lost";
    return this.noAudio ? "no_audio" : null;
  }

  /** In the call, or about to be, without a microphone: to listen. */
  get onlyListens(): boolean {
    return this.#microphone === null && (this.state === "ready" || isInCall(this.state));
  }

  /** To hear the call without being asked for a microphone: `prepare` is the way to speak, `stopSpeaking` the way back. */
  listen(): void {
    if (this.state !== "idle" && this.state !== "lost") return;
    this.#openSound();
    this.#become("ready");
  }

  /** Gives the microphone back and goes on listening. */
  async stopSpeaking(): Promise<void> {
    this.#stopMicrophone();
    this.microphoneLost = false;
    await this.#peer?.getSenders()[0]?.replaceTrack(null);
    this.options.changed();
  }

  /** Asks for the microphone, also in a call that lost its own or has only listened. Raises `MicrophoneProblem`. */
  async prepare(): Promise<void> {
    if (this.onlyListens || (this.microphoneLost && isInCall(this.state))) await this.#replaceMicrophone();
    if (this.state !== "idle" && this.state !== "lost") return;
    this.#become("asking");
    try {
      await this.#openMicrophone();
    } catch (problem) {
      this.close();
      throw problem;
    }
    this.#become("ready");
  }

  /** Another connection on the same call, because the person wants one. */
  connectAgain(): void {
    this.noAudio = false;
    if (isInCall(this.state)) void this.#join("rejoining");
  }

  /** Does what the gateway's newest state asks of this leg; `expectsSound` says whether the other side is up and not muted. */
  follow(wanted: Wanted, expectsSound = false): void {
    if (expectsSound && !this.#expectsSound) this.#watch?.hopeAgain();
    this.#expectsSound = expectsSound;
    const move = nextMove(wanted, this.state);
    if (move === "leave") this.close();
    if (move === "join") void this.#join("joining");
  }

  async answered(sdp: string): Promise<void> {
    const peer = this.#peer;
    // The gateway may answer before the browser has taken its own offer in.
    await this.#described;
    if (peer !== this.#peer || peer?.signalingState !== "have-local-offer") return;
    this.#wasAnswered = true;
    await peer.setRemoteDescription({ type: "answer", sdp });
  }

  /** The gateway did not take the offer, for the reason with this code. */
  offerRefused(error: string): void {
    if (!isInCall(this.state)) return;
    if (PASSING.has(error)) this.#attempt = 0;
    this.#comeBack();
  }

  /** There is a new line to the gateway. Whoever is cut off comes back now, and not when a timer says so. */
  lineOpened(): void {
    if (this.state !== "joining" && this.state !== "rejoining") return;
    this.#attempt = 0;
    void this.#join(this.state);
  }

  mute(muted: boolean): void {
    this.muted = muted;
    for (const track of this.#microphone?.getAudioTracks() ?? []) track.enabled = !muted;
    this.options.send({ type: "mute", muted });
    this.options.changed();
  }

  hush(hushed: boolean): void {
    this.hushed = hushed;
    for (const speaker of this.#speakers.values()) speaker.muted = hushed;
    this.options.changed();
  }

  playSound(): void {
    void this.#sound?.resume();
    void this.#play();
  }

  /** Gives the microphone back and leaves. */
  close(): void {
    this.#dropPeer();
    this.#stopMicrophone();
    void this.#sound?.close();
    this.#sound = null;
    this.muted = false;
    this.hushed = false;
    this.soundBlocked = false;
    this.microphoneLost = false;
    this.noAudio = false;
    this.#cameBackForSound = false;
    this.#attempt = 0;
    this.#become("idle");
  }

  async #openMicrophone(): Promise<void> {
    const ask = "microphone" in this.options ? this.options.microphone : browserMicrophone();
    const microphone = await openMicrophone(ask);
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#microphone = microphone;
    this.microphoneLost = false;
    // Not called for a track that we stop ourselves.
    for (const track of microphone.getAudioTracks()) track.onended = () => this.#lostMicrophone(microphone);
    this.myLevel = levelOf(microphone, this.#openSound());
  }

  #openSound(): AudioContext {
    this.#sound ??= this.options.sound?.() ?? new AudioContext();
    return this.#sound;
  }

  #stopMicrophone(): void {
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#microphone = null;
    this.myLevel = SILENT;
  }

  /** Nothing is renegotiated: the other side hears the new one at once. */
  async #replaceMicrophone(): Promise<void> {
    await this.#openMicrophone();
    const track = this.#microphone?.getAudioTracks()[0] ?? null;
    if (track) track.enabled = !this.muted;
    await this.#peer?.getSenders()[0]?.replaceTrack(track);
    this.options.changed();
  }

  #lostMicrophone(microphone: MediaStream): void {
    if (microphone !== this.#microphone) return;
    this.microphoneLost = true;
    this.myLevel = SILENT;
    this.options.changed();
  }

  async #join(as: "joining" | "rejoining"): Promise<void> {
    this.#dropPeer();
    this.#become(as);
    const configuration = { iceServers: this.relays ? [iceServer(this.relays)] : [] };
    const peer = this.options.peer?.(configuration) ?? new RTCPeerConnection(configuration);
    this.#peer = peer;
    this.#listen(peer);
    if (this.#microphone) for (const track of this.#microphone.getAudioTracks()) peer.addTrack(track, this.#microphone);
    // Who listens offers to send all the same, so that a microphone can come later without a new connection.
    else peer.addTransceiver("audio", { direction: "sendrecv" });
    this.#wasAnswered = false;
    // Voices come unmixed, each in a place of its own; places for all who may join, so that nothing is negotiated anew.
    for (let place = 0; place < FURTHER_VOICES; place++) peer.addTransceiver("audio", { direction: "recvonly" });
    const offer = await peer.createOffer();
    if (peer !== this.#peer) return;
    // Sent before the candidates are gathered: they trickle after it. Without a line, `lineOpened` tries again.
    if (!this.options.send({ type: "leg_offer", sdp: offer.sdp ?? "" })) return;
    this.#timer = setTimeout(() => this.#joinTookTooLong(), JOIN_LIMIT);
    this.#described = peer.setLocalDescription(offer);
    await this.#described;
  }

  #listen(peer: RTCPeerConnection): void {
    peer.onicecandidate = ({ candidate }) => {
      if (peer === this.#peer) this.options.send({ type: "leg_candidate", candidate: candidate?.candidate || null });
    };
    peer.ontrack = ({ track }) => this.#hear(track);
    peer.onconnectionstatechange = () => {
      if (peer === this.#peer) this.#connectionBecame(peer.connectionState);
    };
    this.#watch = new LegWatch(arrivalsAt(peer), silence => this.#looked(silence));
  }

  #connectionBecame(connection: RTCPeerConnectionState): void {
    if (connection === "connected") this.#connected();
    if (connection === "failed" || connection === "closed") this.#comeBack();
    // "disconnected" may mend itself: the watch tells whether anything arrives.
  }

  #connected(): void {
    clearTimeout(this.#timer);
    this.#attempt = 0;
    this.#watch?.start();
    this.#become("connected");
    // A rejoined leg starts unmuted at the gateway.
    if (this.muted) this.options.send({ type: "mute", muted: true });
  }

  #looked(silence: Silence): void {
    if (silence.anything >= INTERRUPTED_AFTER) this.#interrupted();
    else if (this.state === "rejoining") this.#become("connected");
    else if (!this.#expectsSound || silence.audio < NO_AUDIO_AFTER) this.#hearsWell(silence);
    else this.#noAudio();
  }

  /** The connection is kept, for it often mends itself; meanwhile another line is opened, to come back over. */
  #interrupted(): void {
    if (this.state !== "connected") return;
    this.#become("rejoining");
    this.options.interrupted();
  }

  #hearsWell({ audio }: Silence): void {
    if (audio > 0 || !this.#cameBackForSound) return;
    this.#cameBackForSound = false;
    if (!this.noAudio) return;
    this.noAudio = false;
    this.options.changed();
  }

  /** Once, another connection may help; after that the person is told. */
  #noAudio(): void {
    if (this.noAudio) return;
    if (this.#cameBackForSound) {
      this.noAudio = true;
      this.options.changed();
      return;
    }
    this.#cameBackForSound = true;
    void this.#join("rejoining");
  }

  #joinTookTooLong(): void {
    if (this.#wasAnswered) {
      this.#comeBack();
      return;
    }
    // The offer itself met with silence: it is the line that is dead.
    this.#dropPeer();
    this.options.interrupted();
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

  #hear(track: MediaStreamTrack): void {
    const stream = new MediaStream([track]);
    const speaker = this.options.speaker?.() ?? new Audio();
    speaker.srcObject = stream;
    speaker.muted = this.hushed;
    this.#speakers.set(track, speaker);
    if (this.#sound) this.theirLevel = loudest(this.theirLevel, levelOf(stream, this.#sound));
    void this.#play();
  }

  async #play(): Promise<void> {
    try {
      await Promise.all([...this.#speakers.values()].map(speaker => speaker.play()));
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
    this.#watch?.stop();
    this.#watch = null;
    const peer = this.#peer;
    this.#peer = null;
    peer?.close();
    for (const speaker of this.#speakers.values()) speaker.pause();
    this.#speakers.clear();
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
