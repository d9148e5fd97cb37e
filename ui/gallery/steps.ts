import type { Step } from "./states";

/** The first control whose accessible name fits. Enough for our own markup; not a general name computation. */
function control(name: RegExp): HTMLElement {
  const scope = document.querySelector("dialog[open]") ?? document;
  const candidates = [...scope.querySelectorAll<HTMLElement>("button, summary, input")];
  const found = candidates.find((element) => name.test(nameOf(element)));
  if (found === undefined) throw new Error(`no control named ${name}`);
  return found;
}

function nameOf(element: HTMLElement): string {
  const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
  const text = element.getAttribute("aria-label") ?? labels[0]?.textContent ?? element.textContent ?? "";
  return text.replace(/\s+/g, " ").trim();
}

/** Does what a person would do to come to a scene; `settle` waits until the screen has followed. */
export async function perform(steps: readonly Step[], settle: () => Promise<void>): Promise<void> {
  for (const step of steps) {
    await settle();
    if ("press" in step) {
      control(step.press).click();
    } else {
      const field = control(step.into) as HTMLInputElement;
      field.value = step.type;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  await settle();
}
