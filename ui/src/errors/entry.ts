import type { UiError } from "../backend/bindings";

export type Severity = "info" | "warning" | "danger";

/** What the person can do about it; the screen that shows the error offers the matching control. */
export type NextStep =
  | "retry"
  | "wait"
  | "sign_in_again"
  | "new_code"
  | "other_door"
  | "reset_password"
  | "unlock_keychain"
  | "fix_input"
  | "delete_one"
  | "change_default"
  | "read_again"
  | "set_clock"
  | "open_browser_yourself"
  | "helpdesk"
  | "administrator";

type Of<C extends UiError["code"]> = Extract<UiError, { code: C }>;

export interface Presentation<C extends UiError["code"]> {
  severity: Severity;
  next: NextStep;
  title: (error: Of<C>) => string;
  text: (error: Of<C>) => string;
}

export function entry<C extends UiError["code"]>(
  severity: Severity,
  next: NextStep,
  title: (error: Of<C>) => string,
  text: (error: Of<C>) => string,
): Presentation<C> {
  return { severity, next, title, text };
}
