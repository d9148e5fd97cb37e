import { tick } from "svelte";
import type { Attachment } from "svelte/attachments";

/** A new screen: begins at its top, with the focus on its heading. */
export const arrive: Attachment<HTMLElement> = (heading) => {
  window.scrollTo(0, 0);
  heading.focus({ preventScroll: true });
};

/** A new step within a screen: its heading gets the focus and comes into sight. */
export const focusOnArrival: Attachment<HTMLElement> = (heading) => {
  heading.focus();
};

/** Back to the heading of the page, when what had the focus is gone: a deleted row, a closed wizard. */
export async function focusPageHeading(): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>("#content h1")?.focus();
}
