import { configure } from "@testing-library/svelte";
import { afterEach, beforeEach, vi } from "vitest";
import { catalogues } from "../src/i18n/catalogues";
import { locale } from "../src/i18n/index.svelte";
import { announcer } from "../src/shell/announcer.svelte";

/** The observers of the test at hand: the DOM here has no layout, so a test says itself what is in sight. */
export const sight: { reach: () => void } = { reach: () => undefined };

class SteppedIntersectionObserver {
  readonly #callback: (entries: { isIntersecting: boolean }[]) => void;

  constructor(callback: (entries: { isIntersecting: boolean }[]) => void) {
    this.#callback = callback;
  }

  observe(): void {
    sight.reach = () => this.#callback([{ isIntersecting: true }]);
  }

  disconnect(): void {
    sight.reach = () => undefined;
  }
}

// Every scene is shown in both.
await Promise.all([catalogues.fetch("en"), catalogues.fetch("nl")]);

configure({ asyncUtilTimeout: 15_000 });

beforeEach(() => {
  vi.stubGlobal("IntersectionObserver", SteppedIntersectionObserver);
  void locale.follow("en-GB");
  announcer.polite = "";
  announcer.assertive = "";
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
