// One adviser at the desk: the whole state as the gateway last told it, the conversation of the handoff, and what can be done.
import { type FromLeg, Leg } from "../shared/call";
import { callWanted, expectsSound, isInCall } from "../shared/call-decisions";
import { newClientId } from "../shared/client-id";
import type {
  CallQuality,
  DeskState,
  Finish,
  LiveHandoff,
  MakeRepairStep,
  Refused,
  Supervise,
} from "../shared/messages.gen";
import { MicrophoneProblem } from "../shared/microphone";
import { type LineState, Socket } from "../shared/socket";
import * as transcripts from "../shared/transcript-state";
import type { FromDesk, LegFailure, Presence, ToDesk, Way } from "../shared/wire";
import { socketTicket } from "./sign-on";

/** Requests to be let into a call, during which the microphone is kept ready. */
const COMING = new Set(["accept", "answer_colleague", "supervise"]);

export class Workplace {
  state: DeskState | null = null;
  transcript: transcripts.Transcript = transcripts.EMPTY;
  /** How good the lines of the call are, as the gateway says each second. */
  quality: CallQuality | null = null;
  notice = "";
  microphone: MicrophoneProblem["reason"] | null = null;
  /** What a lead has chosen to do in a call, until the browser or the gateway has answered. */
  choice: Supervise["how"] | null = null;
  readonly leg: Leg;
  readonly #socket: Socket<FromDesk, ToDesk>;
  #accepting: string | null = null;
  /** The handoff whose call was just ended here: until the gateway says so too, it is not one to come back into. */
  #hungUp: string | null = null;
  /** The notice is about a gateway that stops: with a new line it is over. */
  #noticeIsOfGateway = false;

