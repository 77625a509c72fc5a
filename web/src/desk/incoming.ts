// An offer to this adviser: who, why, and how long there is to answer. It takes the focus, but no button by accident.
import { css, html, LitElement } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "../shared/define";
import { focused } from "../shared/keeps-focus";
import type { Ringing } from "../shared/messages.gen";
import { controls } from "../shared/styles";
import { elapsed } from "../shared/times";
import { words } from "../shared/words.en";
import { notify } from "./notices";
import type { Ring } from "./ring";

export class Incoming extends LitElement {
  @property() heading: string = words.desk.incoming;
  @property({ attribute: false }) ringing!: Ringing;
  @property({ attribute: false }) ring!: Ring;
  @property({ attribute: false }) accept: () => void = () => {};
  @property({ attribute: false }) decline: () => void = () => {};
  @state() private now = Date.now();
  #timer: ReturnType<typeof setInterval> | undefined;
  #takeAway: () => void = () => {};
  #focusBefore: Element | null = null;

  static override styles = [
    controls,
    css`
      :host {
        position: fixed;
        inset: 64px 0 auto;
        z-index: 10;
        display: grid;
        place-items: center;
        pointer-events: none;
      }
      [role="alertdialog"] {
        pointer-events: auto;
        width: min(440px, calc(100% - 32px));
        padding: 20px;
        border: 2px solid var(--reassure-sea);
        border-radius: var(--reassure-radius);
        background: var(--reassure-raised);
        box-shadow: var(--reassure-shadow);
      }
      h2 {
        font-size: var(--reassure-large);
      }
      .pair {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 12px;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#focusBefore = focused();
    this.ring.start();
    this.#takeAway = notify(this.heading, this.ringing);
    this.#timer = setInterval(() => {
      this.now = Date.now();
    }, 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.ring.stop();
    this.#takeAway();
    if (this.#focusBefore instanceof HTMLElement && this.#focusBefore.isConnected) this.#focusBefore.focus();
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>("[role=alertdialog]")?.focus();
  }

  override render() {
    const { reason_text, way, expires_at } = this.ringing;
    const left = elapsed(new Date(this.now).toISOString(), Date.parse(expires_at));
    return html`<div class="stack" role="alertdialog" aria-labelledby="title" aria-describedby="reason" tabindex="-1">
      <h2 id="title">${this.heading}</h2>
      <p id="reason"><strong>${words.desk.way[way]}</strong> · ${reason_text}</p>
      <p class="small quiet">${words.desk.leaseLeft} <span role="timer" aria-live="off">${left}</span></p>
      <div class="pair">
        <button type="button" class="main" @click=${this.#take}>${words.desk.accept}</button>
        <button type="button" @click=${() => this.decline()}>${words.desk.decline}</button>
      </div>
    </div>`;
  }

  // Whoever accepts goes on to the conversation, and not back to where they were.
  #take(): void {
    this.#focusBefore = null;
    this.accept();
  }
}

define("reassure-incoming", Incoming);
