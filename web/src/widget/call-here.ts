// The call lives in one tab of the browser. This says whether it is this one, and moves it when the customer wants it here.
import { Leg, type LegOptions } from "../shared/call";
import { callWanted, expectsSound, isInCall } from "../shared/call-decisions";
import type { Keep } from "../shared/keep";
import type { CustomerHandoff } from "../shared/messages.gen";
import { MicrophoneProblem } from "../shared/microphone";

const CALL_OF_THIS_TAB = "reassure.call";
const BETWEEN_TABS = "reassure-call";

export type MicrophoneReason = MicrophoneProblem["reason"];

export class CallHere {
  readonly leg: Leg;
  /** Why the microphone could not be used, until another way is chosen. */
  problem: MicrophoneReason | null = null;
  #handoff: CustomerHandoff | null = null;
  #tabs: BroadcastChannel | null = null;

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
    if (!(await this.allowMicrophone())) return;
    this.claim(handoff);
    this.#followCall();
  }

  follow(handoff: CustomerHandoff | null): void {
    this.#handoff = handoff;
    const wanted = callWanted(handoff);
    if (wanted === "no_call") this.keep.forget(CALL_OF_THIS_TAB);
    this.#followCall();
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

  close(): void {
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
    this.#tabs.onmessage = ({ data }) => this.#takenElsewhere(data);
    return this.#tabs;
  }

  #takenElsewhere(handoff: unknown): void {
    if (this.keep.read(CALL_OF_THIS_TAB) !== handoff) return;
    this.keep.forget(CALL_OF_THIS_TAB);
    if (isInCall(this.leg.state) || this.leg.state === "ready") this.leg.close();
    this.options.changed();
  }
}
