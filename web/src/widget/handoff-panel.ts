// The handoff, step by step in the same panel: what will be passed on, how to meet, waiting, talking, and afterwards.
import { css, html, LitElement, nothing } from "lit";
import { property } from "lit/decorators.js";
import { MessageSquareOff } from "lucide";
import { callWanted, isInCall } from "../shared/call-decisions";
import { define } from "../shared/define";
import { icon } from "../shared/icon";
import { focusHeading, KeepsFocus } from "../shared/keeps-focus";
import { legTrouble, type WaysOn } from "../shared/leg-trouble";
import type { CustomerHandoff } from "../shared/messages.gen";
import { controls } from "../shared/styles";
import type { LegFailure } from "../shared/wire";
import { words } from "../shared/words.en";
import { callBar, waitingSound } from "./call-bar";
import type { MicrophoneReason } from "./call-here";
import type { Choices } from "./choices";
import type { Conversation } from "./conversation";
import "./effort";
import "./package-form";
import { recordingQuestion } from "./recording";
import { statusSentence } from "./status-words";
import { callback, microphoneProblem, ways } from "./ways";

export class HandoffPanel extends LitElement {
  @property({ attribute: false }) conversation!: Conversation;
  /** Changes with the conversation, which is one object for as long as the widget lives. */
  @property({ attribute: false }) version = 0;
  /** What had the focus here is gone, and no step follows. */
  @property({ attribute: false }) answered: (byKeyboard: boolean) => void = () => {};

  /** What calls for an answer, such as whether the call may be recorded, or a microphone that is lost. */
  #urgent: Element | null = null;
  readonly #room = new ResizeObserver(() => this.#urgent?.scrollIntoView({ block: "nearest" }));

  constructor() {
    super();
    new KeepsFocus(this, byKeyboard => void this.#goOn(byKeyboard));
  }

  // It shows itself, however little the log leaves of the panel, and again when the panel becomes smaller.
  override updated(): void {
    const urgent = this.renderRoot.querySelector("[role=alert]")?.closest(".box, .call") ?? null;
    if (urgent === this.#urgent) return;
    this.#urgent = urgent;
    this.#room.disconnect();
    if (urgent && this.parentElement) this.#room.observe(this.parentElement);
  }

  static override styles = [
    controls,
    css`
      /* No box of its own: what stays in sight in the panel does so over the whole of what scrolls. */
      :host {
        display: contents;
      }
      h2,
      [role="status"] {
        scroll-margin: 12px;
      }
      [role="status"] {
        margin: 12px 16px;
        padding-left: 12px;
        border-left: 4px solid var(--reassure-sea);
      }
      [role="status"]:empty {
        margin: 0;
        border: 0;
      }
      .box {
        padding: 12px 16px;
      }
      [role="status"]:not(:empty) + .box,
      .call {
        padding: 0 16px 12px;
      }
      .controls {
        position: sticky;
        bottom: 0;
        padding: 8px 16px 12px;
        background: var(--reassure-paper);
      }
      .call,
      .pair {
        display: grid;
        gap: 8px;
      }
      .pair {
        grid-template-columns: 1fr 1fr;
      }
      .spread {
        flex: 1;
      }
      .suggestion {
        max-width: none;
      }
      @container (max-width: 30rem) or (max-height: 30rem) {
        .suggestion {
          display: none;
        }
      }
    `,
  ];

  override focus(): void {
    const heading = this.renderRoot.querySelector<HTMLElement>("h2, [role=status]:not(:empty)");
    const form = this.renderRoot.querySelector("reassure-package-form, reassure-effort");
    focusHeading(form?.shadowRoot?.querySelector<HTMLElement>("h2") ?? heading);
  }

  /** In sight, and nothing more. */
  show(): void {
    this.renderRoot.querySelector("h2, [role=status]:not(:empty)")?.scrollIntoView({ block: "nearest" });
  }

  // The next step may be an element of its own, which is drawn a moment later.
  async #goOn(byKeyboard: boolean): Promise<void> {
    if (this.hasAttribute("empty")) {
      this.answered(byKeyboard);
      return;
    }
    await this.renderRoot.querySelector<LitElement>("reassure-package-form, reassure-effort")?.updateComplete;
    this.focus();
  }

  override render() {
    const { shownHandoff: handoff, here } = this.conversation;
    const sentence = handoff ? statusSentence(handoff, here) : "";
    const step = handoff ? this.#step(handoff) : nothing;
    this.toggleAttribute("empty", sentence === "" && step === nothing);
    this.toggleAttribute("deciding", handoff?.status === "OFFERED_TO_CUSTOMER" && !handoff.consented);
    return html`<p role="status" tabindex="-1">${sentence}</p>
      ${step}`;
  }

  #step(handoff: CustomerHandoff) {
    switch (handoff.status) {
      case "OFFERED_TO_CUSTOMER":
        return handoff.consented ? ways(this.conversation, handoff.wait) : this.#package(handoff);
      case "QUEUED":
      case "RINGING":
        return this.#waiting(handoff);
      case "ACCEPTED":
      case "LIVE":
        return this.#talking(handoff);
      case "CALLBACK":
        return html`<div class="box stack">${this.#stepBack(words.ending.cancelCallback)}</div>`;
      case "CLOSED":
        return handoff.ask_effort ? html`<reassure-effort .rate=${this.#rate}></reassure-effort>` : nothing;
      default:
        return nothing;
    }
  }

