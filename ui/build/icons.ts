import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const ours = fileURLToPath(new URL("../src/design/Icon.svelte", import.meta.url));

/** Draws the icons of Lucide with a component of our own, which knows only what is used here: a size. */
export function icons(): Plugin {
  return {
    name: "workpass-icons",
    enforce: "pre",
    resolveId(source, importer) {
      return source === "../Icon.svelte" && importer?.includes("/@lucide/svelte/dist/icons/") ? ours : null;
    },
  };
}
