// One message in the log: who speaks, in words, then what was said, then what it carries.
import { html, nothing, type TemplateResult } from "lit";
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

const UNKNOWN = "";

/** The assistant's language is known; what people write in is not, and must not be taken for the language around it. */
function langOf({ speaker, lang }: Turn): string | typeof nothing {
  return speaker === "assistant" ? (lang ?? nothing) : UNKNOWN;
}

/** The name of a message in the page. */
export function idOf(turn: Turn): string {
  return turn.client_id ?? `turn-${turn.seq}`;
}

/** `grouped`: the same speaker as before, whose name then is there for listeners only. */
export function turnView(turn: Turn, grouped: boolean) {
  if (turn.speaker === "system")
    return html`<p class="event small quiet" aria-live=${turn.told_by_state ? "off" : nothing}>${turn.text}</p>`;
  const said = { id: idOf(turn), side: turn.speaker, speaker: speakerOf(turn), grouped };
  return message({
    ...said,
    at: turn.at,
    text: turn.text,
    lang: langOf(turn),
    above: stepOf(turn),
    below: cardsOf(turn),
    state: nothing,
  });
}

export function mineView(mine: Mine, grouped: boolean, again: (message: Mine) => void) {
  const { id, at, text } = mine;
  const refused = mine.state === "refused";
  const state = html`<p class=${refused ? "small problem" : "small quiet"}>${stateWords(mine)}</p>
    ${refused ? html`<button type="button" @click=${() => again(mine)}>${words.chat.again}</button>` : nothing}`;
  const said = { id, side: "customer", speaker: words.speaker.you, grouped };
  return message({ ...said, at, text, lang: UNKNOWN, above: nothing, below: nothing, state });
}

type Part = TemplateResult | typeof nothing;

interface Message {
  id: string;
  side: string;
  speaker: string;
  grouped: boolean;
  at: string;
  text: string;
  lang: string | typeof nothing;
  above: Part;
  below: Part;
  state: Part;
}

// One template for both, so that a message on its way is the same element when it has arrived, and is not read out once more.
function message({ id, side, speaker, grouped, at, text, lang, above, below, state }: Message) {
  return html`<article class=${side} aria-labelledby=${id}>
    <p class=${grouped ? "speaker unseen" : "speaker"}>
      <strong id=${id}>${speaker}</strong> <time class="small quiet" datetime=${at} title=${dayAndTime(at)}>${clockTime(at)}</time>
    </p>
    <div class="bubble">${above}<p class="text" lang=${lang} dir="auto">${text}</p>${below}</div>
    ${state}
  </article>`;
}

function stepOf({ step }: Turn): Part {
  return step ? html`<p class="small quiet">${words.chat.step(step.number, step.of)}</p>` : nothing;
}

function cardsOf({ work, quote, receipt }: Turn): Part {
  if (!work && !quote && !receipt) return nothing;
  return html`${work ? workCard(work) : nothing} ${quote ? quoteCard(quote) : nothing}
    ${receipt ? html`<reassure-receipt .receipt=${receipt}></reassure-receipt>` : nothing}`;
}

function stateWords(message: Mine): string {
  if (message.state === "refused") return `${words.chat.refused} ${message.problem ?? ""}`;
  return { sending: words.chat.sending, kept: words.chat.kept, sent: words.chat.sent }[message.state];
}
