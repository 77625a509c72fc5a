// One thing that is owed: what was promised, the customer's own words, and the form in which it is given.
import { css, html, LitElement, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import { define } from "../shared/define";
import { minorUnits, money } from "../shared/money";
import { GatewayUnreachable, RequestRefused } from "../shared/requests";
import { controls } from "../shared/styles";
import { dayAndTime } from "../shared/times";
import { words } from "../shared/words.en";
import type { Answer, Duty, Given } from "./duties";

export class DutyForm extends LitElement {
  @property({ attribute: false }) duty!: Duty;
  @property({ attribute: false }) give: (given: Given) => Promise<void> = async () => {};
  @state() private answer: Answer | "" = "";
  @state() private problem = "";
  @state() private busy = false;
  @query("#words") private said!: HTMLTextAreaElement;
  @query("#amount") private amount!: HTMLInputElement | null;
  @query("#due") private due!: HTMLInputElement | null;

  static override styles = [
    controls,
    css`
      summary {
        min-height: 44px;
        padding: 8px 0;
        cursor: pointer;
      }
      .when {
        display: block;
      }
      .late {
        color: var(--reassure-coral);
        font-weight: 600;
      }
      blockquote {
        margin: 0;
        padding: 8px 12px;
        border-left: 4px solid var(--reassure-sea);
        background: var(--reassure-foam);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      form {
        max-width: 64ch;
        padding: 8px 0 16px;
      }
      textarea {
        resize: vertical;
      }
    `,
  ];

  override render() {
    const { promise, due_at, late } = this.duty;
    const when = dayAndTime(due_at);
    return html`<details>
      <summary>
        ${promise}
        <span class="when small ${late ? "late" : "quiet"}">${late ? words.desk.owedSince(when) : words.desk.owedBy(when)}</span>
      </summary>
      ${this.#form()}
    </details>`;
  }

  #form() {
    const { duty, answer } = this;
    return html`<form class="stack" @submit=${this.#submit} novalidate>
      <blockquote aria-label=${words.desk.theirWords}>${duty.words}</blockquote>
      <p class="small">${this.#facts()}</p>
      <label for="answer">${words.desk.answer}</label>
      <select id="answer" .value=${answer} @change=${this.#choose}>
        <option value="">${words.desk.outcomeChoose}</option>
        ${duty.answers.map(each => html`<option value=${each}>${words.desk.answers[each]}</option>`)}
      </select>
      ${answer === "granted" && duty.grants_money ? this.#amountField() : nothing}
      ${answer === "later" ? this.#dueField() : nothing}
      <label for="words">${this.#needsWords() ? words.desk.answerWords : words.desk.answerWordsOptional}</label>
      <textarea id="words" rows="3" maxlength="1000"></textarea>
      ${this.problem ? html`<p class="problem small" role="alert">${this.problem}</p>` : nothing}
      <button class="main" ?disabled=${this.busy}>${words.desk.answerSend}</button>
    </form>`;
  }

  #facts(): string {
    const { booking, claimed_minor, currency } = this.duty;
    const claimed = claimed_minor > 0 ? words.desk.claimed(money(claimed_minor, currency)) : "";
    return [booking ? words.desk.onBooking(booking) : "", claimed].filter(Boolean).join(" · ");
  }

  #amountField() {
    const { claimed_minor, currency } = this.duty;
    const proposed = claimed_minor > 0 ? (claimed_minor / 100).toFixed(2) : "";
    return html`<label for="amount">${words.desk.amount(currency)}</label>
      <input id="amount" inputmode="decimal" .value=${proposed} />`;
  }

  #dueField() {
    return html`<label for="due">${words.desk.commitmentDue}</label> <input id="due" type="datetime-local" />`;
  }

  #needsWords(): boolean {
    return this.answer !== "" && this.duty.needs_words.includes(this.answer);
  }

  #choose = (event: Event): void => {
    this.answer = (event.target as HTMLSelectElement).value as Answer | "";
    this.problem = "";
  };

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.problem = this.#missing();
    if (this.problem || this.answer === "" || this.busy) return;
    this.busy = true;
    try {
      await this.give({
        answer: this.answer,
        words: this.said.value.trim(),
        amount_minor: this.amount ? minorUnits(this.amount.value) : null,
        due_at: this.due ? new Date(this.due.value).toISOString() : null,
      });
    } catch (problem) {
      this.problem = refusal(problem);
    } finally {
      this.busy = false;
    }
  };

  #missing(): string {
    if (this.answer === "") return words.desk.answerMissing;
    if (this.amount && !minorUnits(this.amount.value)) return words.desk.amountMissing;
    if (this.due?.value === "") return words.desk.commitmentMissing;
    return this.#needsWords() && this.said.value.trim() === "" ? words.desk.answerWordsMissing : "";
  }
}

function refusal(problem: unknown): string {
  if (problem instanceof RequestRefused) return problem.text || words.desk.unreachable;
  if (problem instanceof GatewayUnreachable) return words.desk.unreachable;
  throw problem;
}

define("reassure-duty", DutyForm);
