import type { TermsChange, TextBlock } from "../backend/bindings";

/** A piece of the text as it is shown: a block, a block that changed, or one that is no longer there. */
export interface Part {
  block: TextBlock | null;
  change: TermsChange | null;
}

/** The text with its changes in their places: what was removed stands where it stood. */
export function interleave(blocks: readonly TextBlock[], changes: readonly TermsChange[]): Part[] {
  const removed = changes.filter(({ kind }) => kind === "removed");
  const others = new Map(changes.filter(({ kind }) => kind !== "removed").map((change) => [change.at, change]));
  const gone = (fits: (at: number) => boolean): Part[] =>
    removed.filter(({ at }) => fits(at)).map((change) => ({ block: null, change }));
  return [
    ...blocks.flatMap((block, place): Part[] => [
      ...gone((at) => at === place),
      { block, change: others.get(place) ?? null },
    ]),
    ...gone((at) => at >= blocks.length),
  ];
}
