// "Call me back": the number and when, asked only of somebody who wants it; from an adviser who is there already, only the number.
import { css, html, LitElement, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import { PhoneIncoming } from "lucide";
import { define } from "../shared/define";
import { icon } from "../shared/icon";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";

export class Callback extends LitElement {
  /** `when` is ISO 8601 in UTC, or empty. */
  @property({ attribute: false }) ask: (phone: string, when: string) => void = () => {};
  /** The adviser who rings as soon as they can, in the place of a call that does not work; without one, a time can be named. */
  @property() by = "";
  @state() private open = false;
  @state() private phoneMissing = false;
  @query("#phone") private phone!: HTMLInputElement;
  @query("#when") private when!: HTMLInputElement | null;

  static override styles = [
    controls,
    css`
      button {
        width: 100%;
      }
      form {
        padding-top: 12px;
      }
    `,
  ];

  override render() {
    return html`<button type="button" aria-expanded=${this.open} @click=${this.#toggle}>
        ${icon(PhoneIncoming)} ${words.ways.back}
      </button>
      ${this.open ? this.#form() : nothing}`;
  }

  #form() {
    return html`<form class="stack" @submit=${this.#confirm} novalidate>
      <label for="phone">${words.ways.phone}</label>
      <input
        id="phone"
        type="tel"
        autocomplete="tel"
        maxlength="40"
        aria-describedby="phone-hint"
        aria-invalid=${this.phoneMissing}
        @input=${this.#phoneGiven}
      />
      <p id="phone-hint" class="small ${this.phoneMissing ? "problem" : "quiet"}">
        ${this.phoneMissing ? words.ways.phoneMissing : words.ways.phoneHint}
      </p>
      ${this.by ? html`<p class="small quiet">${words.ways.ringsSoon(this.by)}</p>` : this.#time()}
      <button class="main">${words.ways.confirmBack}</button>
    </form>`;
  }

  #phoneGiven(): void {
    if (this.phone.value.trim() !== "") this.phoneMissing = false;
  }

  #time() {
    return html`<label for="when">${words.ways.when}</label>
      <input id="when" type="datetime-local" aria-describedby="when-hint" />
      <p id="when-hint" class="small quiet">${words.ways.whenHint}</p>`;
  }

  async #toggle(): Promise<void> {
    this.open = !this.open;
    await this.updateComplete;
    if (this.open) this.phone.focus();
  }

  #confirm(event: Event): void {
    event.preventDefault();
    const phone = this.phone.value.trim();
    this.phoneMissing = phone === "";
    if (this.phoneMissing) this.phone.focus();
    else this.ask(phone, this.when?.value ? new Date(this.when.value).toISOString() : "");
  }
}

define("reassure-callback", Callback);
