import type { RegistrationFailureView, RegistrationStage } from "../../backend/bindings";
import { m } from "../../i18n/index.svelte";

const reasons: Record<RegistrationFailureView, () => string> = {
  make_not_allowed: () => m.register_make_not_allowed,
  already_registered: () => m.register_already,
  other_person: () => m.register_other_person,
  not_allowed_by_policy: () => m.register_not_allowed,
  limit_reached: () => m.register_limit,
  too_many_tries: () => m.register_tries,
  reported: () => m.register_reported,
  superseded: () => m.register_superseded,
  no_answer: () => m.register_no_answer,
  other: () => m.register_failed,
};

/** Why it came to nothing, in words; `null` while it goes on, and when it succeeded. */
export function failureText(stage: RegistrationStage): string | null {
  if (stage.kind === "declined") return m.register_declined;
  if (stage.kind === "expired") return m.register_expired;
  return stage.kind === "failed" ? reasons[stage.reason]() : null;
}
