import { describe, expect, it } from "vitest";
import { nextIndex } from "./menu";

const labels = ["Profile", "Settings", "Sign out"];

describe("a menu by keyboard", () => {
  it("goes round at both ends", () => {
    expect(nextIndex("ArrowDown", 2, labels)).toBe(0);
    expect(nextIndex("ArrowUp", 0, labels)).toBe(2);
    expect([nextIndex("Home", 1, labels), nextIndex("End", 1, labels)]).toEqual([0, 2]);
  });

  it("finds the next item by its first letter", () => {
    expect(nextIndex("s", 0, labels)).toBe(1);
    expect(nextIndex("S", 1, labels)).toBe(2);
    expect(nextIndex("x", 0, labels)).toBeNull();
  });

  it("leaves other keys alone", () => {
    expect(nextIndex("Enter", 0, labels)).toBeNull();
    expect(nextIndex("ArrowDown", 0, [])).toBeNull();
  });
});
