import type { LossPlanView } from "../backend/bindings";
import { m } from "../i18n/index.svelte";

/** How many steps of the plan need nothing any more, and how many there are. */
export function countSteps({ steps }: LossPlanView): { done: number; all: number } {
  const open = steps.filter(({ state }) => state.kind === "todo" || state.kind === "waiting").length;
  return { done: steps.length - open, all: steps.length };
}

export function planProgress(plan: LossPlanView): string {
  const { done, all } = countSteps(plan);
  return m.plan_progress(done, all);
}
