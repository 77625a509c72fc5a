// The last minute of a line as bars, one a second, the newest at the right; and in words. A second that nobody knows has no bar.
import type { LineQuality } from "../shared/messages.gen";
import { words } from "../shared/words.en";

export const SECONDS = 60;
export const WIDTH = 120;
export const HEIGHT = 20;
const BEST = 4.5;
const WORST = 1;
const LOWEST = 2; // a line at its worst is still to be seen

export interface Bar {
  x: number;
  y: number;
  height: number;
}

export function bars(opinions: LineQuality["opinions"]): Bar[] {
  const shown = opinions.slice(-SECONDS);
  const place = WIDTH / SECONDS;
  return shown.flatMap((opinion, index) => {
    if (opinion === null) return [];
    const height = LOWEST + ((opinion - WORST) / (BEST - WORST)) * (HEIGHT - LOWEST);
    return [{ x: (SECONDS - shown.length + index) * place, y: HEIGHT - height, height }];
  });
}

/** "Customer's line in the last minute. Now good, 4.4 of 4.5; lost from there 0 %, to there 1.2 %; round trip 34 ms, jitter 3 ms." */
export function inWords(line: LineQuality): string {
  const whose = words.desk.line[line.party];
  const now = line.opinions.at(-1);
  if (line.grade === null || now === null || now === undefined) return `${whose}: ${words.desk.lineUnknown}.`;
  const lost = words.desk.lineLost(percent(line.lost_up), percent(line.lost_down));
  const delay = words.desk.lineDelay(
    line.round_trip_ms === null ? words.desk.none : `${line.round_trip_ms} ms`,
    line.jitter_ms,
  );
  return `${words.desk.lineInWords(whose, words.desk.lineGrade[line.grade], now.toFixed(1))}; ${lost}; ${delay}.`;
}

function percent(share: number | null): string {
  return share === null ? words.desk.none : `${share} %`;
}
