import { expect, test } from "vitest";
import { keepForTab } from "../src/shared/keep";
import type { Turn } from "../src/shared/messages.gen";
import type { Transcript } from "../src/shared/transcript-state";
import { Reading } from "../src/widget/reading";

const said = (...speakers: Turn["speaker"][]): Transcript => ({
  turns: speakers.map((speaker, index) => ({ seq: index + 1, speaker }) as Turn),
  mine: [],
});

test("what others have said since is unread; what the customer said and the lines between are not", () => {
  const reading = new Reading(keepForTab());
  reading.upToNewest(said("assistant", "customer"));
  const unread = reading.unread(said("assistant", "customer", "system", "adviser", "customer", "adviser"));
  expect(unread.map(turn => turn.seq)).toEqual([4, 6]);
});

test("who looks has read it, and a page that knows less takes nothing of that back", () => {
  const reading = new Reading(keepForTab());
  reading.upToNewest(said("assistant", "adviser"));
  reading.upToNewest(said("assistant"));
  expect(reading.unread(said("assistant", "adviser"))).toEqual([]);
});

test("who has never looked has nothing to catch up on", () => {
  const reading = new Reading(keepForTab());
  expect(reading.unread(said("assistant", "adviser"))).toEqual([]);
  reading.upToNewest(said("assistant"));
  reading.forget();
  expect(reading.unread(said("assistant", "adviser"))).toEqual([]);
});
