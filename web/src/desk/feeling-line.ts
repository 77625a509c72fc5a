// The feelings of a conversation as the points of a line, and as a sentence.
import type { Feeling } from "../shared/messages.gen";
import { words } from "../shared/words.en";

export const WIDTH = 200;
export const HEIGHT = 40;
const MARGIN = 4;

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
