import { plural } from "../../plural";

export const common = {
  skip_to_content: "Skip to the content",
  nav_label: "Main navigation",
  nav_overview: "Overview",
  nav_profile: "Profile",
  nav_security: "Security info",
  nav_terms: "Terms of use",
  nav_settings: "Settings & privacy",
  user_menu: "Account menu of",
  sign_out: "Sign out",
  sign_out_everywhere: "Sign out everywhere",
  yes: "Yes",
  no: "No",
  add: "Add",
  save: "Save",
  next: "Next",
  back: "Back",
  change: "Change",
  delete: "Delete",
  cancel: "Cancel",
  close: "Close",
  done: "Done",
  retry: "Try again",
  refresh: "Refresh",
  dismiss: "Got it",
  loading: "Loading…",
  opens_in_browser: "opens in your browser",
  step_of: (step: number, steps: number) => `Step ${step} of ${steps}`,

  offline_title: "You are offline",
  offline_text: (date: string) =>
    `This is what was last known, from ${date}. You can change things again once the connection is back.`,
  offline_text_undated: "You can change things again once the connection is back.",
  trouble_as_of: (date: string) => `What you see is from ${date}.`,

  this_run_title: "You stay signed in until you close Workpass",
  this_run_keychain_locked:
    "The keychain of this computer is locked, so your sign-in could not be kept. Next time you will be asked to sign in again.",
  this_run_keychain_unavailable:
    "This computer has no keychain to keep your sign-in in. Next time you will be asked to sign in again.",
  this_run_keychain_denied:
    "Workpass was not allowed to use the keychain, so your sign-in could not be kept. Next time you will be asked to sign in again.",
  this_run_keychain_broken:
    "The keychain of this computer did not answer as it should, so your sign-in could not be kept. Next time you will be asked to sign in again.",
  this_run_no_refresh_token:
    "Your organization does not let Workpass stay signed in. Next time you will be asked to sign in again.",

  reason_no_directory: "Your organization does not offer this information to Workpass.",
  reason_no_self_service:
    "Your organization does not offer this in Workpass. Ask the helpdesk how it works at your organization.",
  reason_not_consented:
    "Your organization has not given Workpass permission for this. Ask the helpdesk for permission.",
  reason_not_allowed_by_policy: "Your organization does not allow this. Ask the helpdesk if you need it.",
  reason_limit_reached: "You have reached the maximum. Delete one first.",
  reason_managed_by_administrator: "Your administrator manages this. Ask the helpdesk if something has to change.",
  reason_not_for_administrators: "Administrators cannot use this. Choose another method.",
  reason_other_method_required: "Add another method first, such as an authenticator app or a phone.",
  reason_mobile_required: "Add your phone first.",
  reason_voice_not_allowed: "Your organization makes no calls to check a number. Choose another method.",
  reason_alternate_phone_exists: "Delete your alternate phone first.",
  reason_managed_by_home_organization:
    "You are a guest here: your own organization decides this. Sign out everywhere there; on this computer, choose Sign out.",
  reason_place_not_allowed: "Your organization lets you change this only on certain networks, such as at the office.",
  reason_refused_by_service: "Your organization refused this. Ask the helpdesk for permission.",
  reason_service_trouble: "Your organization's service did not give a usable answer. Try again later.",
  reason_offline: "Not possible while you are offline.",

  help_title: "Questions or something wrong?",
  help_ask: (name: string) => `Ask ${name}.`,
  help_technical_support: "Ask the technical support of your university or school.",
  help_internal_helpdesk: "Ask the internal helpdesk of your organization.",
  help_owner_or_consultant: "Ask the owner or co-owner of your company, or its IT consultant.",
  help_whoever_gave_the_account: "Ask whoever gave you this account.",
  help_email: "Email",
  help_phone: "Phone",
  help_hours: "Open",
  help_page: "Open the helpdesk page",

  counted_minutes: (n: number) => plural("en", n, `${n} minute`, `${n} minutes`),
  counted_seconds: (n: number) => plural("en", n, `${n} second`, `${n} seconds`),
};
