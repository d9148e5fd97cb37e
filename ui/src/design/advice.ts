import type { AdviceView } from "../backend/bindings";
import type { Severity } from "../errors/presentation";
import { moment } from "../i18n/format";
import { m } from "../i18n/index.svelte";

/** What an advice offers to do. */
export type AdviceAction = "add" | "recovery_codes" | "looks_good" | "later";

export interface ShownAdvice {
  severity: Severity;
  title: string;
  text: string;
  actions: readonly AdviceAction[];
}

type Of<K extends AdviceView["kind"]> = Extract<AdviceView, { kind: K }>;

const table: { [K in AdviceView["kind"]]: (advice: Of<K>) => ShownAdvice } = {
  only_temporary_access_pass: ({ expires_at, has_password }) => ({
    severity: "warning",
    title: m.advice_pass_title,
    text: [
      expires_at === null ? m.advice_pass_text_undated : m.advice_pass_text(moment(expires_at)),
      has_password ? m.advice_pass_then_register : m.advice_pass_then_nothing,
    ].join(" "),
    actions: ["add"],
  }),
  registration_required: ({ sign_in, password_reset }) => ({
    severity: "warning",
    title: m.advice_required_title,
    text: m.advice_required_text(sign_in, password_reset),
    actions: ["add"],
  }),
  only_text_and_voice: () => ({
    severity: "warning",
    title: m.advice_text_voice_title,
    text: m.advice_text_voice_text,
    actions: ["add"],
  }),
  add_two_step: () => ({
    severity: "info",
    title: m.security_advice_title,
    text: m.security_advice_text,
    actions: ["add"],
  }),
  registration_recommended: ({ skips, skippable }) => ({
    severity: "info",
    title: m.advice_recommended_title,
    text: skippable && skips !== null ? m.advice_recommended_text(skips) : m.advice_recommended_text_open,
    actions: skippable ? ["add", "later"] : ["add"],
  }),
  reconfirm_due: () => ({
    severity: "info",
    title: m.advice_reconfirm_title,
    text: m.advice_reconfirm_text,
    actions: ["looks_good"],
  }),
  recovery_codes_few: ({ remaining }) => ({
    severity: "warning",
    title: m.advice_codes_few_title(remaining),
    text: m.advice_codes_few_text,
    actions: ["recovery_codes"],
  }),
  no_recovery_codes: () => ({
    severity: "info",
    title: m.advice_no_codes_title,
    text: m.advice_no_codes_text,
    actions: ["recovery_codes"],
  }),
};

/** The advice in words of the language of now, with what can be done about it. */
export function presentAdvice(advice: AdviceView): ShownAdvice {
  // The table is typed entry by entry; that entry and advice are of the same kind holds by construction.
  return (table[advice.kind] as (advice: AdviceView) => ShownAdvice)(advice);
}
