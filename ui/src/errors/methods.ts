import type { UiError } from "../backend/bindings";
import { m } from "../i18n/index.svelte";
import { entry, type Presentation } from "./entry";
import { duration } from "./words";

type MethodCode = Extract<
  UiError["code"],
  | "last_way_in"
  | "needs_new_default"
  | "default_method"
  | "other_method_required"
  | "mobile_required"
  | "alternate_phone_exists"
  | "not_for_administrators"
  | "voice_not_allowed"
  | "name_invalid"
  | "token_not_found"
  | "registration_not_found"
  | "registration_expired"
  | "registration_finished"
  | "registration_place_not_allowed"
  | "not_skippable"
  | "code_already_used"
  | "password_wrong"
  | "current_password_wanted"
  | "password_locked"
  | "password_refused"
  | "password_on_premises"
  | "password_changed_meanwhile"
  | "phone_number_empty"
  | "invalid_phone_number"
  | "phone_extension_not_supported"
  | "phone_number_not_supported"
  | "country_not_allowed"
  | "phone_channel_not_allowed"
  | "phone_already_registered"
  | "phone_number_not_unique"
  | "message_not_sent"
  | "text_limit_reached"
  | "call_limit_reached"
  | "answer_too_short"
  | "answer_too_long"
  | "answer_repeated"
  | "question_repeated"
  | "wrong_number_of_answers"
  | "question_unknown"
  | "file_not_saved"
  | "not_printed"
  | "step_up_cancelled"
  | "step_up_failed"
  | "step_up_timed_out"
  | "step_up_other_account"
  | "proof_wanted"
  | "step_up_not_enough"
>;

