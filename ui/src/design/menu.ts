import type { Component } from "svelte";

export interface Item {
  /** Tells items apart that come and go; their labels may be the same. */
  id?: string;
  label: string;
  icon: Component<{ size?: number; "aria-hidden"?: "true" }>;
  /** Why it cannot be chosen now; it stays in the menu and can be reached, to be read. */
  obstacle?: string | null;
  onchoose: () => void;
}

/** Where a key leads in a menu: the index of the next item, or `null` when the key means nothing to it. */
export function nextIndex(key: string, now: number, labels: readonly string[]): number | null {
  const count = labels.length;
  if (count === 0) return null;
  if (key === "ArrowDown") return (now + 1) % count;
  if (key === "ArrowUp") return (now - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return key.length === 1 ? startingWith(key, now, labels) : null;
}

/** The next item, after the one of now and around, that starts with the letter typed. */
function startingWith(letter: string, now: number, labels: readonly string[]): number | null {
  for (let step = 1; step <= labels.length; step += 1) {
    const index = (now + step) % labels.length;
    if (labels[index]?.toLowerCase().startsWith(letter.toLowerCase())) return index;
  }
  return null;
}
