import type { SignInOutcome, WhereaboutsView } from "../backend/bindings";
import { m } from "../i18n/index.svelte";

/** B-159. */
export function outcomeText(outcome: SignInOutcome): string {
  if (outcome === "succeeded") return m.signins_succeeded;
  if (outcome === "failed") return m.signins_failed;
  return outcome === "locked" ? m.signins_locked : m.signins_second_step;
}

/** What is known of where it was, shortest first; nothing is guessed. */
export function whereText({ device, browser, operating_system, address }: WhereaboutsView): string {
  return [device ?? browser, operating_system, address].filter(Boolean).join(" · ");
}
