const rules = { en: new Intl.PluralRules("en"), nl: new Intl.PluralRules("nl") };

/** Picks the form that `n` takes in the language. Dutch and English have these two. */
export function plural(language: "en" | "nl", n: number, one: string, other: string): string {
  return rules[language].select(n) === "one" ? one : other;
}
