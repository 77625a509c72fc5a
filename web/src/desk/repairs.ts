// Mistakes of ours that are not put right yet, each with the one step that comes next.
import { css, html, LitElement, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "../shared/define";
import { focusHeading, KeepsFocus } from "../shared/keeps-focus";
import type { MakeRepairStep, OpenRepair } from "../shared/messages.gen";
import { controls } from "../shared/styles";
import { dayAndTime } from "../shared/times";
import { words } from "../shared/words.en";

const SAID_TO_THEM = new Set<OpenRepair["next"]>(["explain", "apologise", "offer"]);

export class Repairs extends LitElement {
  @property({ attribute: false }) repairs: OpenRepair[] = [];
  @property({ attribute: false }) step: (repair: number, step: MakeRepairStep["step"], words: string) => void =
    () => {};
  @state() private missing = 0;

  static override styles = [
    controls,
    css`
      section {
        padding: 12px 16px;
      }
      form {
        padding: 8px 0;
      }
    `,
  ];

  constructor() {
    super();
    new KeepsFocus(this, () => focusHeading(this.renderRoot.querySelector<HTMLElement>("h2")));
  }

  override render() {
    return html`<section class="stack" aria-labelledby="title">
      <h2 id="title" tabindex="-1">${words.desk.repairs}</h2>
      ${this.repairs.map(repair => this.#repair(repair))}
    </section>`;
  }

  #repair(repair: OpenRepair) {
    const { id, what, next, opens_at } = repair;
    if (opens_at && Date.parse(opens_at) > Date.now()) {
      return html`<p>${what}</p>
        <p class="small quiet">${words.desk.repairOpens(dayAndTime(opens_at))}</p>`;
    }
    return html`<form class="stack" aria-label=${what} @submit=${(event: SubmitEvent) => this.#submit(event, repair)} novalidate>
      <p>${what}</p>
      <label for="words-${id}">${SAID_TO_THEM.has(next) ? words.desk.repairWords : words.desk.repairHeard}</label>
      <textarea id="words-${id}" rows="2" maxlength="2000" aria-invalid=${this.missing === id} @input=${this.#writing}></textarea>
      ${this.missing === id ? html`<p class="problem small" role="alert">${words.desk.repairMissing}</p>` : nothing}
      <button>${words.desk.repairSteps[next]}</button>
    </form>`;
  }

  #writing = (): void => {
    this.missing = 0;
  };

  #submit(event: SubmitEvent, { id, next }: OpenRepair): void {
    event.preventDefault();
    const field = this.renderRoot.querySelector<HTMLTextAreaElement>(`#words-${id}`);
    const said = field?.value.trim() ?? "";
    this.missing = said === "" ? id : 0;
    if (said === "" || !field) return;
    this.step(id, next, said);
    field.value = "";
  }
}

define("reassure-repairs", Repairs);
