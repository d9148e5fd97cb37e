// Photographs every scene of the built gallery and lets axe look at it in a real browser, wide and narrow, light and dark.
// node gallery/shoot.mjs [--pictures FOLDER] [--report FILE] [--only PART,PART of the names of scenes]
// Needs Chromium (CHROMIUM=/path to choose one). Fails when a scene does not settle, says something on the console, is
// wider than the window, or has something that axe objects to.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { preview } from "vite";

const wanted = { pictures: { type: "string" }, report: { type: "string" }, only: { type: "string", default: "" } };
const { pictures, report, only } = parseArgs({ options: wanted }).values;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// Generous, because other work shares the processors.
const PATIENCE_MS = 120_000;
const WIDE = { width: 1080, height: 760 };
const NARROW = { width: 480, height: 800 };
const looks = {
  nl: [
    { theme: "light", size: WIDE },
    { theme: "dark", size: NARROW },
  ],
  en: [
    { theme: "dark", size: WIDE },
    { theme: "light", size: NARROW },
  ],
};

const server = await preview({
  configFile: "gallery/vite.config.ts",
  logLevel: "silent",
  preview: { port: 0, strictPort: false },
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const address = server.resolvedUrls.local[0];
const seen = [];

try {
  const waiting = (await sceneNames()).flatMap((name) => Object.keys(looks).map((language) => ({ name, language })));
  for (const language of pictures === undefined ? [] : Object.keys(looks)) {
    await mkdir(`${pictures}/${language}`, { recursive: true });
  }
  const side = async () => {
    const context = await browser.newContext({ viewport: WIDE, bypassCSP: true, reducedMotion: "reduce" });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript({ content: axe });
    const page = await context.newPage();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await visit(page, next);
    await context.close();
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism() + 1) }, side));
} finally {
  await browser.close();
  await server.close();
}
await conclude();

async function sceneNames() {
  const index = await browser.newPage();
  await index.goto(address);
  const names = await index.$$eval("a", (links) => links.map((a) => new URL(a.href).searchParams.get("scene")));
  await index.close();
  return [...new Set(names)].filter((name) => only.split(",").some((part) => name.includes(part)));
}

/** One scene in one language: loaded once, looked at twice. */
async function visit(page, { name, language }) {
  const said = [];
  page.removeAllListeners();
  page.on("pageerror", (error) => said.push(error.message));
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  for (const [at, { theme, size }] of looks[language].entries()) {
    const look = { where: `${name} ${language} ${theme} ${size.width}`, faults: [] };
    try {
      await page.setViewportSize(size);
      if (at === 0) {
        await page.goto(`${address}?scene=${name}&language=${language}&theme=${theme}`);
        await page.waitForSelector("html[data-settled]", { state: "attached" });
      }
      await page.evaluate(drawn, theme);
      if (pictures !== undefined) {
        await page.screenshot({ path: `${pictures}/${language}/${name}.${theme}.${size.width}.png`, fullPage: true });
      }
      look.faults.push(...(await page.evaluate(faultsOfPage)), ...said.splice(0));
    } catch (error) {
      look.faults.push(error.message, ...said.splice(0));
    }
    seen.push(look);
  }
}

/** Runs in the page: the theme, and everything drawn that follows from it. */
async function drawn(theme) {
  document.documentElement.dataset.theme = theme;
  const frame = () => new Promise((next) => requestAnimationFrame(next));
  const moving = () =>
    document
      .getAnimations()
      .filter((a) => a.playState !== "finished" && a.effect?.getComputedTiming().iterations !== Infinity);
  do {
    await Promise.allSettled(moving().map((animation) => animation.finished));
    await frame();
    await frame();
  } while (moving().length > 0);
}

/** Runs in the page: what is wrong with it. */
async function faultsOfPage() {
  // What would have to be scrolled sideways, or is cut off at the side of a dialog (WCAG 1.4.10).
  const scrolls = (element) =>
    element.matches("html, dialog") || ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const wide = [...document.querySelectorAll("*")].filter(
    (element) => element.scrollWidth > element.clientWidth + 1 && scrolls(element),
  );
  const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"], preload: false });
  return [
    ...wide.map(
      (element) => `too wide: ${element.cloneNode().outerHTML} ${element.scrollWidth}/${element.clientWidth}`,
    ),
    ...violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`,
    ),
  ];
}

async function conclude() {
  const failed = seen.filter(({ faults }) => faults.length > 0);
  for (const { where, faults } of failed) for (const fault of faults) process.stdout.write(`${where}: ${fault}\n`);
  const place = pictures === undefined ? "" : `; pictures in ${pictures}`;
  process.stdout.write(`${seen.length} looks at scenes, ${failed.length} with faults${place}\n`);
  if (report !== undefined) {
    // In vitest's words, so that one reader counts both.
    const counts = { numPassedTests: seen.length - failed.length, numFailedTests: failed.length };
    await mkdir(dirname(report), { recursive: true });
    await writeFile(report, JSON.stringify(counts));
  }
  process.exitCode = failed.length === 0 && seen.length > 0 ? 0 : 1;
}
