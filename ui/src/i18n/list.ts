import { locale } from "./index.svelte";

/** "a, b and c" in the language of now. */
export function listed(parts: readonly string[]): string {
  return new Intl.ListFormat(locale.tag, { type: "conjunction" }).format(parts);
}

/** "a, b or c" in the language of now. */
export function eitherOf(parts: readonly string[]): string {
  return new Intl.ListFormat(locale.tag, { type: "disjunction" }).format(parts);
}
