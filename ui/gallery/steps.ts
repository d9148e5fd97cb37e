import type { Step } from "./scene";

/** The first control whose accessible name fits. Enough for our own markup; not a general name computation. */
function control(name: RegExp): HTMLElement | undefined {
  const scope = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
  const candidates = [...scope.querySelectorAll<HTMLElement>("button, summary, input, select")];
  return candidates.find((element) => name.test(nameOf(element)));
}

/** Generous, because other work shares the processors. */
const PATIENCE_MS = 30_000;

/** The wizards are loaded when the first is opened, so what is wanted may come a moment later. */
async function awaited(name: RegExp, settle: () => Promise<void>): Promise<HTMLElement> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const found = control(name);
    if (found !== undefined) return found;
    await settle();
  }
  throw new Error(`no control named ${name}`);
}

function nameOf(element: HTMLElement): string {
  const labelled = element instanceof HTMLInputElement || element instanceof HTMLSelectElement;
  const labels = labelled ? [...(element.labels ?? [])] : [];
  const text = element.getAttribute("aria-label") ?? labels[0]?.textContent ?? element.textContent ?? "";
  return text.replace(/\s+/g, " ").trim();
}

/** Does what a person would do to come to a scene; `settle` waits until the screen has followed. */
export async function perform(steps: readonly Step[], settle: () => Promise<void>): Promise<void> {
  for (const step of steps) {
    await settle();
    if ("press" in step) {
      (await awaited(step.press, settle)).click();
    } else {
      const field = (await awaited(step.into, settle)) as HTMLInputElement;
      field.value = step.type;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  await settle();
  const until = performance.now() + PATIENCE_MS;
  const loading = () => document.querySelector("#content .skeleton") !== null;
  while (steps.length > 0 && loading() && performance.now() < until) await settle();
}
