import { afterEach, expect, test, vi } from "vitest";
import { bars, HEIGHT, inWords, WIDTH } from "../src/desk/feeling-bars";
import { backoff } from "../src/shared/backoff";
import { dayAndTime, elapsed, readerLocale } from "../src/shared/times";

const SINCE = "2026-12-04T14:05:00Z";
const at = (seconds: number) => Date.parse(SINCE) + seconds * 1000;

test("a duration is minutes and seconds, with hours only when there are some", () => {
  expect(elapsed(SINCE, at(192))).toBe("03:12");
  expect(elapsed(SINCE, at(3_792))).toBe("1:03:12");
});

test("two clocks that disagree show no negative time", () => {
  expect(elapsed(SINCE, at(-3))).toBe("00:00");
});

afterEach(() => vi.unstubAllGlobals());

test("a day has its weekday, in the reader's variant of the language of the words", () => {
  vi.stubGlobal("navigator", { languages: ["de-DE", "en-US", "en-GB"] });
  expect(readerLocale()).toBe("en-US");
  expect(dayAndTime(SINCE)).toMatch(/Friday.*December/);
});

test("each try waits longer, up to a ceiling, and no two tabs wait alike", () => {
  expect([0, 1, 2].map(attempt => backoff(attempt, 1))).toEqual([500, 1_000, 2_000]);
  expect(backoff(40, 1)).toBe(20_000);
  expect(backoff(3, 0)).toBe(2_000);
});

const felt = (score: number, in_words: string) => ({ seq: 1, at: SINCE, score, in_words, reasons: [] });

test("feelings are said as well as drawn", () => {
  const over = [felt(0.1, "going well"), felt(0.9, "very hard"), felt(0.3, "a bit bumpy")];
  expect(inWords(over)).toBe("It seemed to go from going well to a bit bumpy, at most very hard.");
  expect(inWords(over.slice(1, 2))).toBe("It seemed very hard all along.");
});

test("each message that was judged has its bar, as high as its score, also a calm one", () => {
  const [calm, hard] = bars([felt(0, "going well"), felt(1, "very hard")]);
  expect(calm?.height).toBe(2);
  expect([hard?.y, hard?.height]).toEqual([0, HEIGHT]);
});

test("a long conversation still fits", () => {
  const drawn = bars(Array.from({ length: 120 }, () => felt(0.5, "hard")));
  const last = drawn.at(-1);
  expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(WIDTH);
});
