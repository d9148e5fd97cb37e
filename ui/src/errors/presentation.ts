import type { AuthorityFault, SupportReference, UiError } from "../backend/bindings";
import { m } from "../i18n/index.svelte";
import { entry, type NextStep, type Presentation, type Severity } from "./entry";
import { methodErrors } from "./methods";
import { profileErrors } from "./profile";
import { duration } from "./words";

export type { NextStep, Severity } from "./entry";
export { duration } from "./words";

const authorityTexts: Record<AuthorityFault, () => string> = {
  not_an_address: () => m.error_authority_not_an_address,
  not_secure: () => m.error_authority_not_secure,
  not_found: () => m.error_authority_not_found,
  not_an_authority: () => m.error_authority_not_an_authority,
  issuer_mismatch: () => m.error_authority_issuer_mismatch,
  no_way_to_sign_in: () => m.error_authority_no_way_to_sign_in,
};

/** One table decides how an error looks; a new code without an entry fails the type check. */
export const presentation: { [C in UiError["code"]]: Presentation<C> } = {
  offline: entry(
    "warning",
    "retry",
    () => m.error_offline_title,
    () => m.error_offline,
  ),
  timed_out: entry(
    "warning",
    "retry",
    () => m.error_timed_out_title,
    () => m.error_timed_out,
  ),
  service_trouble: entry(
    "danger",
    "retry",
    () => m.error_service_title,
    () => m.error_service,
  ),
  throttled: entry(
    "warning",
    "wait",
    () => m.error_throttled_title,
    (e) =>
      e.retry_after_seconds === null ? m.error_throttled : m.error_throttled_seconds(duration(e.retry_after_seconds)),
  ),
  connection_not_trusted: entry(
    "danger",
    "helpdesk",
    () => m.error_not_trusted_title,
    () => m.error_not_trusted,
  ),

  switch_other_account: entry(
    "warning",
    "retry",
    () => m.error_switch_other_title,
    (e) => m.error_switch_other(e.organization),
  ),
  authority_misconfigured: entry(
    "danger",
    "administrator",
    () => m.error_authority_title,
    (e) => authorityTexts[e.detail](),
  ),
  sign_in_declined: entry(
    "info",
    "sign_in_again",
    () => m.error_declined_title,
    () => m.error_declined,
  ),
  code_expired: entry(
    "info",
    "new_code",
    () => m.error_code_expired_title,
    () => m.error_code_expired,
  ),
  sign_in_blocked: entry(
    "danger",
    "other_door",
    () => m.error_blocked_title,
    () => m.error_blocked,
  ),
  managed_device_required: entry(
    "danger",
    "helpdesk",
    () => m.error_managed_title,
    () => m.error_managed,
  ),
  device_disabled: entry(
    "danger",
    "administrator",
    () => m.why_device_title,
    () => m.error_device_disabled,
  ),
  app_not_set_up: entry(
    "danger",
    "administrator",
    () => m.error_app_title,
    () => m.error_app,
  ),
  consent_required: entry(
    "warning",
    "administrator",
    () => m.error_consent_title,
    () => m.error_consent,
  ),
  account_disabled: entry(
    "danger",
    "helpdesk",
    () => m.error_disabled_title,
    () => m.error_disabled,
  ),
  account_locked: entry(
    "danger",
    "wait",
    () => m.error_locked_title,
    () => m.error_locked,
  ),
  password_expired: entry(
    "warning",
    "reset_password",
    () => m.error_password_expired_title,
    () => m.error_password_expired,
  ),
  not_in_this_organization: entry(
    "danger",
    "helpdesk",
    () => m.error_not_member_title,
    () => m.error_not_member,
  ),
  personal_account: entry(
    "danger",
    "sign_in_again",
    () => m.error_personal_title,
    () => m.error_personal,
  ),
  sign_in_failed: entry(
    "danger",
    "sign_in_again",
    () => m.error_sign_in_title,
    () => m.error_sign_in,
  ),
  browser_not_opened: entry(
    "warning",
    "open_browser_yourself",
    () => m.error_browser_title,
    () => m.error_browser,
  ),
  clock_wrong: entry(
    "danger",
    "set_clock",
    () => m.error_clock_title,
    (e) => m.error_clock(Math.abs(e.off_by_minutes)),
  ),

  keychain_locked: entry(
    "warning",
    "unlock_keychain",
    () => m.error_keychain_locked_title,
    () => m.error_keychain_locked,
  ),
  keychain_unavailable: entry(
    "warning",
    "unlock_keychain",
    () => m.error_keychain_unavailable_title,
    () => m.error_keychain_unavailable,
  ),
  keychain_denied: entry(
    "warning",
    "unlock_keychain",
    () => m.error_keychain_denied_title,
    () => m.error_keychain_denied,
  ),

  email_empty: entry(
    "warning",
    "fix_input",
    () => m.error_email_empty_title,
    () => m.error_email_empty,
  ),
  email_invalid: entry(
    "warning",
    "fix_input",
    () => m.error_email_invalid_title,
    () => m.error_email_invalid,
  ),
  email_too_long: entry(
    "warning",
    "fix_input",
    () => m.error_email_long_title,
    () => m.error_email_long,
  ),
  email_is_work_address: entry(
    "warning",
    "fix_input",
    () => m.error_email_work_title,
    () => m.error_email_work,
  ),
  email_domain_not_allowed: entry(
    "warning",
    "fix_input",
    () => m.error_email_domain_title,
    () => m.error_email_domain,
  ),
  email_already_registered: entry(
    "warning",
    "fix_input",
    () => m.error_email_twice_title,
    () => m.error_email_twice,
  ),
  method_not_allowed: entry(
    "warning",
    "helpdesk",
    () => m.error_method_policy_title,
    () => m.error_method_policy,
  ),
  method_limit_reached: entry(
    "warning",
    "delete_one",
    () => m.error_method_limit_title,
    (e) => (e.maximum === null ? m.error_method_limit_some : m.error_method_limit(e.maximum)),
  ),
  code_incorrect: entry(
    "warning",
    "fix_input",
    () => m.error_code_wrong_title,
    (e) => (e.tries_remaining === null ? m.error_code_wrong : m.error_code_wrong_tries(e.tries_remaining)),
  ),
  code_malformed: entry(
    "warning",
    "fix_input",
    () => m.error_code_malformed_title,
    () => m.error_code_malformed,
  ),
  email_code_expired: entry(
    "warning",
    "new_code",
    () => m.error_email_code_expired_title,
    () => m.error_email_code_expired,
  ),
  too_many_tries: entry(
    "danger",
    "new_code",
    () => m.error_tries_title,
    () => m.error_tries,
  ),
  mail_not_sent: entry(
    "danger",
    "retry",
    () => m.error_mail_title,
    () => m.error_mail,
  ),
  method_not_found: entry(
    "info",
    "wait",
    () => m.error_method_gone_title,
    () => m.error_method_gone,
  ),

  ...methodErrors,
  ...profileErrors,

  terms_changed: entry(
    "warning",
    "read_again",
    () => m.error_terms_changed_title,
    () => m.error_terms_changed,
  ),
  time_zone_unknown: entry(
    "warning",
    "fix_input",
    () => m.error_time_zone_title,
    () => m.error_time_zone,
  ),
  display_language_fixed: entry(
    "info",
    "helpdesk",
    () => m.error_language_fixed_title,
    () => m.error_language_fixed,
  ),
  setting_refused: entry(
    "warning",
    "fix_input",
    () => m.error_setting_title,
    () => m.error_setting,
  ),
  terms_accepted: entry(
    "info",
    "helpdesk",
    () => m.error_terms_accepted_title,
    () => m.error_terms_accepted,
  ),
  terms_not_opened: entry(
    "warning",
    "read_again",
    () => m.error_terms_unread_title,
    () => m.error_terms_unread,
  ),

  session_ended: entry(
    "warning",
    "sign_in_again",
    () => m.error_session_title,
    () => m.error_session,
  ),
  forbidden: entry(
    "danger",
    "helpdesk",
    () => m.error_forbidden_title,
    () => m.error_forbidden,
  ),
  busy: entry(
    "info",
    "wait",
    () => m.error_busy_title,
    () => m.error_busy,
  ),
  not_available: entry(
    "warning",
    "helpdesk",
    () => m.error_unavailable_title,
    () => m.error_unavailable,
  ),
  unexpected: entry(
    "danger",
    "retry",
    () => m.error_unexpected_title,
    () => m.error_unexpected,
  ),
};

export interface Shown {
  severity: Severity;
  next: NextStep;
  title: string;
  text: string;
  reference: string | null;
  support: SupportReference | null;
}

/** The error in words of the language of now. */
export function present(error: UiError): Shown {
  // The table is typed entry by entry; that entry and error carry the same code holds by construction.
  const row = presentation[error.code] as Presentation<UiError["code"]>;
  return {
    severity: row.severity,
    next: row.next,
    title: row.title(error),
    text: row.text(error),
    reference: "reference" in error ? error.reference : null,
    support: "support" in error ? error.support : null,
  };
}
