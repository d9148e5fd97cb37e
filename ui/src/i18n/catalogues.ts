import type { en } from "./messages/en";
import type { Translated } from "./translated";

export type Language = "en" | "nl";

/** Every message: a text, or a function of what stands in it. */
export type Messages = Translated<typeof en>;

/** The messages by language, each fetched when it is first needed: a window speaks one language nearly always. */
export class Catalogues {
  readonly #sources: Record<Language, () => Promise<Messages>>;
  readonly #here: Partial<Record<Language, Messages>> = {};

  constructor(sources: Record<Language, () => Promise<Messages>>) {
    this.#sources = sources;
  }

  /** The messages if they have been fetched. */
  of(language: Language): Messages | undefined {
    return this.#here[language];
  }

  /** Rejects when they cannot be had; asking again tries again. */
  async fetch(language: Language): Promise<void> {
    this.#here[language] ??= await this.#sources[language]();
  }
}

export const catalogues = new Catalogues({
  en: async () => (await import("./messages/en")).en,
  nl: async () => (await import("./messages/nl")).nl,
});

/** The language of a BCP 47 tag; what is not Dutch is told in English. */
export function languageOf(tag: string): Language {
  return tag.startsWith("nl-") ? "nl" : "en";
}
