// The feelings of a conversation as bars, and as a sentence. Only a message that was judged has a bar: none is drawn as a zero.
import type { Feeling } from "../shared/messages.gen";
import { words } from "../shared/words.en";

export const WIDTH = 200;
export const HEIGHT = 40;
const WIDEST = 16;
const LOWEST = 2; // a calm message is still to be seen
const GAP = 0.2; // of the place that each bar has

export interface Bar {
  feeling: Feeling;
  x: number;
  y: number;
  width: number;
  height: number;
}

export function bars(over: Feeling[]): Bar[] {
  const place = Math.min(WIDEST, WIDTH / Math.max(1, over.length));
  return over.map((feeling, index) => {
    const height = round(LOWEST + feeling.score * (HEIGHT - LOWEST));
    return { feeling, x: round(index * place), y: round(HEIGHT - height), width: round(place * (1 - GAP)), height };
  });
}

/** "It seemed to go from going well to hard, at most very hard." */
export function inWords(over: Feeling[]): string {
  const hardest = over.reduce<Feeling | undefined>(
    (most, next) => (most && most.score >= next.score ? most : next),
    undefined,
  );
  return words.desk.feelingsSummary(over[0]?.in_words ?? "", over.at(-1)?.in_words ?? "", hardest?.in_words ?? "");
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