  #talking(handoff: CustomerHandoff) {
    if (this.conversation.here.ending) return nothing;
    if (callWanted(handoff) === "call_now")
      return html`${recordingQuestion(handoff, this.conversation)} ${this.#call(handoff)}`;
    if (handoff.way === "callback") return nothing;
    return html`<div class="box stack">${handoff.voice_failed ? this.#ringInstead(handoff) : nothing} ${this.#end()}</div>`;
  }

  #end() {
    return html`<button type="button" class="stop" @click=${() => this.conversation.endTalk()}>
      ${icon(MessageSquareOff)} ${words.call.end}
    </button>`;
  }

  #package({ id, package: drafted }: CustomerHandoff) {
    if (!drafted) return nothing;
    const choose = (choices: Choices) => this.conversation.choose(id, choices);
    const share = (keys: string[], goal: string | null) => this.conversation.consent(keys, goal);
    const notNow = () => this.conversation.stepBack();
    return html`<reassure-package-form
      .package=${drafted}
      .choices=${this.conversation.choices.of(id)}
      .choose=${choose}
      .share=${share}
      .notNow=${notNow}
    ></reassure-package-form>`;
  }

  #waiting(handoff: CustomerHandoff) {
    return html`<div class="box stack">
      <p class="small quiet">${words.wait.chatOn}</p>
      ${legTrouble(this.conversation.call.leg, this.#waysOn(handoff))} ${waitingSound(this.conversation.call.leg)}
      ${handoff.way === "voice" ? this.#toText() : nothing} ${callback(this.conversation)}
      ${this.#stepBack(words.wait.stop)}
    </div>`;
  }

  #call(handoff: CustomerHandoff) {
    const { call } = this.conversation;
    if (call.problem && !isInCall(call.leg.state)) return this.#withoutMicrophone(handoff, call.problem);
    // From its own window it is brought back with the whole conversation.
    if (call.isElsewhere(handoff) && this.conversation.hasWindow) return nothing;
    if (call.isElsewhere(handoff))
      return html`<div class="box stack">${this.#takeHere(handoff, words.call.takeHere)}</div>`;
    const callBack = (reason: LegFailure) => this.#ringInstead(handoff, reason);
    const ways = { ...this.#waysOn(handoff), callBack };
    const suggestion = this.conversation.isWindow ? "" : words.window.suggest;
    return callBar(handoff, call.leg, ways, suggestion, () => this.conversation.endTalk());
  }

  #waysOn(handoff: CustomerHandoff): WaysOn {
    const { call } = this.conversation;
    return {
      tryMicrophone: () => void call.takeHere(handoff),
      stillWithout: call.problem ? words.microphone[call.problem] : undefined,
      goOnInWriting: reason => this.conversation.goOnInWriting(reason),
    };
  }

  #withoutMicrophone(handoff: CustomerHandoff, problem: MicrophoneReason) {
    const goOn = () => this.conversation.goOnInWriting(problem);
    return html`<div class="box stack">
      ${microphoneProblem(problem)} ${this.#takeHere(handoff, words.ways.tryAgain)}
      <button type="button" @click=${goOn}>${words.wait.toText}</button> ${this.#ringInstead(handoff, problem)}
    </div>`;
  }

  /** The adviser is there already, and rings the customer's phone. */
  #ringInstead(handoff: CustomerHandoff, because?: LegFailure) {
    const ask = (phone: string) => this.conversation.ringInstead(phone, because);
    return html`<reassure-callback by=${handoff.adviser ?? words.call.someone} .ask=${ask}></reassure-callback>`;
  }

  #takeHere(handoff: CustomerHandoff, label: string) {
    return html`<button type="button" @click=${() => this.conversation.call.takeHere(handoff)}>${label}</button>`;
  }

  #stepBack(label: string) {
    return html`<button type="button" @click=${() => this.conversation.stepBack()}>${label}</button>`;
  }

  #toText() {
    return html`<button type="button" @click=${() => this.conversation.meetByText()}>${words.wait.toText}</button>`;
  }

  #rate = (score: number | null): void => this.conversation.rateEffort(score);
}

define("reassure-handoff", HandoffPanel);