  constructor(private readonly changed: () => void) {
    this.leg = new Leg({
      send: message => this.#fromLeg(message),
      changed,
      interrupted: () => this.#socket.renew(),
    });
    this.#socket = new Socket<FromDesk, ToDesk>({
      ticket: socketTicket,
      connect: ticket => new WebSocket(socketAddress(ticket)),
      // The desk shows one handoff's conversation, which may be another one after a reconnection: it is asked for whole.
      after: () => 0,
      heard: message => this.#hear(message),
      changed: state => this.#lineBecame(state),
      inCall: () => isInCall(this.leg.state),
    });
  }

  get line(): LineState {
    return this.#socket.state;
  }

  /** Why there is no call here, if for want of a microphone. A call that only lost its own goes on otherwise. */
  get keptOut(): MicrophoneProblem["reason"] | null {
    return isInCall(this.leg.state) ? null : this.microphone;
  }

  get handoff(): LiveHandoff | null {
    return this.state?.handoff ?? null;
  }

  start(): void {
    this.#socket.start();
  }

  stop(): void {
    this.#socket.stop();
    this.leg.close();
  }

  setPresence(presence: Presence): void {
    this.#deliver({ type: "set_presence", presence });
  }

  /** The microphone is asked for at once, while the gateway decides who was first. */
  accept(handoff: string, way: Way): void {
    this.#accepting = handoff;
    this.#hungUp = null;
    this.#deliver({ type: "accept", handoff });
    if (way === "voice") void this.openMicrophone();
  }

  decline(handoff: string): void {
    this.#deliver({ type: "decline", handoff });
  }

  async openMicrophone(): Promise<void> {
    this.microphone = null;
    try {
      await this.leg.prepare();
      // Whoever was muted before a reload is muted after it.
      if (this.handoff?.call?.my_muted) this.leg.mute(true);
      this.#followCall();
    } catch (problem) {
      if (!(problem instanceof MicrophoneProblem)) throw problem;
      this.microphone = problem.reason;
      this.changed();
    }
  }

  goOnInWriting(reason: LegFailure): void {
    this.microphone = null;
    this.#deliver({ type: "leg_failed", reason });
  }

  say(text: string): void {
    const id = newClientId();
    const state = this.line === "open" ? "sending" : "kept";
    this.transcript = transcripts.withMine(this.transcript, { id, text, at: new Date().toISOString(), state });
    this.#deliver({ type: "say", id, text });
  }

  hold(): void {
    this.#deliver({ type: "hold" });
  }

  resume(): void {
    this.#deliver({ type: "resume" });
  }

  proposeRecording(): void {
    this.#deliver({ type: "propose_recording" });
  }

  pauseRecording(paused: boolean): void {
    this.#deliver({ type: "pause_recording", paused });
  }

  stopRecording(): void {
    this.#deliver({ type: "stop_recording" });
  }

  transfer(): void {
    this.#deliver({ type: "transfer" });
  }

  askColleague(colleague: number): void {
    this.#deliver({ type: "ask_colleague", colleague });
  }

  /** The microphone is asked for at once, while the gateway decides whether the call is still there. */
  joinColleague(consultation: string): void {
    this.#accepting = consultation;
    this.#deliver({ type: "answer_colleague", consultation, comes: true });
    void this.openMicrophone();
  }

  declineColleague(consultation: string): void {
    this.#deliver({ type: "answer_colleague", consultation, comes: false });
  }

  dismissColleague(): void {
    this.#deliver({ type: "dismiss_colleague" });
  }

  bringTogether(): void {
    this.#deliver({ type: "bring_together" });
  }

  handOver(): void {
    this.#deliver({ type: "hand_over" });
  }

  /** Who listens is not asked for a microphone; who wants to be heard is, and goes on listening without one. */
  async supervise(handoff: string, how: Supervise["how"]): Promise<void> {
    if (how === "listen") {
      this.#listenTo(handoff);
      return;
    }
    this.choice = how;
    await this.openMicrophone();
    // Whoever has left while the browser asked needs none.
    if (this.handoff?.id !== handoff) this.leg.close();
    else if (this.leg.onlyListens) this.choice = null;
    else this.#deliver({ type: "supervise", handoff, how });
    this.changed();
  }

  #listenTo(handoff: string): void {
    this.microphone = null;
    this.choice = "listen";
    if (!this.handoff) this.#accepting = handoff;
    this.#deliver({ type: "supervise", handoff, how: "listen" });
    if (isInCall(this.leg.state)) void this.leg.stopSpeaking();
    else this.leg.listen();
  }

  leaveCall(): void {
    this.#deliver({ type: "leave_call" });
    this.leg.close();
  }

  hangUp(): void {
    this.#hungUp = this.handoff?.id ?? null;
    this.#deliver({ type: "hang_up" });
    this.leg.close();
  }

  finish(outcome: Finish["outcome"], note: string, commitments: Finish["commitments"]): void {
    this.#deliver({ type: "finish", outcome, note, commitments });
  }

  /** `againAt` is ISO 8601, null at the last try. */
  notReached(againAt: string | null): void {
    this.#deliver({ type: "not_reached", again_at: againAt });
  }

  repairStep(repair: number, step: MakeRepairStep["step"], words: string): void {
    this.#deliver({ type: "repair_step", repair, step, words });
  }

  #hear(message: ToDesk): void {
    switch (message.type) {
      case "desk":
        this.#becomes(message);
        break;
      case "call_quality":
        this.quality = message;
        break;
      case "turns":
        this.transcript = transcripts.withTurns(this.transcript, message.turns);
        break;
      case "received":
        this.transcript = transcripts.received(this.transcript, message.id, message.seq);
        break;
      case "relays":
        this.leg.relays = message;
        break;
      case "leg_answer":
        void this.leg.answered(message.sdp);
        break;
      case "refused":
        this.#refused(message);
    }
    this.changed();
  }

  #becomes(state: DeskState): void {
    const before = this.handoff?.id;
    this.state = state;
    if (before !== undefined && before !== this.handoff?.id) this.transcript = transcripts.EMPTY;
    if (this.handoff) this.#accepting = null;
    if (!this.handoff) this.microphone = null;
    if (!this.handoff || this.handoff.call?.supervising === this.choice) this.choice = null;
    this.#followCall();
    this.#comeBackAfterReload();
  }

  #followCall(): void {
    if (this.#accepting !== null) return;
    this.leg.follow(callWanted(this.handoff), expectsSound(this.handoff?.call ?? null));
  }

  #comeBackAfterReload(): void {
    const hungUp = this.handoff?.id === this.#hungUp;
    if (callWanted(this.handoff) !== "call_now" || this.leg.state !== "idle" || this.microphone || hungUp) return;
    if (!isListener(this.handoff)) {
      void this.openMicrophone();
      return;
    }
    this.leg.listen();
    this.#followCall();
  }

  #refused({ about, error, text }: Refused): void {
    if (about !== null && COMING.has(about)) {
      this.#accepting = this.choice = null;
      this.#followCall();
    }
    if (about === "leg_offer") {
      this.leg.offerRefused(error);
    } else if (this.transcript.mine.some(message => message.id === about)) {
      this.transcript = transcripts.refused(this.transcript, about ?? "", text);
    } else if (about !== "leg_candidate") {
      this.notice = text;
      this.#noticeIsOfGateway = error === "shutting_down";
    }
  }

  #deliver(message: FromDesk): void {
    this.notice = "";
    this.#socket.deliver(message);
    this.changed();
  }

  #fromLeg(message: FromLeg): boolean {
    if (message.type !== "leg_failed") return this.#socket.sendNow(message);
    this.#deliver(message);
    return true;
  }

  #lineBecame(state: LineState): void {
    this.transcript = transcripts.withLine(this.transcript, state === "open");
    if (state === "open") {
      if (this.#noticeIsOfGateway) this.notice = "";
      this.leg.lineOpened();
    }
    this.changed();
  }
}

/** A lead who hears the call and is heard by nobody. */
export function isListener(handoff: LiveHandoff | null): boolean {
  return handoff?.my_part === "supervisor" && (handoff.call?.supervising ?? "listen") === "listen";
}

function socketAddress(ticket: string): string {
  const address = new URL("/api/desk/socket", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  address.searchParams.set("ticket", ticket);
  return address.href;
}
