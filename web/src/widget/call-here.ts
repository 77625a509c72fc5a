// The call lives in one tab of the browser. This says whether it is this one, and moves it when the customer wants it here.
import { Leg, type LegOptions } from "../shared/call";
import { callWanted, expectsSound, isInCall } from "../shared/call-decisions";
import type { Keep } from "../shared/keep";
import type { CustomerHandoff } from "../shared/messages.gen";
import { MicrophoneProblem } from "../shared/microphone";

const CALL_OF_THIS_TAB = "reassure.call";
/** What is played to who waits may be turned off; an adviser is heard in any case. */
const WAITING = new Set(["QUEUED", "RINGING"]);
const BETWEEN_TABS = "reassure-call";
/** Milliseconds. */
const LOOKS_AGAIN = 500;

export type MicrophoneReason = MicrophoneProblem["reason"];

export class CallHere {
  readonly leg: Leg;
  /** Why the microphone could not be used, until another way is chosen. */
  problem: MicrophoneReason | null = null;
  #handoff: CustomerHandoff | null = null;
  #tabs: BroadcastChannel | null = null;
  #home: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly keep: Keep,
    private readonly options: LegOptions,
  ) {
    this.leg = new Leg(options);
  }

  /** Raises nothing: false means that `problem` says what to tell the customer. */
  async allowMicrophone(): Promise<boolean> {
    this.problem = null;
    try {
      await this.leg.prepare();
      return true;
    } catch (problem) {
      if (!(problem instanceof MicrophoneProblem)) throw problem;
      this.problem = problem.reason;
      this.options.changed();
      return false;
    }
  }

  /** From now on the call belongs to this tab; another one that had it lets go. */
  claim(handoff: CustomerHandoff): void {
    this.keep.write(CALL_OF_THIS_TAB, handoff.id);
    this.#channel().postMessage(handoff.id);
  }

  async takeHere(handoff: CustomerHandoff): Promise<void> {
    clearTimeout(this.#home);
    if (!(await this.allowMicrophone())) return;
    this.claim(handoff);
    // Whoever muted themselves there is not heard from here either.
    if (handoff.call?.my_muted && this.leg.state === "ready") this.leg.mute(true);
    this.#followCall();
  }

  /** The conversation has a window of its own now: a call that has not begun begins there. One that has goes when that has it. */
  lend(): void {
    clearTimeout(this.#home);
    if (this.#handoff && !isInCall(this.leg.state)) this.#letGo(this.#handoff.id);
  }

  /** Another place of this customer has joined the call. */
  takenElsewhere(): void {
    if (this.#handoff) this.#letGo(this.#handoff.id);
  }

  /** That window is gone: the call comes back to the page, as soon as somebody sees it. After so many milliseconds. */
  comeHome(after: number): void {
    clearTimeout(this.#home);
    this.#home = setTimeout(() => this.#takeHome(), after);
  }

  follow(handoff: CustomerHandoff | null): void {
    this.#handoff = handoff;
    const wanted = callWanted(handoff);
    if (wanted === "no_call") {
      this.keep.forget(CALL_OF_THIS_TAB);
      this.problem = null;
    }
    this.#followCall();
    if (this.leg.hushed && handoff && !WAITING.has(handoff.status)) this.leg.hush(false);
    if (handoff && wanted === "call_now" && this.#isOurs(handoff) && this.leg.state === "idle" && !this.problem) {
      // This page was reloaded in the middle of its call.
      void this.takeHere(handoff);
    }
  }

  #followCall(): void {
    this.leg.follow(callWanted(this.#handoff), expectsSound(this.#handoff?.call ?? null));
  }

  isElsewhere(handoff: CustomerHandoff): boolean {
    return handoff.way === "voice" && callWanted(handoff) !== "no_call" && !this.#isOurs(handoff);
  }

  leave(): void {
    this.problem = null;
    this.leg.close();
  }

  /** Left for good: the call does not come back to this tab, also if the gateway has not heard of that yet. */
  hangUp(): void {
    this.keep.forget(CALL_OF_THIS_TAB);
    this.leave();
  }

  close(): void {
    clearTimeout(this.#home);
    this.leave();
    this.#tabs?.close();
    this.#tabs = null;
  }

  #isOurs(handoff: CustomerHandoff): boolean {
    return this.keep.read(CALL_OF_THIS_TAB) === handoff.id;
  }

  #channel(): BroadcastChannel {
    if (this.#tabs) return this.#tabs;
    this.#tabs = new BroadcastChannel(BETWEEN_TABS);
    this.#tabs.onmessage = ({ data }) => this.#letGo(data);
    return this.#tabs;
  }

  #takeHome(): void {
    if (document.visibilityState !== "visible") this.comeHome(LOOKS_AGAIN);
    else if (this.#handoff && isByVoice(this.#handoff) && !this.#isOurs(this.#handoff))
      void this.takeHere(this.#handoff);
  }

  #letGo(handoff: unknown): void {
    if (this.keep.read(CALL_OF_THIS_TAB) !== handoff) return;
    this.keep.forget(CALL_OF_THIS_TAB);
    if (isInCall(this.leg.state) || this.leg.state === "ready") this.leg.close();
    this.options.changed();
  }
}

/** The customer has chosen to talk, and the call is on or to come. */
export function isByVoice(handoff: CustomerHandoff): boolean {
  return handoff.way === "voice" && callWanted(handoff) !== "no_call";
}
