// Where the customer writes. It stays usable in every state: what cannot go out now is kept.
import { css, html, LitElement, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import { define } from "./define";
import { controls } from "./styles";
import { words } from "./words.en";

/** The gateway's own limit for one message. */
export const LONGEST = 4000;

export interface Draft {
  read(): string;
  write(text: string): void;
}

const NO_DRAFT: Draft = { read: () => "", write: () => {} };

export class Composer extends LitElement {
  @property({ attribute: false }) say: (text: string) => void = () => {};
  /** Names of field and button; the desk has its own. */
  @property() label = words.chat.message;
  @property() placeholder = words.chat.placeholder;
  /** Where a sentence that is not sent yet is kept over a reload; nowhere by default. */
  @property({ attribute: false }) draft: Draft = NO_DRAFT;
  @state() private problem = "";
  @query("textarea") private field!: HTMLTextAreaElement;

  static override styles = [
    controls,
    css`
      form {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 8px;
        align-items: end;
      }
      textarea {
        field-sizing: content;
        max-height: 8.5em;
      }
      .problem {
        grid-column: 1 / -1;
      }
    `,
  ];

  override focus(): void {
    this.field.focus();
  }

  override firstUpdated(): void {
    this.field.value = this.draft.read();
  }

  override render() {
    return html`<form @submit=${this.#submit}>
      ${this.problem ? html`<p id="problem" class="problem small" role="alert">${this.problem}</p>` : nothing}
      <textarea
        rows="1"
        aria-label=${this.label}
        placeholder=${this.placeholder}
        aria-describedby=${this.problem ? "problem" : nothing}
        aria-invalid=${this.problem ? "true" : nothing}
        @input=${this.#typed}
        @keydown=${this.#enterSends}
      ></textarea>
      <button class="main">${words.chat.submit}</button>
    </form>`;
  }

  #enterSends(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit(event);
  }

  #typed(): void {
    this.draft.write(this.#tooMany() > 0 ? "" : this.field.value);
    if (this.problem && this.#tooMany() <= 0) this.problem = "";
  }

  #submit(event: Event): void {
    event.preventDefault();
    const text = this.field.value.trim();
    this.problem = this.#tooMany() > 0 ? words.chat.tooLong(LONGEST, this.#tooMany()) : "";
    if (text !== "" && !this.problem) {
      this.say(text);
      this.field.value = "";
      this.draft.write("");
    }
    this.field.focus();
  }

  #tooMany(): number {
    return this.field.value.trim().length - LONGEST;
  }
}

define("reassure-composer", Composer);
