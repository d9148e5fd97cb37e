import type { AccountView } from "../backend/bindings";

export type Mood = "loading" | "all_right" | "to_do" | "unsure";

/** How many methods for resetting the password are still missing; 0 when none is asked. */
export function missingForReset(account: AccountView): number {
  if (account.security.kind !== "ready") return 0;
  const reset = account.security.value.reset;
  return reset?.enabled ? Math.max(0, reset.methods_required - reset.methods_registered) : 0;
}

/** What the person can do now to bring the account in order: one thing per tile. */
export function thingsToDo(account: AccountView): number {
  const security = missingForReset(account) > 0 || adviseTwoStep(account) ? 1 : 0;
  const terms = account.terms.kind === "ready" && account.terms.value.pending > 0 ? 1 : 0;
  return security + terms;
}

/** "Am I all right?" Only what was read can be all right. */
export function mood(account: AccountView): Mood {
  const parts = [account.security, account.terms];
  if (thingsToDo(account) > 0) return "to_do";
  if (parts.some((part) => part.kind === "loading")) return "loading";
  return parts.some((part) => part.kind === "unavailable") ? "unsure" : "all_right";
}

function adviseTwoStep(account: AccountView): boolean {
  return account.security.kind === "ready" && account.security.value.advise_two_step;
}
