import { render, screen } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { describe, expect, it, vi } from "vitest";
import Dialog from "./Dialog.svelte";

const snippet = (html: string) => createRawSnippet(() => ({ render: () => html }));

function dialog(busy: boolean) {
  const onclose = vi.fn();
  render(Dialog, {
    title: "Delete?",
    busy,
    onclose,
    footer: snippet("<button data-safe>No</button>"),
    children: snippet("<p>Really?</p>"),
  });
  return { onclose, shown: screen.getByRole<HTMLDialogElement>("dialog") };
}

/** As WebView2 does at a second Escape: it asks nobody. */
function closeUnasked(shown: HTMLDialogElement) {
  shown.close();
  shown.dispatchEvent(new Event("close"));
}

describe("a dialog", () => {
  it("leaves it to its owner to close at Escape", () => {
    const { onclose, shown } = dialog(false);
    const first = new Event("cancel", { cancelable: true });
    shown.dispatchEvent(first);
    expect([first.defaultPrevented, onclose.mock.calls.length, shown.open]).toEqual([true, 1, true]);
  });

  it("tells its owner when it was closed over its head", () => {
    const { onclose, shown } = dialog(false);
    closeUnasked(shown);
    expect(onclose).toHaveBeenCalled();
  });

  it("stays while it is busy, at the first Escape and at the second", () => {
    const { onclose, shown } = dialog(true);
    const first = new Event("cancel", { cancelable: true });
    shown.dispatchEvent(first);
    expect([first.defaultPrevented, shown.open]).toEqual([true, true]);
    closeUnasked(shown);
    expect([shown.open, onclose.mock.calls.length]).toEqual([true, 0]);
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "No" }));
  });

  it("says nothing more once its owner has closed it", () => {
    const onclose = vi.fn();
    const { unmount } = render(Dialog, {
      title: "Delete?",
      onclose,
      footer: snippet("<i></i>"),
      children: snippet("<i></i>"),
    });
    const shown = screen.getByRole<HTMLDialogElement>("dialog");
    unmount();
    shown.dispatchEvent(new Event("close"));
    expect(onclose).not.toHaveBeenCalled();
  });
});
