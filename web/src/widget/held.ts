// What we hold about the customer, read out plainly.
import { css, html, LitElement } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "../shared/define";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";
import type { HeldItem } from "./visitor";

export class Held extends LitElement {
  @property({ attribute: false }) load!: () => Promise<HeldItem[]>;
  @property({ attribute: false }) back: () => void = () => {};
  @state() private items: HeldItem[] | null = null;
  @state() private problem = "";

  static override styles = [
    controls,
    css`
      section {
        padding: 16px;
      }
      dt {
        margin-top: 12px;
        font-weight: 600;
      }
      dd {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  override async firstUpdated(): Promise<void> {
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus();
    try {
      this.items = await this.load();
    } catch {
      this.problem = words.tools.heldFailed;
    }
  }

  override render() {
    return html`<section class="stack" aria-labelledby="title">
      <h2 id="title" tabindex="-1">${words.tools.held}</h2>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : this.#list()}
      <button type="button" @click=${() => this.back()}>${words.tools.back}</button>
    </section>`;
  }

  #list() {
    if (this.items === null) return html`<p class="quiet">${words.line.connecting}</p>`;
    if (this.items.length === 0) return html`<p>${words.tools.heldNothing}</p>`;
    return html`<dl>${this.items.map(({ title, text }) => html`<dt>${title}</dt><dd>${text}</dd>`)}</dl>`;
  }
}

define("reassure-held", Held);