/** What can be refused about methods, phones, questions and the fresh proof that they ask for. */
export const methodErrors: { [C in MethodCode]: Presentation<C> } = {
  last_way_in: entry(
    "danger",
    "fix_input",
    () => m.error_last_way_in_title,
    () => m.error_last_way_in,
  ),
  needs_new_default: entry(
    "warning",
    "change_default",
    () => m.error_needs_default_title,
    () => m.error_needs_default,
  ),
  default_method: entry(
    "warning",
    "change_default",
    () => m.error_default_method_title,
    () => m.error_default_method,
  ),
  other_method_required: entry(
    "warning",
    "helpdesk",
    () => m.error_other_required_title,
    () => m.error_other_required,
  ),
  mobile_required: entry(
    "warning",
    "fix_input",
    () => m.error_mobile_required_title,
    () => m.error_mobile_required,
  ),
  alternate_phone_exists: entry(
    "warning",
    "delete_one",
    () => m.error_alternate_exists_title,
    () => m.error_alternate_exists,
  ),
  not_for_administrators: entry(
    "warning",
    "wait",
    () => m.error_administrators_title,
    () => m.error_administrators,
  ),
  voice_not_allowed: entry(
    "warning",
    "fix_input",
    () => m.error_voice_title,
    () => m.error_voice,
  ),
  name_invalid: entry(
    "warning",
    "fix_input",
    () => m.error_name_title,
    () => m.error_name,
  ),
  token_not_found: entry(
    "warning",
    "helpdesk",
    () => m.error_token_title,
    () => m.error_token,
  ),
  registration_not_found: entry(
    "info",
    "retry",
    () => m.error_registration_gone_title,
    () => m.error_registration_gone,
  ),
  registration_expired: entry(
    "info",
    "retry",
    () => m.error_registration_expired_title,
    () => m.error_registration_expired,
  ),
  registration_finished: entry(
    "info",
    "retry",
    () => m.error_registration_over_title,
    () => m.error_registration_over,
  ),
  registration_place_not_allowed: entry(
    "warning",
    "helpdesk",
    () => m.error_place_title,
    () => m.error_place,
  ),
  not_skippable: entry(
    "info",
    "wait",
    () => m.error_not_skippable_title,
    () => m.error_not_skippable,
  ),
  code_already_used: entry(
    "warning",
    "fix_input",
    () => m.error_code_used_title,
    () => m.error_code_used,
  ),

  password_wrong: entry(
    "danger",
    "fix_input",
    () => m.error_password_wrong_title,
    (e) => (e.tries_remaining === null ? m.error_password_wrong : m.error_password_wrong_tries(e.tries_remaining)),
  ),
  current_password_wanted: entry(
    "warning",
    "fix_input",
    () => m.error_current_wanted_title,
    () => m.error_current_wanted,
  ),
  password_locked: entry(
    "danger",
    "wait",
    () => m.error_password_locked_title,
    (e) => m.error_password_locked(duration(e.retry_after_seconds ?? 60)),
  ),
  password_refused: entry(
    "danger",
    "fix_input",
    () => m.error_password_refused_title,
    (e) =>
      e.fault === null || e.fault === "guessable" || e.fault === "reused"
        ? m.error_password_refused
        : m.error_password_refused_rule,
  ),
  password_on_premises: entry(
    "info",
    "administrator",
    () => m.password_unavailable,
    () => m.reason_password_on_premises,
  ),
  password_changed_meanwhile: entry(
    "warning",
    "helpdesk",
    () => m.error_password_meanwhile_title,
    () => m.error_password_meanwhile,
  ),
  phone_number_empty: entry(
    "warning",
    "fix_input",
    () => m.error_phone_empty_title,
    () => m.error_phone_empty,
  ),
  invalid_phone_number: entry(
    "warning",
    "fix_input",
    () => m.error_phone_invalid_title,
    () => m.error_phone_invalid,
  ),
  phone_extension_not_supported: entry(
    "warning",
    "fix_input",
    () => m.error_phone_extension_title,
    () => m.error_phone_extension,
  ),
  phone_number_not_supported: entry(
    "warning",
    "fix_input",
    () => m.error_phone_kind_title,
    () => m.error_phone_kind,
  ),
  country_not_allowed: entry(
    "warning",
    "fix_input",
    () => m.error_phone_country_title,
    () => m.error_phone_country,
  ),
  phone_channel_not_allowed: entry(
    "warning",
    "helpdesk",
    () => m.error_phone_channel_title,
    () => m.error_phone_channel,
  ),
  phone_already_registered: entry(
    "warning",
    "fix_input",
    () => m.error_phone_twice_title,
    () => m.error_phone_twice,
  ),
  phone_number_not_unique: entry(
    "warning",
    "helpdesk",
    () => m.error_phone_shared_title,
    () => m.error_phone_shared,
  ),
  message_not_sent: entry(
    "danger",
    "retry",
    () => m.error_message_title,
    () => m.error_message,
  ),
  text_limit_reached: entry(
    "warning",
    "wait",
    () => m.error_text_limit_title,
    (e) => limit(e.retry_after_seconds, m.error_text_limit, m.error_text_limit_seconds),
  ),
  call_limit_reached: entry(
    "warning",
    "wait",
    () => m.error_call_limit_title,
    (e) => limit(e.retry_after_seconds, m.error_call_limit, m.error_call_limit_seconds),
  ),

  answer_too_short: entry(
    "warning",
    "fix_input",
    () => m.error_answer_short_title,
    (e) => m.error_answer_short(e.minimum),
  ),
  answer_too_long: entry(
    "warning",
    "fix_input",
    () => m.error_answer_long_title,
    (e) => m.error_answer_long(e.maximum),
  ),
  answer_repeated: entry(
    "warning",
    "fix_input",
    () => m.error_answer_repeated_title,
    () => m.error_answer_repeated,
  ),
  question_repeated: entry(
    "warning",
    "fix_input",
    () => m.error_question_repeated_title,
    () => m.error_question_repeated,
  ),
  wrong_number_of_answers: entry(
    "warning",
    "fix_input",
    () => m.error_answer_count_title,
    (e) => (e.required === null ? m.error_answer_count : m.error_answer_count_of(e.required)),
  ),
  question_unknown: entry(
    "info",
    "read_again",
    () => m.error_question_gone_title,
    () => m.error_question_gone,
  ),

  file_not_saved: entry(
    "warning",
    "retry",
    () => m.error_not_saved_title,
    () => m.error_not_saved,
  ),
  not_printed: entry(
    "warning",
    "retry",
    () => m.error_not_printed_title,
    () => m.error_keep_otherwise,
  ),

  step_up_cancelled: entry(
    "info",
    "retry",
    () => m.error_stepup_cancelled_title,
    () => m.error_stepup_cancelled,
  ),
  step_up_failed: entry(
    "danger",
    "helpdesk",
    () => m.error_stepup_failed_title,
    () => m.error_stepup_failed,
  ),
  step_up_timed_out: entry(
    "info",
    "retry",
    () => m.error_stepup_timed_out_title,
    () => m.error_stepup_timed_out,
  ),
  proof_wanted: entry(
    "info",
    "retry",
    () => m.error_proof_wanted_title,
    () => m.error_proof_wanted,
  ),
  step_up_not_enough: entry(
    "warning",
    "helpdesk",
    () => m.error_stepup_weak_title,
    () => m.error_stepup_weak,
  ),
  step_up_other_account: entry(
    "warning",
    "retry",
    () => m.error_stepup_other_title,
    () => m.error_stepup_other,
  ),
};

function limit(seconds: number | null, text: string, withTime: (time: string) => string): string {
  return seconds === null ? text : withTime(duration(seconds));
}
