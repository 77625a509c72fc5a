// The log of the conversation, with the quick answers of its newest message.
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { property, query } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { define } from "../shared/define";
import { KeepsFocus } from "../shared/keeps-focus";
import type { Turn } from "../shared/messages.gen";
import { answerable, EMPTY, type Mine, type Transcript } from "../shared/transcript-state";
import { words } from "../shared/words.en";
import { cards } from "./cards";
import { idOf, mineView, speakerOf, turnView } from "./turn";

/** Closer to the end than this, a reader is following and is taken along. Pixels. */
const FOLLOWING = 80;
/** What is left of the message before the one that is shown. Pixels. */
const ABOVE = 12;

export class TranscriptLog extends LitElement {
  @property({ attribute: false }) transcript: Transcript = EMPTY;
  @property({ type: Boolean }) busy = false;
  /** What was said before this page came is still being filled in: nobody is read a conversation that they know. */
  @property({ type: Boolean }) filling = false;
  @property({ attribute: false }) press: (turn: Turn, button: number) => void = () => {};
  @property({ attribute: false }) again: (message: Mine) => void = () => {};
  /** What had the focus here is gone. */
  @property({ attribute: false }) answered: (byKeyboard: boolean) => void = () => {};
  @query("[role=log]") private log!: HTMLElement;
  #following = true;
  #height = 0;
  #length = 0;

  constructor() {
    super();
    new KeepsFocus(this, byKeyboard => this.answered(byKeyboard));
  }

  static override styles = [
    ...cards,
    css`
      :host {
        display: flex;
        flex-direction: column;
      }
      /* It fills what is left, and never less than this; with quick answers, it shows what they answer. */
      [role="log"] {
        flex: 1 0 auto;
        height: 0;
        min-height: 4rem;
        overflow-y: auto;
        overscroll-behavior: contain;
        padding: 12px 16px;
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
      [role="log"]:focus-visible {
        outline-offset: -3px;
      }
      :host([answering]) [role="log"] {
        min-height: 8.5rem;
      }
      /* With little height it is a part of what scrolls, and lets go at its ends. */
      @container (max-height: 37.5rem) {
        [role="log"] {
          overscroll-behavior: auto;
        }
      }
      article {
        max-width: 88%;
        align-self: flex-start;
      }
      article.customer {
        align-self: flex-end;
      }
      article.customer .speaker {
        text-align: right;
      }
      .bubble {
        padding: 8px 12px;
        border-radius: var(--reassure-radius);
        background: var(--reassure-sand);
      }
      .customer .bubble {
        background: var(--reassure-foam);
      }
      .adviser .bubble {
        background: var(--reassure-raised);
        border: 1px solid var(--reassure-sea);
      }
      .text {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        max-width: 60ch;
      }
      .event {
        align-self: center;
        text-align: center;
        padding: 4px 12px;
      }
      .answers {
        justify-content: flex-end;
        padding: 0 16px 8px;
      }
      .busy {
        padding: 0 16px 8px;
      }
    `,
  ];

  // The panel below grows and shrinks, and a card is drawn a moment after its message; the newest message stays in sight for
  // whoever reads along.
  readonly #resized = new ResizeObserver(() => {
    this.#height = this.log.clientHeight;
    this.#length = this.log.scrollHeight;
    this.#follow();
  });

  override firstUpdated(): void {
    this.#resized.observe(this.log);
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  override willUpdate(): void {
    this.toggleAttribute("answering", answerable(this.transcript) !== null);
  }

  override updated(changed: PropertyValues<this>): void {
    const before = changed.get("transcript");
    if (!changed.has("transcript")) return;
    if (this.transcript.mine.length > (before?.mine.length ?? 0)) this.#following = true;
    if (this.log.lastElementChild) this.#resized.observe(this.log.lastElementChild);
    this.#follow();
  }

  #scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    // Hidden and shown again, made smaller, or grown: that was the panel or a new message, not the reader.
    if (clientHeight !== this.#height || scrollHeight !== this.#length) return;
    this.#following = scrollHeight - scrollTop - clientHeight < FOLLOWING;
  }

  #follow(): void {
    if (this.#following) this.showNewest();
  }

  override focus(): void {
    this.log.focus();
  }

  showNewest(): void {
    this.#following = true;
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** From this message on, as far as there is room: where who comes back goes on reading. `read` also moves the focus there. */
  showFrom(turn: Turn, read = false): void {
    const article = this.renderRoot.querySelector(`#${CSS.escape(idOf(turn))}`)?.closest("article");
    if (!article) return;
    this.log.scrollTop += article.getBoundingClientRect().top - this.log.getBoundingClientRect().top - ABOVE;
    this.#following = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < FOLLOWING;
    if (!read) return;
    article.tabIndex = -1;
    article.focus({ preventScroll: true });
  }

  override render() {
    const { turns, mine } = this.transcript;
    return html`<div role="log" aria-label=${words.chat.log} aria-relevant="additions" aria-busy=${this.filling} tabindex="0">
        ${repeat([...turns, ...mine], keyOf, (entry, index) => this.#entry(entry, index))}
      </div>
      <div class="busy small quiet" aria-live="polite" ?hidden=${!this.busy}>${this.busy ? words.chat.busy : ""}</div>
      ${this.#answers()}`;
  }

  #entry(entry: Turn | Mine, index: number) {
    const { turns } = this.transcript;
    const before = turns[Math.min(index, turns.length) - 1];
    if ("speaker" in entry) return turnView(entry, before !== undefined && sameSpeaker(before, entry));
    return mineView(entry, index > turns.length || before?.speaker === "customer", this.again);
  }

  #answers() {
    const turn = answerable(this.transcript);
    if (!turn) return nothing;
    return html`<div class="answers row" role="group" aria-label=${words.chat.answers}>
      ${turn.buttons.map(
        ({ title }, index) =>
          html`<button type="button" class="chip" lang=${turn.lang ?? nothing} @click=${() => this.press(turn, index)}>
            ${title}
          </button>`,
      )}
    </div>`;
  }
}

/** A message keeps its place in the page when it turns from "on its way" into a turn of the journal. */
function keyOf(entry: Turn | Mine): string {
  return "speaker" in entry ? (entry.client_id ?? `seq-${entry.seq}`) : entry.id;
}

function sameSpeaker(before: Turn, turn: Turn): boolean {
  return before.speaker === turn.speaker && speakerOf(before) === speakerOf(turn);
}

define("reassure-transcript", TranscriptLog);
