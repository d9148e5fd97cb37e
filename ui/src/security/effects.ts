import type { DeleteEffect, MethodKindView, MethodView } from "../backend/bindings";
import { recent } from "../i18n/format";
import { m } from "../i18n/index.svelte";
import { listed } from "../i18n/list";
import { kindName } from "./kinds";

export interface Remainder {
  label: string;
  text: string;
  /** Something is left. What is not known is not fine. */
  fine: boolean;
}

/** What is left when the method is gone, in words; what the organization did not say is not promised. */
export function remainders(effect: DeleteEffect, now = new Date()): Remainder[] {
  const ways = (label: string, kinds: readonly MethodKindView[], enough: boolean): Remainder => ({
    label,
    text: effect.known ? inWords(kinds) : m.delete_left_unknown,
    fine: effect.known && enough && kinds.length > 0,
  });
  const left: Remainder[] = [
    ways(m.delete_left_sign_in, effect.sign_in_left, !effect.last_way_in),
    ways(m.delete_left_second, effect.two_step_left, true),
  ];
  const { reset, pass_until } = effect;
  if (pass_until !== null && new Date(pass_until) > now) {
    left.push({ label: m.kind_temporary_access_pass, text: m.delete_pass_until(recent(pass_until, now)), fine: false });
  }
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
