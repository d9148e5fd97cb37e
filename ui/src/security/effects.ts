import type { DeleteEffect, MethodKindView, MethodView } from "../backend/bindings";
import { m } from "../i18n/index.svelte";
import { listed } from "../i18n/list";
import { kindName } from "./kinds";

export interface Remainder {
  label: string;
  text: string;
  /** Nothing is missing after the deletion. */
  fine: boolean;
}

/** What is left when the method is gone, in words; what the organization did not say is not promised. */
export function remainders(effect: DeleteEffect): Remainder[] {
  const left: Remainder[] = [
    { label: m.delete_left_sign_in, text: inWords(effect.sign_in_left), fine: !effect.last_way_in },
    {
      label: m.delete_left_second,
      text: inWords(effect.two_step_left),
      fine: effect.two_step_left.length > 0 || !(effect.last_second_factor || effect.last_way_in),
    },
  ];
  const { reset } = effect;
  if (reset?.enabled) {
    left.push({
      label: m.delete_left_reset,
      text: effect.reset_possible_after
        ? m.delete_reset_still
        : m.delete_reset_not(reset.methods_registered, reset.methods_required),
      fine: effect.reset_possible_after,
    });
  }
  return left;
}

function inWords(kinds: readonly MethodKindView[]): string {
  const names = [...new Set(kinds.map((kind) => kindName(kind)))];
  return names.length > 0 ? listed(names) : m.delete_nothing_left;
}

const elsewhere: Partial<Record<MethodKindView, () => string>> = {
  microsoft_authenticator: () => m.delete_app_too,
  software_oath: () => m.delete_app_too,
  passkey: () => m.delete_passkey_too,
};

/** What deleting here does not do: the account in the phone app (B-59), the credential on the key (B-82). */
export function besides(method: MethodView): string | null {
  return elsewhere[method.kind]?.() ?? null;
}
