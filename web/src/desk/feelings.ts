// How the customer felt over the conversation: a small line, and the same in words.
import { html, nothing, svg } from "lit";
import type { Feeling } from "../shared/messages.gen";
import { words } from "../shared/words.en";

const WIDTH = 200;
const HEIGHT = 40;
const MARGIN = 4;

export function feelings(over: Feeling[]) {
  return html`<h3>${words.desk.feelings}</h3>
    ${over.length === 0 ? html`<p class="small quiet">${words.desk.feelingsNone}</p>` : drawn(over)}`;
}

function drawn(over: Feeling[]) {
  const said = inWords(over);
  const because = [...new Set(over.flatMap(feeling => feeling.reasons))];
  return html`<svg class="feelings" role="img" aria-label=${said} viewBox="0 0 ${WIDTH} ${HEIGHT}">
      ${svg`<polyline points=${points(over)} />`}
    </svg>
    <p class="small">${said}</p>
    ${because.length > 0 ? html`<p class="small quiet">${words.desk.feelingsBecause(because)}</p>` : nothing}`;
}

/** "From calm to annoyed, at most very annoyed." */
export function inWords(over: Feeling[]): string {
  const scores = over.map(feeling => feeling.score);
  return words.desk.feelingsSummary(level(scores[0] ?? 0), level(scores.at(-1) ?? 0), level(Math.max(0, ...scores)));
}

/** One feeling alone is drawn as a level line. */
export function points(over: Feeling[]): string {
  const drawn = over.length === 1 ? [...over, ...over] : over;
  const step = (WIDTH - 2 * MARGIN) / (drawn.length - 1);
  return drawn.map(({ score }, index) => `${round(MARGIN + index * step)},${round(height(score))}`).join(" ");
}

function height(score: number): number {
  return HEIGHT - MARGIN - score * (HEIGHT - 2 * MARGIN);
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function level(score: number): string {
  const names = words.desk.feelingWords;
  return names[Math.min(names.length - 1, Math.floor(score * names.length))] ?? "";
}
