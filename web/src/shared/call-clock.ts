// How long a call (or a wait) has lasted. Not a live region: a timer that speaks every second helps nobody.
import { html, LitElement } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "./define";
import { elapsed } from "./times";

export class CallClock extends LitElement {
  @property() since = "";
  @property() label = "";
  @state() private now = Date.now();
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => {
      this.now = Date.now();
    }, 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override render() {
    return html`<span role="timer" aria-live="off" aria-label=${this.label}>${elapsed(this.since, this.now)}</span>`;
  }
}

define("reassure-call-clock", CallClock);
