import { afterEach, describe, expect, it, vi } from "vitest";
import { keepForBrowser } from "../src/shared/keep";

class Full {
  readonly kept = new Map([["old", "1"]]);
  getItem = (key: string) => this.kept.get(key) ?? null;
  removeItem = (key: string) => void this.kept.delete(key);
  setItem(): void {
    throw new DOMException("full", "QuotaExceededError");
  }
}

afterEach(() => vi.unstubAllGlobals());

describe("a storage that is full", () => {
  it("is read, and what is new is remembered", () => {
    vi.stubGlobal("window", { localStorage: new Full() });
    const keep = keepForBrowser();
    expect(keep.read("old")).toBe("1");
    keep.write("old", "2");
    keep.write("new", "3");
    expect([keep.read("old"), keep.read("new")]).toEqual(["2", "3"]);
    keep.forget("old");
    expect(keep.read("old")).toBeNull();
  });
});

describe("a storage that is forbidden", () => {
  it("is replaced by memory", () => {
    const refuse = () => {
      throw new DOMException("no", "SecurityError");
    };
    vi.stubGlobal("window", Object.defineProperty({}, "localStorage", { get: refuse }));
    const keep = keepForBrowser();
    keep.write("new", "3");
    expect(keep.read("new")).toBe("3");
  });
});
