import { expect, test } from "vitest";
import type { Turn } from "../src/shared/messages.gen";
import {
  answerable,
  EMPTY,
  type Mine,
  newestSeq,
  received,
  refused,
  withLine,
  withMine,
  withTurns,
} from "../src/shared/transcript-state";

function turn(seq: number, more: Partial<Turn> = {}): Turn {
  return {
    seq,
    speaker: "assistant",
    name: "",
    text: `turn ${seq}`,
    at: "2026-12-04T14:05:00Z",
    client_id: null,
    buttons: [],
    work: null,
    receipt: null,
    quote: null,
    step: null,
    offer: null,
    lang: null,
    told_by_state: false,
    ...more,
  };
}

const MINE: Mine = { id: "one", text: "Hello", at: "2026-12-04T14:05:00Z", state: "sending" };

test("turns stand in order and once, however often they arrive", () => {
  const transcript = withTurns(withTurns(EMPTY, [turn(1), turn(2)]), [turn(2), turn(3)]);
  expect(transcript.turns.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(newestSeq(transcript)).toBe(3);
});

test("a message of mine becomes its turn, and does not stand there twice", () => {
  const transcript = withTurns(withMine(EMPTY, MINE), [turn(1, { speaker: "customer", client_id: "one" })]);
  expect(transcript.mine).toEqual([]);
  expect(transcript.turns).toHaveLength(1);
});

test("the number in the receipt is enough to know my message again, whichever comes first", () => {
  const before = withTurns(received(withMine(EMPTY, MINE), "one", 1), [turn(1, { speaker: "adviser" })]);
  const after = received(withTurns(withMine(EMPTY, MINE), [turn(1, { speaker: "adviser" })]), "one", 1);
  expect(before.mine).toEqual([]);
  expect(after.mine).toEqual([]);
});

test("a message that cannot go out is kept, and on its way again when the line is back", () => {
  const kept = withLine(withMine(EMPTY, MINE), false);
  expect(kept.mine[0]?.state).toBe("kept");
  expect(withLine(kept, true).mine[0]?.state).toBe("sending");
});

test("a refused message says why, and the line's return does not hide it", () => {
  const transcript = withLine(refused(withMine(EMPTY, MINE), "one", "Too long."), true);
  expect(transcript.mine[0]).toMatchObject({ state: "refused", problem: "Too long." });
});

test("quick answers count only while nothing was said after them", () => {
  const asked = withTurns(EMPTY, [turn(1, { buttons: [{ title: "Yes" }] })]);
  expect(answerable(asked)?.seq).toBe(1);
  expect(answerable(withMine(asked, MINE))).toBeNull();
  expect(answerable(withTurns(asked, [turn(2, { speaker: "customer" })]))).toBeNull();
  expect(answerable(withTurns(asked, [turn(2, { speaker: "system" })]))?.seq).toBe(1);
});
