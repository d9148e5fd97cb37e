// Photographs every scene of the built gallery and lets axe look at it in a real browser.
// node gallery/shoot.mjs [folder] [part of a scene's name]; needs Chromium (CHROMIUM=/path to choose one).
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { preview } from "vite";

const folder = process.argv[2] ?? "gallery/dist/shots";
const only = process.argv[3] ?? "";
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const looks = [
  { language: "nl", theme: "light", width: 1080, height: 760 },
  { language: "nl", theme: "dark", width: 480, height: 800 },
  { language: "en", theme: "dark", width: 1080, height: 760 },
  { language: "en", theme: "light", width: 480, height: 800 },
];

await mkdir(folder, { recursive: true });
const server = await preview({
  configFile: "gallery/vite.config.ts",
  logLevel: "silent",
  preview: { port: 0, strictPort: false },
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const faults = [];
try {
  const address = server.resolvedUrls.local[0];
  const index = await browser.newPage();
  await index.goto(address);
  const names = await index.$$eval("a", (links) => [
    ...new Set(links.map((a) => new URL(a.href).searchParams.get("scene"))),
  ]);
  for (const look of looks) {
    const context = await browser.newContext({ viewport: look, bypassCSP: true, reducedMotion: "reduce" });
    const page = await context.newPage();
    let where = "";
    page.on("pageerror", (error) => faults.push(`${where}: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && faults.push(`${where}: ${message.text()}`));
    for (const name of names.filter((candidate) => only.split(",").some((part) => candidate.includes(part)))) {
      where = `${name} ${look.language} ${look.theme} ${look.width}`;
      await page.goto(`${address}?scene=${name}&language=${look.language}&theme=${look.theme}`);
      await page
        .waitForSelector("html[data-settled]", { state: "attached", timeout: 5000 })
        .catch(() => faults.push(`${where}: never settled`));
      await page.screenshot({
        path: `${folder}/${name}.${look.language}.${look.theme}.${look.width}.png`,
        fullPage: true,
      });
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (wide > 0) faults.push(`${where}: ${wide} px wider than the window`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      for (const violation of violations) {
        faults.push(
          `${where}: ${violation.id}: ${violation.nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`,
        );
      }
    }
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
}
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(`${faults.length} faults; pictures in ${folder}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
