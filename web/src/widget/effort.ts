// One question after a handoff, once, and easy to leave unanswered.
import { css, html, LitElement } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "../shared/define";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";

export class Effort extends LitElement {
  @property({ attribute: false }) rate: (score: number | null) => void = () => {};
  @state() private score: number | null = null;

  static override styles = [
    controls,
    css`
      .question {
        padding: 12px 16px;
      }
      .scale {
        display: grid;
        grid-template-columns: repeat(5, 1fr);
        gap: 4px;
        margin-top: 8px;
      }
      label {
        display: flex;
        flex-direction: column;
        gap: 4px;
        align-items: center;
        min-height: 44px;
        padding: 8px 2px;
        text-align: center;
        line-height: 1.2;
        font-size: var(--reassure-small);
        border-radius: var(--reassure-radius);
        cursor: pointer;
      }
      label:hover {
        background: var(--reassure-foam);
      }
      .row {
        margin-top: 8px;
      }
    `,
  ];

  override render() {
    return html`<div class="question">
      <div role="radiogroup" aria-labelledby="question">
        <h2 id="question" tabindex="-1">${words.effort.question}</h2>
        <div class="scale">${words.effort.scale.map((label, index) => this.#choice(label, index + 1))}</div>
      </div>
      <div class="row">
        <button type="button" class="main" ?disabled=${this.score === null} @click=${() => this.rate(this.score)}>
          ${words.effort.answer}
        </button>
        <button type="button" class="plain" @click=${() => this.rate(null)}>${words.effort.skip}</button>
      </div>
    </div>`;
  }

  #choice(label: string, score: number) {
    const choose = () => {
      this.score = score;
    };
    return html`<label>
      <input type="radio" name="effort" value=${score} .checked=${this.score === score} @change=${choose} />
      ${label}
    </label>`;
  }
}

define("reassure-effort", Effort);
