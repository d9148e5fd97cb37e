import type { HelpAdvice, UnavailableReason } from "../backend/bindings";
import { day } from "../i18n/format";
import { m } from "../i18n/index.svelte";

const reasons: Record<UnavailableReason, () => string> = {
  no_directory: () => m.reason_no_directory,
  no_self_service: () => m.reason_no_self_service,
  not_consented: () => m.reason_not_consented,
  not_allowed_by_policy: () => m.reason_not_allowed_by_policy,
  limit_reached: () => m.reason_limit_reached,
  managed_by_administrator: () => m.reason_managed_by_administrator,
  not_for_administrators: () => m.reason_not_for_administrators,
  other_method_required: () => m.reason_other_method_required,
  mobile_required: () => m.reason_mobile_required,
  voice_not_allowed: () => m.reason_voice_not_allowed,
  alternate_phone_exists: () => m.reason_alternate_phone_exists,
  managed_by_home_organization: () => m.reason_managed_by_home_organization,
  place_not_allowed: () => m.reason_place_not_allowed,
  password_on_premises: () => m.reason_password_on_premises,
  photo_on_premises: () => m.reason_photo_on_premises,
  refused_by_service: () => m.reason_refused_by_service,
  service_trouble: () => m.reason_service_trouble,
  offline: () => m.reason_offline,
};

/** Why something cannot be had or done, and whom to ask (B-205). */
export function reasonText(reason: UnavailableReason): string {
  return reasons[reason]();
}

const advice: Record<HelpAdvice, () => string> = {
  technical_support: () => m.help_technical_support,
  internal_helpdesk: () => m.help_internal_helpdesk,
  owner_or_consultant: () => m.help_owner_or_consultant,
  whoever_gave_the_account: () => m.help_whoever_gave_the_account,
};

/** Whom to ask when the organization gave no contact (B-11). */
export function helpAdvice(kind: HelpAdvice): string {
  return advice[kind]();
}

/** Until when the password lasts, or that it is over. */
export function expiry(expires: string, now = Date.now()): string {
  return Date.parse(expires) > now ? m.password_expires(day(expires)) : m.password_expired;
}
