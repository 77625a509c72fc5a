// What we promised: each with its time and what became of it, and whether news of it may come by e-mail.
import { css, html, LitElement, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import { define } from "../shared/define";
import { focusHeading, KeepsFocus } from "../shared/keeps-focus";
import type { Promised, PromisesState } from "../shared/messages.gen";
import { controls } from "../shared/styles";
import { dayAndTime } from "../shared/times";
import { words } from "../shared/words.en";

export class Promises extends LitElement {
  @property({ attribute: false }) promises: PromisesState | null = null;
  @property({ attribute: false }) newsByMail: (address: string | null) => void = () => {};
  @property({ attribute: false }) back: () => void = () => {};
  @state() private addressMissing = false;
  @query("#address") private address!: HTMLInputElement;

  static override styles = [
    controls,
    css`
      section {
        padding: 16px;
      }
      li {
        padding: 12px 0;
        border-bottom: 1px solid var(--reassure-line);
        overflow-wrap: anywhere;
      }
      .state {
        font-weight: 600;
      }
    `,
  ];

  constructor() {
    super();
    new KeepsFocus(this, () => this.#focusTitle());
  }

  override firstUpdated(): void {
    this.#focusTitle();
  }

  #focusTitle(): void {
    focusHeading(this.renderRoot.querySelector<HTMLElement>("h2"));
  }

  override render() {
    return html`<section class="stack" aria-labelledby="title">
      <h2 id="title" tabindex="-1">${words.promises.title}</h2>
      ${this.promises ? this.#list(this.promises) : html`<p class="quiet">${words.line.connecting}</p>`}
      <button type="button" @click=${() => this.back()}>${words.tools.back}</button>
    </section>`;
  }

  #list({ promises, news_to }: PromisesState) {
    if (promises.length === 0) return html`<p>${words.promises.none}</p>`;
    return html`<ul aria-labelledby="title">
        ${promises.map(promised)}
      </ul>
      ${news_to ? this.#news(news_to) : this.#ask()}`;
  }

  #news(address: string) {
    return html`<p class="small">${words.promises.newsTo(address)}</p>
      <button type="button" @click=${() => this.newsByMail(null)}>${words.promises.end}</button>`;
  }

  #ask() {
    return html`<form class="stack" @submit=${this.#agree} novalidate>
      <h3>${words.promises.news}</h3>
      <label for="address">${words.promises.address}</label>
      <input
        id="address"
        type="email"
        autocomplete="email"
        maxlength="254"
        aria-describedby="address-hint"
        aria-invalid=${this.addressMissing}
        @input=${this.#addressGiven}
      />
      <p id="address-hint" class="small ${this.addressMissing ? "problem" : "quiet"}">
        ${this.addressMissing ? words.promises.addressMissing : words.promises.addressHint}
      </p>
      <button>${words.promises.agree}</button>
    </form>`;
  }

  #addressGiven(): void {
    if (this.#isAddress()) this.addressMissing = false;
  }

  #isAddress(): boolean {
    return this.address.value.trim() !== "" && this.address.validity.valid;
  }

  #agree(event: Event): void {
    event.preventDefault();
    this.addressMissing = !this.#isAddress();
    if (this.addressMissing) this.address.focus();
    else this.newsByMail(this.address.value.trim());
  }
}

function promised({ text, due, state, done_at, remedy }: Promised) {
  return html`<li>
    <p dir="auto">${text}</p>
    <p class="small"><span class="state">${words.promises.state[state]}</span> · ${words.promises.due(due)}</p>
    ${state === "late" ? html`<p class="small">${words.promises.sorry} ${done_at ? nothing : remedy}</p>` : nothing}
    ${done_at ? html`<p class="small quiet">${words.promises.done(dayAndTime(done_at))}</p>` : nothing}
  </li>`;
}

define("reassure-promises", Promises);
