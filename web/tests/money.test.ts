import { describe, expect, it, vi } from "vitest";
import { minorUnits, money } from "../src/shared/money";

describe("minorUnits", () => {
  it.each([
    ["300", 30000],
    ["300.5", 30050],
    ["300,50", 30050],
    ["€ 12.00", 1200],
    ["1,250.00", 125000],
    ["1.250,00", 125000],
    ["1 250", 125000],
    ["€300", 30000],
    ["0", 0],
  ])("reads %s", (written, minor) => {
    expect(minorUnits(written)).toBe(minor);
  });

  it.each(["", "-5", "12.345", "abc", "1e5", "3 apples", "1,250", "1.250"])(
    "does not take %j for an amount",
    written => {
      expect(minorUnits(written)).toBeNull();
    },
  );
});

it("writes money with its currency", () => {
  vi.stubGlobal("navigator", { languages: ["en-GB"] });
  expect(money(125000, "EUR")).toContain("1,250.00");
});
