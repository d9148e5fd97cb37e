import type { LossKind, LossView, MethodChoice, MethodKindView } from "../backend/bindings";
import { m } from "../i18n/index.svelte";
import { eitherOf } from "../i18n/list";
import { offered } from "./choices";
import { kindInUse } from "./kinds";

/** Ways of signing in that do not go with the thing, the best first. */
const OTHER_WAYS: Record<LossKind, readonly MethodKindView[]> = {
  phone: ["recovery_codes", "passkey"],
  computer: ["microsoft_authenticator", "software_oath", "phone", "recovery_codes"],
  security_key: ["microsoft_authenticator", "software_oath", "recovery_codes", "phone"],
  hardware_token: ["microsoft_authenticator", "software_oath", "passkey", "phone", "recovery_codes"],
  badge: ["microsoft_authenticator", "passkey", "phone", "recovery_codes"],
  recovery_codes: ["microsoft_authenticator", "passkey", "software_oath", "phone"],
};

/** What resets the password without the thing. */
const OTHER_RESETS: Record<LossKind, readonly MethodKindView[]> = {
  phone: ["email", "security_questions"],
  computer: ["microsoft_authenticator", "software_oath", "phone", "email"],
  security_key: ["microsoft_authenticator", "software_oath", "phone", "email"],
  hardware_token: ["microsoft_authenticator", "software_oath", "phone", "email"],
  badge: ["microsoft_authenticator", "software_oath", "phone", "email"],
  recovery_codes: ["microsoft_authenticator", "software_oath", "phone", "email"],
};

/** Being locked out weighs more than not being able to reset the password. */
function gap(loss: LossView, resets: boolean): number {
  return (loss.locked_out ? 2 : 0) + (resets && !loss.reset_possible ? 1 : 0);
}

export interface Mend {
  loss: LossView;
  /** What to add; `null` when nothing that helps can be added here. */
  choice: MethodChoice | null;
}

/** The worst row of the table and what mends it; `null` when every row is in order. `resets`: people may reset. */
export function worstGap(losses: readonly LossView[], choices: readonly MethodChoice[], resets: boolean): Mend | null {
  const loss = losses.toSorted((one, other) => gap(other, resets) - gap(one, resets))[0];
  if (loss === undefined || gap(loss, resets) === 0) return null;
  const possible = offered(choices);
  const wanted = loss.locked_out ? OTHER_WAYS[loss.what] : OTHER_RESETS[loss.what];
  const choice = wanted
    .map((kind) => possible.find((candidate) => candidate.kind === kind))
    .find((candidate) => candidate !== undefined);
  return { loss, choice: choice ?? null };
}

/** What the person still signs in with, in words: what does it alone, and the password with what answers the second step. */
export function stillWith(loss: LossView): string {
  const alone: MethodKindView[] = loss.sign_in_left.filter((kind) => kind !== "password");
  const second = loss.two_step_left.filter((kind) => !alone.includes(kind));
  const ways = alone.map(kindInUse);
  if (loss.sign_in_left.includes("password")) {
    const answers = eitherOf(second.map(kindInUse));
    ways.push(answers === "" ? m.use_password : m.use_together(m.use_password, answers));
  }
  return eitherOf(ways);
}
