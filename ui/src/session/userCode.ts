/** What stands on the screen: as the authority wrote it when it grouped the code itself, else group by group. */
export function shownGroups(code: string): string[] {
  return /[-\s]/.test(code) ? [code] : codeGroups(code);
}

/** The code in groups that the eye can hold: as the authority grouped it, else in threes or fours. */
export function codeGroups(code: string): string[] {
  const given = code.split(/[-\s]+/).filter((group) => group !== "");
  if (given.length > 1) return given;
  const size = code.length % 4 === 0 ? 4 : 3;
  return code.match(new RegExp(`.{1,${size}}`, "gu")) ?? [code];
}

/** The code letter by letter, with a pause between groups, for screen readers. */
export function spelled(code: string): string {
  return codeGroups(code)
    .map((group) => [...group].join(" "))
    .join(", ");
}

/** When the countdown is spoken: rarely, and more often near the end. Seconds left. */
export const SPOKEN_AT: readonly number[] = [300, 60, 30];

/** An address cut where a line may break: after every dot and slash. */
export function addressParts(page: string): string[] {
  return page.split(/(?<=[./])/);
}
