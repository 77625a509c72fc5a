// Where the customer writes. It stays usable in every state: what cannot go out now is kept.
import { css, html, LitElement, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import { define } from "./define";
import { controls } from "./styles";
import { words } from "./words.en";

/** The gateway's own limit for one message. */
export const LONGEST = 4000;

export class Composer extends LitElement {
  @property({ attribute: false }) say: (text: string) => void = () => {};
  /** Names of field and button; the desk has its own. */
  @property() label = words.chat.message;
  @property() placeholder = words.chat.placeholder;
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

  override render() {
    return html`<form @submit=${this.#submit}>
      ${this.problem ? html`<p id="problem" class="problem small" role="alert">${this.problem}</p>` : nothing}
      <textarea
        rows="1"
        aria-label=${this.label}
        placeholder=${this.placeholder}
        aria-describedby=${this.problem ? "problem" : nothing}
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

  #submit(event: Event): void {
    event.preventDefault();
    const text = this.field.value.trim();
    this.problem = text.length > LONGEST ? words.chat.tooLong(LONGEST) : "";
    if (text !== "" && !this.problem) {
      this.say(text);
      this.field.value = "";
    }
    this.field.focus();
  }
}

define("reassure-composer", Composer);
