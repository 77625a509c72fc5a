import { expect, test } from "vitest";
import { bars, HEIGHT, inWords, WIDTH } from "../src/desk/line-bars";
import type { LineQuality } from "../src/shared/messages.gen";

function line(more: Partial<LineQuality> = {}): LineQuality {
  const measured = { lost_up: 0, lost_down: 1.2, jitter_ms: 3, round_trip_ms: 34 };
  return { party: "customer", opinions: [4.4, 4.4], grade: "good", ...measured, ...more };
}

test("the newest second is at the right, and the best line fills the height", () => {
  const [older, newest] = bars([1, 4.5]);
  expect(newest).toEqual({ x: WIDTH - 2, y: 0, height: HEIGHT });
  expect(older).toEqual({ x: WIDTH - 4, y: HEIGHT - 2, height: 2 });
});

test("a second that nobody knows has no bar, and keeps its place", () => {
  expect(bars([4.5, null, 4.5]).map(bar => bar.x)).toEqual([WIDTH - 6, WIDTH - 2]);
});

test("more than a minute is not drawn", () => {
  expect(bars(Array.from({ length: 90 }, () => 4.4))).toHaveLength(60);
});

test("the line is said as well as drawn", () => {
  expect(inWords(line())).toBe(
    "Customer's line in the last minute. Now good, 4.4 of 4.5; lost from there 0 %, to there 1.2 %; round trip 34 ms, jitter 3 ms.",
  );
  expect(inWords(line({ party: "adviser", opinions: [4.4, null], grade: null }))).toBe("Your line: not known yet.");
  expect(inWords(line({ lost_down: null, round_trip_ms: null }))).toContain("to there –; round trip –");
});
