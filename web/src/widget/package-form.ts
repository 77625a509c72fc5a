// "What the adviser will see": every item of the context package with its lines and a switch, before anything goes.
import { css, html, LitElement, nothing } from "lit";
import { property } from "lit/decorators.js";
import { define } from "../shared/define";
import type { Package, PackageItem } from "../shared/messages.gen";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";
import { AS_DRAFTED, type Choices, passedOn, toggled } from "./choices";

/** More lines than this are folded away, so that the three answers stay in sight. */
const FOLD = 3;

export class PackageForm extends LitElement {
  @property({ attribute: false }) package!: Package;
  @property({ attribute: false }) choices: Choices = AS_DRAFTED;
  @property({ attribute: false }) choose: (choices: Choices) => void = () => {};
  @property({ attribute: false }) share: (keys: string[], goal: string | null) => void = () => {};
  @property({ attribute: false }) notNow: () => void = () => {};

  static override styles = [
    controls,
    css`
      .items {
        padding: 12px 16px;
      }
      h2 {
        scroll-margin: 12px;
      }
      label {
        display: flex;
        gap: 12px;
        align-items: center;
        min-height: 44px;
        font-weight: 600;
      }
      .lines {
        margin-left: 32px;
        overflow-wrap: anywhere;
      }
      .struck .lines {
        color: var(--reassure-quiet);
        text-decoration: line-through;
      }
      summary {
        min-height: 44px;
        padding: 8px 0;
        cursor: pointer;
        color: var(--reassure-sea);
        font-weight: 600;
      }
      .answers {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(11.5rem, 100%), 1fr));
        gap: 8px;
        padding: 12px 16px;
        border-top: 1px solid var(--reassure-line);
        background: var(--reassure-paper);
      }
      /* The answers stay in sight where they leave room for what they are about. */
      @container (min-height: 30rem) or ((min-width: 37.5rem) and (min-height: 20rem)) {
        .answers {
          position: sticky;
          bottom: 0;
        }
      }
    `,
  ];

  override render() {
    return html`<section aria-labelledby="title">
      <div class="items stack">
        <h2 id="title" tabindex="-1">${words.package.region}</h2>
        <p class="small quiet">${words.package.explain}</p>
        ${this.package.items.map(item => this.#item(item))}
      </div>
      <div class="answers">
        <button type="button" class="main" @click=${this.#shareChosen}>${words.package.share}</button>
        <button type="button" class="main" @click=${() => this.share([], null)}>${words.package.shareNothing}</button>
        <button type="button" class="main" @click=${() => this.notNow()}>${words.package.notNow}</button>
      </div>
    </section>`;
  }

  #item(item: PackageItem) {
    const shared = !this.choices.struck.includes(item.key);
    return html`<div class=${shared ? "" : "struck"}>
      <label>
        <input type="checkbox" .checked=${shared} aria-describedby=${`lines-${item.key}`} @change=${() => this.choose(toggled(this.choices, item.key))} />
        ${words.package.item(item.key)}
      </label>
      <div class="lines small" id=${`lines-${item.key}`}>${item.key === "goal" ? this.#goalField(item) : lines(item.lines)}</div>
    </div>`;
  }

  #goalField(item: PackageItem) {
    const { struck, goal } = this.choices;
    const edit = (event: Event) => this.choose({ struck, goal: (event.target as HTMLInputElement).value });
    const emptied = goal !== null && goal.trim() === "" && !struck.includes(item.key);
    return html`<input
        aria-label=${words.package.goalField}
        aria-describedby=${emptied ? "emptied" : nothing}
        dir="auto"
        maxlength="300"
        .value=${goal ?? item.lines.join(" ")}
        ?disabled=${struck.includes(item.key)}
        @input=${edit}
      />
      ${emptied ? html`<p id="emptied" class="quiet">${words.package.goalEmptied}</p>` : nothing}`;
  }

  #shareChosen(): void {
    const { shared, goal } = passedOn(this.package, this.choices);
    this.share(shared, goal);
  }
}

function lines(all: string[]) {
  if (all.length <= FOLD) return all.map(line => html`<p dir="auto">${line}</p>`);
  return html`<details>
    <summary>${words.package.more(all.length)}</summary>
    ${all.map(line => html`<p dir="auto">${line}</p>`)}
  </details>`;
}

define("reassure-package-form", PackageForm);
