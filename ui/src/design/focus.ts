import { tick } from "svelte";
import type { Attachment } from "svelte/attachments";

/** Puts the focus here when the element appears: for the heading of a new screen or step. */
export const focusOnArrival: Attachment<HTMLElement> = (element) => {
  element.focus({ preventScroll: true });
};

/** Back to the heading of the page, when what had the focus is gone: a deleted row, a closed wizard. */
export async function focusPageHeading(): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>("#content h1")?.focus();
}
