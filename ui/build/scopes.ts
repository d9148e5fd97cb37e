import { readdirSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../src/", import.meta.url));
const components = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".svelte"))
  .map((name) => name.split(sep).join("/"))
  .toSorted();

/**
 * The class that keeps a component's styles to itself: by its place among all, the same in every build and two or three
 * letters long. A hash of eight would stand at every element of every component. No class of our own begins with z.
 */
export function cssHash(about: { filename: string; css: string; hash: (text: string) => string }): string {
  const name = about.filename.split(sep).join("/");
  const at = components.findIndex((component) => `/${name}`.endsWith(`/src/${component}`));
  return at < 0 ? `z-${about.hash(about.css)}` : `z${at.toString(36)}`;
}
