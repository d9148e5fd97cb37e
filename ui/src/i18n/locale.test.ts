import { describe, expect, it } from "vitest";
import { Catalogues, type Messages } from "./catalogues";
import { Locale } from "./index.svelte";
import { en } from "./messages/en";
import { nl } from "./messages/nl";

/** A promise that the test keeps when it wants. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((keep) => {
    resolve = keep;
  });
  return { promise, resolve };
}

/** A window that speaks English, and Dutch as soon as `answer` gives it. */
async function english(answer: () => Promise<Messages>): Promise<Locale> {
  const catalogues = new Catalogues({ en: async () => en, nl: answer });
  await catalogues.fetch("en");
  return new Locale(catalogues);
}

describe("the first language", () => {
  it("is spoken from the first drawing on, also when no other one was ever fetched", async () => {
    const catalogues = new Catalogues({ en: async () => Promise.reject(new Error("not needed")), nl: async () => nl });
    await catalogues.fetch("nl");
    const locale = new Locale(catalogues);
    void locale.follow("nl-NL");
    expect([locale.tag, locale.words.sign_out]).toEqual(["nl-NL", "Afmelden"]);
  });
});

describe("a change of language", () => {
  it("shows the old words and dates until the new words are there, and then changes both", async () => {
    const dutch = withResolvers<Messages>();
    const locale = await english(() => dutch.promise);
    const change = locale.follow("nl-BE");
    expect([locale.tag, locale.words.sign_out]).toEqual(["en-GB", "Sign out"]);
    dutch.resolve(nl);
    await change;
    expect([locale.tag, locale.words.sign_out]).toEqual(["nl-BE", "Afmelden"]);
  });

  it("is made at once when the words are there already", async () => {
    const locale = await english(async () => nl);
    await locale.follow("nl-NL");
    void locale.follow("en-US");
    expect([locale.tag, locale.words.sign_out]).toEqual(["en-US", "Sign out"]);
  });

  it("keeps the old language when the words cannot be had, and works when asked again", async () => {
    let broken = true;
    const locale = await english(async () => {
      if (broken) throw new Error("not there");
      return nl;
    });
    await locale.follow("nl-NL");
    expect([locale.tag, locale.words.sign_out]).toEqual(["en-GB", "Sign out"]);
    broken = false;
    await locale.follow("nl-NL");
    expect(locale.words.sign_out).toBe("Afmelden");
  });

  it("that was taken back before the words came is not made", async () => {
    const dutch = withResolvers<Messages>();
    const locale = await english(() => dutch.promise);
    const change = locale.follow("nl-NL");
    void locale.follow("en-GB");
    dutch.resolve(nl);
    await change;
    expect(locale.tag).toBe("en-GB");
  });
});

describe("the words", () => {
  it("are not guessed before any were fetched", () => {
    const locale = new Locale(new Catalogues({ en: async () => en, nl: async () => nl }));
    expect(() => locale.words).toThrow("before its language was fetched");
  });
});
