import type { TermsChange, TextBlock } from "../backend/bindings";

/** A piece of the text as it is shown: a block, a block that changed, or one that is no longer there. */
export interface Part {
  block: TextBlock | null;
  change: TermsChange | null;
}

/** The text with its changes in their places: what was removed stands where it stood. */
export function interleave(blocks: readonly TextBlock[], changes: readonly TermsChange[]): Part[] {
  const removed = new Map<number, Part[]>();
  const others = new Map<number, TermsChange>();
  for (const change of changes) {
    if (change.kind !== "removed") {
      others.set(change.at, change);
      continue;
    }
    const at = Math.min(change.at, blocks.length);
    const there = removed.get(at) ?? [];
    there.push({ block: null, change });
    removed.set(at, there);
  }
  return [
    ...blocks.flatMap((block, place): Part[] => [
      ...(removed.get(place) ?? []),
      { block, change: others.get(place) ?? null },
    ]),
    ...(removed.get(blocks.length) ?? []),
  ];
}
