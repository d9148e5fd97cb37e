import type { CountryView } from "../../../backend/bindings";

export interface Country {
  code: string;
  callingCode: number;
  name: string;
}

/** The countries with their names in the language of the tag, in that language's order. */
export function byName(countries: readonly CountryView[], tag: string): Country[] {
  const names = new Intl.DisplayNames(tag, { type: "region" });
  const { compare } = new Intl.Collator(tag);
  return countries
    .map(({ code, calling_code }) => ({ code, callingCode: calling_code, name: names.of(code) ?? code }))
    .toSorted((one, other) => compare(one.name, other.name));
}
