// Deleting the conversation: asked once, with what it means.
import { css, html, LitElement, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "../shared/define";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";

export class Deletion extends LitElement {
  @property({ attribute: false }) confirmed!: () => Promise<void>;
  @property({ attribute: false }) back: () => void = () => {};
  @state() private problem = "";

  static override styles = [
    controls,
    css`
      div {
        padding: 16px;
      }
    `,
  ];

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>("[data-first]")?.focus();
  }

  override render() {
    return html`<div class="stack" role="alertdialog" aria-labelledby="title" aria-describedby="text">
      <h2 id="title">${words.tools.removeTitle}</h2>
      <p id="text">${words.tools.removeText}</p>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      <button type="button" data-first @click=${() => this.back()}>${words.tools.removeNo}</button>
      <button type="button" class="stop" @click=${this.#confirm}>${words.tools.removeYes}</button>
    </div>`;
  }

  async #confirm(): Promise<void> {
    this.problem = "";
    try {
      await this.confirmed();
      this.back();
    } catch {
      this.problem = words.tools.removeFailed;
    }
  }
}

define("reassure-deletion", Deletion);
