import { afterEach, expect, test, vi } from "vitest";
import { inWords, points } from "../src/desk/feeling-line";
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

test("feelings are said as well as drawn, with their height", () => {
  const over = [0.1, 0.9, 0.3].map((score, seq) => ({ seq, score, reasons: [] }));
  expect(inWords(over)).toBe("From calm to uneasy, at most very annoyed.");
  expect(points(over).split(" ")).toHaveLength(3);
  expect(inWords(over.slice(1, 2))).toBe("All along: very annoyed.");
});

test("a single feeling is a level line", () => {
  expect(points([{ seq: 1, score: 0, reasons: [] }])).toBe("4,36 196,36");
});
