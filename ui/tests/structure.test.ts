import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "../src/i18n/messages/en";

const src = join(process.cwd(), "src");
const features = [
  "session",
  "overview",
  "profile",
  "security",
  "password",
  "devices",
  "loss",
  "organizations",
  "signins",
  "terms",
  "settings",
];
const shared = ["backend", "design", "errors", "i18n", "shell"];

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

const sources = files(src)
  .filter((path) => /\.(ts|svelte)$/.test(path) && !path.endsWith(".test.ts"))
  .map((path) => ({ path: relative(src, path), text: readFileSync(path, "utf8") }));

function imports(text: string): string[] {
  return [...text.matchAll(/from "([^"]+)"/g)].map(([, module]) => module ?? "");
}

describe("the shape of the source", () => {
  it("has no folder that this test does not know", () => {
    const folders = readdirSync(src).filter((name) => statSync(join(src, name)).isDirectory());
    expect(folders.toSorted()).toEqual([...features, ...shared].toSorted());
  });

  it("lets no feature import another, and nothing shared import a feature", () => {
    const crossings = sources.flatMap(({ path, text }) => {
      const own = path.split("/")[0] ?? "";
      if (!features.includes(own) && !shared.includes(own)) return [];
      return imports(text)
        .map((module) => /^\.\.\/([a-z0-9]+)\//.exec(module)?.[1])
        .filter((target) => target !== undefined && features.includes(target) && target !== own)
        .map((target) => `${path} imports ${target}`);
    });
    expect(crossings).toEqual([]);
  });

  it("talks to the shell in one folder only", () => {
    const outside = sources.filter(
      ({ path, text }) =>
        !path.startsWith("backend/") && imports(text).some((module) => module.startsWith("@tauri-apps/")),
    );
    expect(outside.map(({ path }) => path)).toEqual([]);
  });

  it("keeps the twin of the app out of the product", () => {
    const users = sources.filter(({ text }) => imports(text).some((module) => module.includes("/fake")));
    expect(users.map(({ path }) => path)).toEqual([]);
  });

  it("has no style attribute and no raw HTML, which the content security policy would refuse", () => {
    const inline = sources.filter(({ path, text }) => path.endsWith(".svelte") && /\sstyle=|\{@html/.test(text));
    expect(inline.map(({ path }) => path)).toEqual([]);
  });

  it("keeps every component within 150 lines", () => {
    const long = sources
      .filter(({ path }) => path.endsWith(".svelte"))
      .map(
        ({ path, text }) =>
          `${path}: ${
            text
              .replace(/<style>[\s\S]*<\/style>/, "")
              .trim()
              .split("\n").length
          }`,
      )
      .filter((line) => Number(line.split(": ")[1]) > 150);
    expect(long).toEqual([]);
  });
});

describe("the messages", () => {
  const everything = sources
    .filter(({ path }) => !path.startsWith("i18n/messages/"))
    .map(({ text }) => text)
    .join("\n");

  it("are all used", () => {
    const unused = Object.keys(en).filter((key) => !new RegExp(`\\bm\\.${key}\\b`).test(everything));
    expect(unused).toEqual([]);
  });

  it("are the only thing called m, and read by their names alone, so that a build can shorten those", () => {
    const other = /\b(?:const|let|var|function|class|as) m\b|\bm\[|\.\.\.m\b|[(,]\s*m\s*[,)]|\bm =>|= m;/;
    const users = sources.filter(({ path }) => path !== "i18n/index.svelte.ts");
    expect(users.filter(({ text }) => other.test(text)).map(({ path }) => path)).toEqual([]);
  });
});
