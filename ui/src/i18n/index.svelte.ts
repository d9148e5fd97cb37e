import { type Catalogues, catalogues, type Language, languageOf, type Messages } from "./catalogues";

export type { Language, Messages } from "./catalogues";

/** What the app decided: a BCP 47 tag of language and region, for dates and numbers, and the words that go with it. */
export class Locale {
  #tag = $state("en-GB");
  #wanted = "";
  readonly #catalogues: Catalogues;

  constructor(from: Catalogues) {
    this.#catalogues = from;
  }

  get tag(): string {
    return this.#tag;
  }

  get language(): Language {
    return languageOf(this.#tag);
  }

  get words(): Messages {
    const words = this.#catalogues.of(this.language);
    if (words === undefined) throw new Error("something was shown before its language was fetched");
    return words;
  }

  /**
   * Changes words, dates and numbers together: at once when the words are here, otherwise as soon as they have been
   * fetched. Until then, and when they cannot be had, everything stays as it is. Of two wishes the later counts.
   */
  async follow(tag: string): Promise<void> {
    this.#wanted = tag;
    const language = languageOf(tag);
    if (this.#catalogues.of(language) === undefined) {
      try {
        await this.#catalogues.fetch(language);
      } catch {
        return;
      }
    }
    if (this.#wanted === tag) this.#tag = tag;
  }
}

export const locale = new Locale(catalogues);

/** The message in the language of now. Reading it in a component follows a change of language. */
export const m: Messages = new Proxy({} as Messages, {
  get: (_, key) => locale.words[key as keyof Messages],
});
