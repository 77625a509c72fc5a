// The recordings that can be listened to here, the newest first. Nothing is shown where there is none.
import { css, html, LitElement, nothing } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { define } from "../shared/define";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";
import "./recorded";
import { type Kept, recordingsKept } from "./recordings";

const LOOK_AGAIN_EVERY = 20_000; // milliseconds

export class RecordingList extends LitElement {
  @state() private kept: Kept[] = [];
  #timer = 0;

  static override styles = [
    controls,
    css`
      section {
        padding: 12px 16px;
      }
      li {
        border-bottom: 1px solid var(--reassure-line);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
    this.#timer = window.setInterval(() => void this.#look(), LOOK_AGAIN_EVERY);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#timer);
  }

  override render() {
    if (this.kept.length === 0) return nothing;
    return html`<section aria-labelledby="title">
      <h2 id="title">${words.recording.list}</h2>
      <ul role="list" aria-labelledby="title">
        ${repeat(
          this.kept,
          kept => kept.id,
          kept => html`<li><reassure-recorded .kept=${kept}></reassure-recorded></li>`,
        )}
      </ul>
    </section>`;
  }

  async #look(): Promise<void> {
    try {
      this.kept = await recordingsKept();
    } catch {
      // The line above the board says when the desk is signed out or cut off; this list stays as it was.
    }
  }
}

define("reassure-recording-list", RecordingList);
