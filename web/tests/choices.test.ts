import { expect, test } from "vitest";
import { keepForTab } from "../src/shared/keep";
import type { Package } from "../src/shared/messages.gen";
import { AS_DRAFTED, KeptChoices, passedOn, toggled } from "../src/widget/choices";

const DRAFT: Package = {
  digest: "",
  items: ["goal", "identity", "transcript"].map(key => ({ key, lines: ["something"], shared: true })),
};

test("as drafted, everything is passed on in the words of the draft", () => {
  expect(passedOn(DRAFT, AS_DRAFTED)).toEqual({ shared: ["goal", "identity", "transcript"], goal: null });
});

test("what is struck out is not passed on, until it is ticked again", () => {
  const struck = toggled(AS_DRAFTED, "transcript");
  expect(passedOn(DRAFT, struck).shared).toEqual(["goal", "identity"]);
  expect(passedOn(DRAFT, toggled(struck, "transcript")).shared).toEqual(["goal", "identity", "transcript"]);
});

test("a goal in other words goes in these", () => {
  expect(passedOn(DRAFT, { struck: [], goal: " a refund " })).toMatchObject({ goal: "a refund" });
});

test.each(["", "  "])("a goal that was emptied (%j) is not passed on at all, in whatever words", goal => {
  expect(passedOn(DRAFT, { struck: [], goal })).toEqual({ shared: ["identity", "transcript"], goal: null });
});

test("a goal that is struck out goes in no words, also in none of the customer's own", () => {
  expect(passedOn(DRAFT, { struck: ["goal"], goal: "a refund" })).toEqual({
    shared: ["identity", "transcript"],
    goal: null,
  });
});

test("what was chosen is kept for its own request, and for no other", () => {
  const kept = new KeptChoices(keepForTab());
  kept.choose("handoff", { struck: ["transcript"], goal: "" });
  expect(kept.of("handoff")).toEqual({ struck: ["transcript"], goal: "" });
  expect(kept.of("another")).toEqual(AS_DRAFTED);
  kept.forget();
  expect(kept.of("handoff")).toEqual(AS_DRAFTED);
});
