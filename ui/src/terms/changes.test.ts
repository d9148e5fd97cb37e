import { describe, expect, it } from "vitest";
import type { TermsChange, TextBlock } from "../backend/bindings";
import { interleave } from "./changes";

const block = (text: string): TextBlock => ({
  kind: "paragraph",
  spans: [{ text, strong: false, emphasis: false, deleted: false }],
});
const words = (of: TextBlock | null) => (of?.kind === "paragraph" ? of.spans[0]?.text : null);

describe("what changed in the terms", () => {
  it("b175 stands in its place: what was removed where it stood, also at the end", () => {
    const changes: TermsChange[] = [
      { kind: "removed", at: 0, was: block("first") },
      { kind: "changed", at: 1, was: block("old b") },
      { kind: "removed", at: 3, was: block("last") },
      { kind: "removed", at: 3, was: block("very last") },
    ];
    const parts = interleave([block("a"), block("b"), block("c")], changes);
    expect(
      parts.map(({ block: now, change }) => [words(now), change?.kind ?? null, words(change?.was ?? null)]),
    ).toEqual([
      [null, "removed", "first"],
      ["a", null, null],
      ["b", "changed", "old b"],
      ["c", null, null],
      [null, "removed", "last"],
      [null, "removed", "very last"],
    ]);
  });

  it("b175 is nothing where nothing changed", () => {
    expect(interleave([block("a")], []).map(({ change }) => change)).toEqual([null]);
  });
});
