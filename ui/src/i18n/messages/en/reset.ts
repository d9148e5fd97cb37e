import { plural } from "../../plural";

export const reset = {
  reset_plan: "If you forget your password",
  reset_missing: (registered: number, required: number, missing: number) =>
    plural(
      "en",
      missing,
      `${registered} of ${required} methods registered, add one more`,
      `${registered} of ${required} methods registered, add ${missing} more`,
    ),
  reset_can: "You can set a new password yourself",
  reset_cannot: "You cannot set a new password yourself",
  reset_not_enabled:
    "Your account is not enabled for password reset. Ask your administrator to turn it on, or to set a new password.",
  reset_on_premises: "It is reset in your organization's own network. Please contact your administrator.",
  reset_other: "Your organization does not allow it for your account now. Ask the helpdesk.",
  reset_asks: (required: number) =>
    plural("en", required, "One of these is asked:", "Two of these are asked, of different kinds:"),
  reset_has: "What you have registered for it:",
  reset_typed: "You type the phone number or address yourself, as you registered it.",
  reset_administrator: "You are an administrator: two are always asked, and security questions do not count.",
  reset_way_approval: "Notification on your phone",
  reset_way_code: "Code from your app or token",
  reset_way_text: "Text message to your phone",
  reset_way_call_mobile: "Call to your phone",
  reset_way_call_alternate_mobile: "Call to your alternate phone",
  reset_way_call_office: "Call to your office phone",
  reset_way_email: "Code to your email address",
  reset_way_security_questions: "Your security questions",
  reset_way_recovery_code: "A recovery code",
  reset_steps: "How it goes",
  reset_step_page: "A page opens in your browser, with your user name filled in.",
  reset_step_verify: "You prove who you are.",
  reset_step_password:
    "You choose a new password. Locked out, but you know it? Then you unlock your account and keep it.",
  reset_step_after: "You get an email about it, and sign in again everywhere.",
  reset_advice:
    "Register one method more than you need, and an email address that you can open without this password. Only you and your administrators see your phone numbers and addresses; nobody sees your answers.",
  reset_add: "Add a method",
  reset_how: "How it goes",
  reset_elsewhere: "Other ways",
  reset_elsewhere_page: "In a browser: “Forgot your password” on the sign-in page of your organization.",
  reset_elsewhere_windows: "In Windows: “Reset password” on the sign-in screen, if your administrator turned it on.",
  reset_elsewhere_office: "At office.com: Settings › Security & privacy › Password.",
  reset_elsewhere_panel: "In the Access Panel: Profile › Change password.",
  password_unmet: (n: number) => plural("en", n, "1 requirement is not met.", `${n} requirements are not met.`),
};
