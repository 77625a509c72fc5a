// One message in the log: who speaks, in words, then what was said, then what it carries.
import { html, nothing } from "lit";
import type { Turn } from "../shared/messages.gen";
import { clockTime, dayAndTime } from "../shared/times";
import type { Mine } from "../shared/transcript-state";
import { words } from "../shared/words.en";
import { quoteCard, workCard } from "./cards";

export function speakerOf(turn: Turn): string {
  if (turn.speaker === "customer") return words.speaker.you;
  if (turn.speaker === "adviser") return words.speaker.adviser(turn.name);
  return words.speaker.assistant;
}

/** `grouped`: the same speaker as before, whose name then is there for listeners only. */
export function turnView(turn: Turn, grouped: boolean) {
  if (turn.speaker === "system") return html`<p class="event small quiet">${turn.text}</p>`;
  const id = `turn-${turn.seq}`;
  return html`<article class=${turn.speaker} aria-labelledby=${id}>
    ${speakerLine(id, speakerOf(turn), turn.at, grouped)}
    <div class="bubble">
      ${turn.step ? html`<p class="small quiet">${words.chat.step(turn.step.number, turn.step.of)}</p>` : nothing}
      <p class="text">${turn.text}</p>
      ${turn.work ? workCard(turn.work) : nothing} ${turn.quote ? quoteCard(turn.quote) : nothing}
      ${turn.receipt ? html`<reassure-receipt .receipt=${turn.receipt}></reassure-receipt>` : nothing}
    </div>
  </article>`;
}

export function mineView(message: Mine, grouped: boolean, again: (message: Mine) => void) {
  const id = `mine-${message.id}`;
  return html`<article class="customer" aria-labelledby=${id}>
    ${speakerLine(id, words.speaker.you, message.at, grouped)}
    <div class="bubble"><p class="text">${message.text}</p></div>
    <p class=${message.state === "refused" ? "small problem" : "small quiet"}>${stateWords(message)}</p>
    ${message.state === "refused" ? html`<button type="button" @click=${() => again(message)}>${words.chat.again}</button>` : nothing}
  </article>`;
}

function speakerLine(id: string, speaker: string, at: string, grouped: boolean) {
  return html`<p class=${grouped ? "speaker unseen" : "speaker"}>
    <strong id=${id}>${speaker}</strong> <time class="small quiet" datetime=${at} title=${dayAndTime(at)}>${clockTime(at)}</time>
  </p>`;
}

function stateWords(message: Mine): string {
  if (message.state === "refused") return `${words.chat.refused} ${message.problem ?? ""}`;
  return { sending: words.chat.sending, kept: words.chat.kept, sent: words.chat.sent }[message.state];
}
