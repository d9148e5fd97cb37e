import type { MethodChoice, MethodKindView } from "../backend/bindings";
import { reasonText } from "../design/words";
import { m } from "../i18n/index.svelte";

/** Kinds that have a wizard here. */
const WITH_WIZARD: readonly MethodKindView[] = ["email"];

export interface Refused {
  choice: MethodChoice;
  why: string;
}

/** What the drop-down offers (B-23, B-24): only what can be added now, from start to end. */
export function offered(choices: readonly MethodChoice[]): MethodChoice[] {
  return choices.filter((choice) => choice.add.kind === "yes" && WITH_WIZARD.includes(choice.kind));
}

/** Whether there is something to add here, now or as soon as the network is back. */
export function canAddSome(choices: readonly MethodChoice[]): boolean {
  const waits = (choice: MethodChoice) => choice.add.kind === "no" && choice.add.reason === "offline";
  return choices.some((choice) => WITH_WIZARD.includes(choice.kind) && (choice.add.kind === "yes" || waits(choice)));
}

/** What is known but cannot be added now, with the reason; a limit is told with its number (B-42). */
export function refused(choices: readonly MethodChoice[]): Refused[] {
  return choices.flatMap((choice) => {
    if (choice.add.kind === "yes") {
      return WITH_WIZARD.includes(choice.kind) ? [] : [{ choice, why: reasonText("no_self_service") }];
    }
    return choice.add.kind === "no" ? [{ choice, why: limitOr(choice, choice.add.reason) }] : [];
  });
}

function limitOr(choice: MethodChoice, reason: Parameters<typeof reasonText>[0]): string {
  const atLimit = reason === "limit_reached" && choice.maximum !== null;
  return atLimit && choice.maximum !== null ? m.add_limit(choice.maximum) : reasonText(reason);
}
