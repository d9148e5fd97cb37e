import type { MethodChoice, UnavailableReason } from "../backend/bindings";
import { reasonText } from "../design/words";
import { m } from "../i18n/index.svelte";
import { hasWizard } from "./wizards";

export interface Refused {
  choice: MethodChoice;
  why: string;
}

/** Choices that cannot be added for the same reason; it is said once. */
export interface Reason {
  choices: MethodChoice[];
  why: string;
}

/** What the box offers (B-23, B-24): only what can be added now, from start to end. */
export function offered(choices: readonly MethodChoice[]): MethodChoice[] {
  return choices.filter((choice) => choice.add.kind === "yes" && hasWizard(choice.kind));
}

/** Whether there is something to add here, now or as soon as the network is back. */
export function canAddSome(choices: readonly MethodChoice[]): boolean {
  const waits = (choice: MethodChoice) => choice.add.kind === "no" && choice.add.reason === "offline";
  return choices.some((choice) => hasWizard(choice.kind) && (choice.add.kind === "yes" || waits(choice)));
}

/** What is known but cannot be added now, with the reason and the remedy; a limit is told with its number (B-42, B-58). */
export function refused(choices: readonly MethodChoice[]): Refused[] {
  return choices.flatMap((choice) => {
    if (choice.add.kind === "yes")
      return hasWizard(choice.kind) ? [] : [{ choice, why: reasonText("no_self_service") }];
    return choice.add.kind === "no" ? [{ choice, why: limitOr(choice, choice.add.reason) }] : [];
  });
}

export function byReason(all: readonly Refused[]): Reason[] {
  const reasons = new Map<string, MethodChoice[]>();
  for (const { choice, why } of all) reasons.set(why, [...(reasons.get(why) ?? []), choice]);
  return [...reasons].map(([why, choices]) => ({ why, choices }));
}

function limitOr(choice: MethodChoice, reason: UnavailableReason): string {
  if (reason !== "limit_reached") return reasonText(reason);
  const shared = choice.shared_maximum;
  if (shared !== null && shared.registered >= shared.maximum) return m.add_limit_shared(shared.maximum);
  if (choice.kind === "security_questions") return m.add_limit_delete;
  return choice.maximum === null ? reasonText(reason) : m.add_limit(choice.maximum);
}
