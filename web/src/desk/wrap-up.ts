// The end of a handoff: how it ended, a note for colleagues, and what was promised by when.
import { css, html, LitElement, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import { Plus, X } from "lucide";
import { define } from "../shared/define";
import { icon } from "../shared/icon";
import { focusHeading, KeepsFocus } from "../shared/keeps-focus";
import type { CallBack, Finish } from "../shared/messages.gen";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";

const NOT_REACHED = "not_reached";

interface Promised {
  text: string;
  /** As a datetime-local field has it: the adviser's own time, without a zone. */
  due: string;
}

export class WrapUp extends LitElement {
  @property({ attribute: false }) finish: (
    outcome: Finish["outcome"],
    note: string,
    commitments: Finish["commitments"],
  ) => void = () => {};
  @property({ type: Boolean }) talking = false;
  /** There where it was a call back, which may have reached nobody. */
  @property({ attribute: false }) callBack: CallBack | null = null;
  @property({ attribute: false }) notReached: (againAt: string | null) => void = () => {};
  @state() private unreached = false;
  @state() private promises: Promised[] = [];
  @state() private problem = "";
  @query("#outcome") private outcome!: HTMLSelectElement;
  @query("#note") private note!: HTMLTextAreaElement | null;
  @query("#again") private again!: HTMLInputElement | null;
  @query("#title") private heading!: HTMLElement;
  @query("#more") private more!: HTMLButtonElement | null;

  static override styles = [
    controls,
    css`
      section {
        padding: 12px 16px;
      }
      textarea {
        min-height: 72px;
        resize: vertical;
      }
      fieldset {
        min-width: 0;
      }
      legend {
        padding: 0;
        font-weight: 600;
      }
      .promise {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 4px 8px;
        margin-top: 8px;
      }
      .promise label {
        grid-column: 1 / -1;
        font-size: var(--reassure-small);
      }
    `,
  ];

  constructor() {
    super();
    new KeepsFocus(this, () => this.more?.focus());
  }

  override focus({ preventScroll = false }: FocusOptions = {}): void {
    if (preventScroll) this.heading.focus({ preventScroll });
    else focusHeading(this.heading);
  }

  override render() {
    return html`<section aria-labelledby="title">
      <form class="stack" @submit=${this.#submit} novalidate>
        <h2 id="title" tabindex="-1">${words.desk.wrapUp}</h2>
        <label for="outcome">${words.desk.outcome}</label>
        <select id="outcome" @change=${this.#choose}>
          <option value="">${words.desk.outcomeChoose}</option>
          ${this.callBack ? html`<option value=${NOT_REACHED}>${words.desk.notReached}</option>` : nothing}
          ${Object.entries(words.desk.outcomes).map(([value, label]) => html`<option value=${value}>${label}</option>`)}
        </select>
        ${this.unreached && this.callBack ? this.#nextTry(this.callBack) : this.#agreed()}
        ${this.problem ? html`<p class="problem small" role="alert">${this.problem}</p>` : nothing}
        <button class="main">${words.desk.finish}</button>
        <!-- Below it: when the call ends, nothing moves away from under the pointer. -->
        ${this.talking ? html`<p class="small quiet">${words.desk.finishEndsCall}</p>` : nothing}
      </form>
    </section>`;
  }

  #agreed() {
    return html`<label for="note">${words.desk.note}</label>
      <textarea id="note" rows="3" maxlength="2000"></textarea>
      <fieldset>
        <legend>${words.desk.commitments}</legend>
        ${this.promises.map((promise, index) => this.#promise(promise, index))}
      </fieldset>
      <button id="more" type="button" ?disabled=${this.promises.length >= 10} @click=${this.#add}>
        ${icon(Plus)} ${words.desk.commitmentAdd}
      </button>`;
  }

  #nextTry(callBack: CallBack) {
    if (isLastTry(callBack)) return html`<p class="small">${words.desk.lastTry(callBack.most_tries)}</p>`;
    return html`<label for="again">${words.desk.tryAgainBy}</label>
      <input id="again" type="datetime-local" aria-describedby="again-hint" />
      <p id="again-hint" class="small quiet">${words.desk.tryAgainHint(callBack.tries + 1, callBack.most_tries)}</p>`;
  }

  #choose = (): void => {
    this.unreached = this.outcome.value === NOT_REACHED;
    this.problem = "";
  };

  #promise(promise: Promised, index: number) {
    const text = `text-${index}`;
    const due = `due-${index}`;
    return html`<div class="promise">
      <label for=${text}>${words.desk.commitmentText}</label>
      <input id=${text} maxlength="300" .value=${promise.text} @input=${this.#edit(index, "text")} />
      <button
        type="button"
        class="square"
        aria-label=${words.desk.commitmentRemove(index + 1)}
        title=${words.desk.commitmentRemove(index + 1)}
        @click=${() => this.#remove(index)}
      >
        ${icon(X)}
      </button>
      <label for=${due}>${words.desk.commitmentDue}</label>
      <input id=${due} type="datetime-local" .value=${promise.due} @input=${this.#edit(index, "due")} />
    </div>`;
  }

  #edit(index: number, field: keyof Promised) {
    return (event: Event): void => {
      const { value } = event.target as HTMLInputElement;
      this.promises = this.promises.map((promise, at) => (at === index ? { ...promise, [field]: value } : promise));
    };
  }

  async #add(): Promise<void> {
    this.promises = [...this.promises, { text: "", due: "" }];
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#text-${this.promises.length - 1}`)?.focus();
  }

  #remove(index: number): void {
    this.promises = this.promises.filter((_, at) => at !== index);
  }

  #submit(event: Event): void {
    event.preventDefault();
    this.problem = this.#missing();
    if (this.problem) return;
    if (this.unreached && this.callBack) {
      this.notReached(this.again ? new Date(this.again.value).toISOString() : null);
      return;
    }
    const commitments = this.promises.map(({ text, due }) => ({
      text: text.trim(),
      due_at: new Date(due).toISOString(),
    }));
    this.finish(this.outcome.value as Finish["outcome"], this.note?.value.trim() ?? "", commitments);
  }

  #missing(): string {
    if (this.outcome.value === "") return words.desk.finishMissing;
    if (this.unreached) return this.again?.value === "" ? words.desk.tryAgainMissing : "";
    const complete = this.promises.every(({ text, due }) => text.trim() !== "" && due !== "");
    return complete ? "" : words.desk.commitmentMissing;
  }
}

function isLastTry({ tries, most_tries }: CallBack): boolean {
  return tries + 1 >= most_tries;
}

define("reassure-wrap-up", WrapUp);
