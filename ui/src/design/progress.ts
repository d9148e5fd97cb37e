import type { LossPlanView } from "../backend/bindings";
import { m } from "../i18n/index.svelte";

/** How many steps of the plan are done, of those that are wanted. */
export function countSteps({ steps }: LossPlanView): { done: number; all: number } {
  const wanted = steps.filter(({ state }) => state.kind !== "skipped");
  return { done: wanted.filter(({ state }) => state.kind === "done").length, all: wanted.length };
}

export function planProgress(plan: LossPlanView): string {
  const { done, all } = countSteps(plan);
  return m.plan_progress(done, all);
}
