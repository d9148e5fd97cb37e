import type { Attachment } from "svelte/attachments";

/** Puts the focus here when the element appears: for the heading of a new screen or step. */
export const focusOnArrival: Attachment<HTMLElement> = (element) => {
  element.focus({ preventScroll: true });
};
