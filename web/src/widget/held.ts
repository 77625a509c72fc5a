// What we hold about the customer, read out plainly, and the switch for what need not be noticed at all.
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "../shared/define";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";
import { download } from "./download";
import { type Noticing, noticeSwitch, switchStyles } from "./notice-switch";
import type { HeldItem } from "./visitor";

export class Held extends LitElement {
  @property({ attribute: false }) load!: () => Promise<HeldItem[]>;
  @property({ attribute: false }) recording!: (id: string) => Promise<Blob>;
  @property({ attribute: false }) noticing: Noticing | null = null;
  @property({ attribute: false }) switchNoticing: (on: boolean) => void = () => {};
  @property({ attribute: false }) back: () => void = () => {};
  @state() private items: HeldItem[] | null = null;
  @state() private problem = "";

  static override styles = [
    controls,
    switchStyles,
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

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus();
    void this.#look();
  }

  // Switched off, what had been noticed is gone.
  override updated(changed: PropertyValues<this>): void {
    if (changed.get("noticing")) void this.#look();
  }

  async #look(): Promise<void> {
    try {
      this.items = await this.load();
      this.problem = "";
    } catch {
      this.problem = words.tools.heldFailed;
    }
  }

  override render() {
    return html`<section class="stack" aria-labelledby="title">
      <h2 id="title" tabindex="-1">${words.tools.held}</h2>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      ${this.problem && this.items === null ? nothing : this.#list()}
      ${this.noticing ? noticeSwitch(this.noticing, this.switchNoticing) : nothing}
      <button type="button" @click=${() => this.back()}>${words.tools.back}</button>
    </section>`;
  }

  #list() {
    if (this.items === null) return html`<p class="quiet">${words.line.connecting}</p>`;
    if (this.items.length === 0) return html`<p>${words.tools.heldNothing}</p>`;
    return html`<dl>${this.items.map(item => html`<dt>${item.title}</dt><dd dir="auto">${item.text}${this.#sound(item)}</dd>`)}</dl>`;
  }

  #sound({ recording }: HeldItem) {
    if (!recording) return nothing;
    return html`<br /><button type="button" @click=${() => this.#download(recording)}>${words.recording.download}</button>`;
  }

  async #download(recording: string): Promise<void> {
    try {
      download(await this.recording(recording), words.recording.fileName);
      this.problem = "";
    } catch {
      this.problem = words.recording.downloadFailed;
    }
  }
}

define("reassure-held", Held);
