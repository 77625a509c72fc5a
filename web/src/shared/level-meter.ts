// How loud somebody is, as seven bars. The name says whose voice it is; nothing is announced while it moves.
import { css, html, LitElement, svg } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "./define";
import { type Level, SILENT } from "./levels";

const BARS = 7;

export class LevelMeter extends LitElement {
  @property({ attribute: false }) level: Level = SILENT;
  @property() label = "";
  @state() private lit = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  static override styles = css`
    :host {
      display: inline-block;
      line-height: 0;
    }
    rect {
      fill: var(--reassure-line);
    }
    rect.on {
      fill: var(--reassure-sea);
    }
  `;

  override connectedCallback(): void {
    super.connectedCallback();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#timer = setInterval(() => this.#measure(), calm ? 500 : 100);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  #measure(): void {
    this.lit = Math.round(this.level() * BARS);
  }

  override render() {
    const bars = Array.from({ length: BARS }, (_, bar) => bar);
    return html`<svg role="img" aria-label=${this.label} width="41" height="20" viewBox="0 0 41 20">
      ${bars.map(bar => oneBar(bar, bar < this.lit))}
    </svg>`;
  }
}

function oneBar(bar: number, on: boolean) {
  const height = 6 + bar * 2;
  return svg`<rect class=${on ? "on" : ""} x=${bar * 6} y=${20 - height} width="4" height=${height} rx="2"></rect>`;
}

define("reassure-level-meter", LevelMeter);
