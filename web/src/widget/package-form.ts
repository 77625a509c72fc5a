// "What the adviser will see": every item of the context package with its lines and a switch, before anything goes.
import { css, html, LitElement, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "../shared/define";
import type { Package, PackageItem } from "../shared/messages.gen";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";

/** More lines than this are folded away, so that the three answers stay in sight. */
const FOLD = 3;

export class PackageForm extends LitElement {
  @property({ attribute: false }) package!: Package;
  @property({ attribute: false }) share: (keys: string[], goal: string | null) => void = () => {};
  @property({ attribute: false }) notNow: () => void = () => {};
  @state() private struck = new Set<string>();
  @state() private goal: string | null = null;

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

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("package");
    if (!changed.has("package") || before?.digest === this.package.digest) return;
    this.struck = new Set(this.package.items.filter(item => !item.shared).map(item => item.key));
    this.goal = null;
  }

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
    const shared = !this.struck.has(item.key);
    return html`<div class=${shared ? "" : "struck"}>
      <label>
        <input type="checkbox" .checked=${shared} aria-describedby=${`lines-${item.key}`} @change=${() => this.#toggle(item.key)} />
        ${words.package.item(item.key)}
      </label>
      <div class="lines small" id=${`lines-${item.key}`}>${item.key === "goal" ? this.#goalField(item) : lines(item.lines)}</div>
    </div>`;
  }

  #goalField(item: PackageItem) {
    const edit = (event: Event) => {
      this.goal = (event.target as HTMLInputElement).value;
    };
    return html`<input
      aria-label=${words.package.goalField}
      maxlength="300"
      .value=${this.goal ?? item.lines.join(" ")}
      ?disabled=${this.struck.has(item.key)}
      @input=${edit}
    />`;
  }

  #toggle(key: string): void {
    const struck = new Set(this.struck);
    if (!struck.delete(key)) struck.add(key);
    this.struck = struck;
  }

  #shareChosen(): void {
    const keys = this.package.items.map(item => item.key).filter(key => !this.struck.has(key));
    this.share(keys, keys.includes("goal") ? this.goal?.trim() || null : null);
  }
}

function lines(all: string[]) {
  if (all.length <= FOLD) return all.map(line => html`<p>${line}</p>`);
  return html`<details>
    <summary>${words.package.more(all.length)}</summary>
    ${all.map(line => html`<p>${line}</p>`)}
  </details>`;
}

define("reassure-package-form", PackageForm);
