// One recording: first the reason, then the player.
import { css, html, LitElement, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import { define } from "../shared/define";
import { GatewayUnreachable, RequestRefused } from "../shared/requests";
import { controls } from "../shared/styles";
import { dayAndTime } from "../shared/times";
import { words } from "../shared/words.en";
import { type Kept, soundOf } from "./recordings";

export class Recorded extends LitElement {
  @property({ attribute: false }) kept!: Kept;
  @state() private sound = "";
  @state() private problem = "";
  @state() private opening = false;
  @query("#reason") private reason!: HTMLInputElement;
  @query("audio") private player!: HTMLAudioElement | null;

  static override styles = [
    controls,
    css`
      summary {
        min-height: 44px;
        padding: 8px 0;
        cursor: pointer;
      }
      form {
        max-width: 64ch;
        padding: 8px 0 16px;
      }
      audio {
        width: 100%;
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    URL.revokeObjectURL(this.sound);
    this.sound = "";
  }

  override render() {
    const { adviser, started_at, seconds, keep_until, is_whole } = this.kept;
    const length = words.recording.minutes(Math.floor(seconds / 60), String(seconds % 60).padStart(2, "0"));
    return html`<details>
      <summary>${words.recording.item(dayAndTime(started_at), adviser, length)}</summary>
      <form class="stack" @submit=${this.#submit} novalidate>
        <p class="small">${words.recording.keptUntil(dayAndTime(keep_until))} ${is_whole ? nothing : words.recording.cut}</p>
        <label for="reason">${words.recording.reason}</label>
        <input id="reason" maxlength="80" autocomplete="off" aria-describedby="hint" />
        <p class="small quiet" id="hint">${words.recording.reasonHint}</p>
        ${this.problem ? html`<p class="problem small" role="alert">${this.problem}</p>` : nothing}
        <button class="main" ?disabled=${this.opening}>${words.recording.listen}</button>
        <p class="small" role="status">${this.opening ? words.recording.opening : ""}</p>
        ${this.sound ? this.#player() : nothing}
      </form>
    </details>`;
  }

  #player() {
    return html`<audio controls src=${this.sound} aria-label=${words.recording.player}></audio>
      <p class="small quiet">${words.recording.player}</p>`;
  }

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const reason = this.reason.value.trim();
    this.problem = reason ? "" : words.recording.reasonMissing;
    if (this.problem || this.opening) return;
    this.opening = true;
    try {
      const sound = await soundOf(this.kept.id, reason);
      URL.revokeObjectURL(this.sound);
      this.sound = URL.createObjectURL(sound);
    } catch (problem) {
      this.problem = refusal(problem);
    } finally {
      this.opening = false;
    }
    await this.updateComplete;
    this.player?.focus();
  };
}

function refusal(problem: unknown): string {
  if (problem instanceof RequestRefused) return problem.text || words.desk.unreachable;
  if (problem instanceof GatewayUnreachable) return words.desk.unreachable;
  throw problem;
}

define("reassure-recorded", Recorded);
