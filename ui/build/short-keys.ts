import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const english = fileURLToPath(new URL("../src/i18n/messages/en/", import.meta.url));
const catalogue = /\/src\/i18n\/messages\/(en|nl)\/\w+\.ts$/;
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A pair of letters for each key, the same in every build. */
function pairs(): Map<string, string> {
  const sources = readdirSync(english).map((name) => readFileSync(english + name, "utf8"));
  const keys = sources.flatMap((text) => [...text.matchAll(/^ {2}(\w+):/gm)].map(([, key]) => key ?? "")).toSorted();
  return new Map(keys.map((key, at) => [key, `${letters[Math.floor(at / 52)]}${letters[at % 52]}`]));
}

/**
 * Gives the messages short keys in what is shipped, where nobody reads them. They are used as `m.key` and by no other
 * means, and nothing else is called `m`; a test sees to both.
 */
export function shortKeys(): Plugin {
  const short = pairs();
  const told = { en: 0, nl: 0 };
  return {
    name: "workpass-short-keys",
    apply: "build",
    enforce: "post",
    transform(code, id) {
      const language = catalogue.exec(id)?.[1] as keyof typeof told | undefined;
      if (language) {
        return code.replace(/^(\s+)(\w+):/gm, (line, indent, key) => {
          const pair = short.get(key);
          if (pair === undefined) return line;
          told[language] += 1;
          return `${indent}${pair}:`;
        });
      }
      if (!id.includes("/src/") || !code.includes("i18n/index.svelte")) return null;
      return code.replace(/(?<![\w.$])m\.(\w+)/g, (use, key) => (short.has(key) ? `m.${short.get(key)}` : use));
    },
    buildEnd(error) {
      const whole = told.en === short.size && told.nl === short.size;
      if (!error && !whole) this.error(`of ${short.size} messages ${told.en} and ${told.nl} have got a short key`);
    },
  };
}
