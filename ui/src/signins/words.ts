import type { SecondStepName, SignInOutcome, WhereaboutsView } from "../backend/bindings";
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

const steps: Record<SecondStepName, () => string> = {
  pass: () => m.kind_temporary_access_pass,
  passkey: () => m.kind_passkey,
  approval: () => m.option_push,
  code: () => m.option_oath,
  text: () => m.option_sms,
  call: () => m.option_voice_mobile,
  recovery_code: () => m.kind_recovery_codes,
  password: () => m.kind_password,
};

/** What was asked beside the password, as far as the service told. */
export function stepText(step: SecondStepName | null): string | null {
  return step && steps[step]();
}
