import { plural } from "../../plural";

export const errors = {
  error_reference: (reference: string) => `Reference for the helpdesk: ${reference}`,
  error_details: "Details for the helpdesk",
  error_detail_error: "Error",
  error_detail_trace: "Trace ID",
  error_detail_correlation: "Correlation ID",
  error_detail_time: "Time",

  error_offline_title: "No connection",
  error_offline: "Your organization could not be reached. Check the network connection of this computer and try again.",
  error_timed_out_title: "It took too long",
  error_timed_out: "Your organization's service did not answer in time. Try again in a moment.",
  error_service_title: "The service is not working as it should",
  error_service:
    "Your organization's service gave no usable answer. Try again later. If it keeps happening, ask the helpdesk.",
  error_throttled_title: "Too many attempts",
  error_throttled: "Wait a few minutes and then try again.",
  error_throttled_seconds: (time: string) => `Wait ${time} and then try again.`,
  error_not_trusted_title: "The connection is not trusted",
  error_not_trusted:
    "Something between this computer and your organization, such as a proxy, stands in the way. Connect to your organization's network or ask the helpdesk.",

  error_authority_title: "Workpass is set up wrongly",
  error_authority_not_an_address:
    "The sign-in address is not a web address. Ask your administrator to correct the settings.",
  error_authority_not_secure:
    "The sign-in address is not secure (no https). Ask your administrator to correct the settings.",
  error_authority_not_found:
    "There is no sign-in service at the address that was set. Ask your administrator to check it.",
  error_authority_not_an_authority:
    "The address that was set is not a sign-in service. Ask your administrator to check it.",
  error_authority_issuer_mismatch:
    "The sign-in service answers in the name of another organization. Do not sign in, and tell your administrator.",
  error_authority_no_way_to_sign_in:
    "The sign-in service offers no way of signing in that Workpass knows. Ask your administrator.",

  error_declined_title: "You said no to this sign-in",
  error_declined:
    "Nothing has happened. Sign in again if that was a mistake. If you did not start this sign-in yourself, tell the helpdesk.",
  error_code_expired_title: "The code is no longer valid",
  error_code_expired: "It was not used in time. Choose Sign in for a new code.",
  error_blocked_title: "Your organization does not allow this sign-in",
  error_blocked:
    "A rule of your organization forbids signing in like this or from here. Try the other way of signing in, or ask the helpdesk.",
  error_managed_title: "This computer is not managed by your organization",
  error_managed:
    "You can sign in only on a computer that your organization manages. Use such a computer, or ask the helpdesk to enrol this one.",
  error_device_disabled: "You cannot sign in on it. Only an administrator can enable it for your account again.",
  error_app_title: "Workpass is not registered at your organization",
  error_app: "Your administrator has to register Workpass, or correct its registration. Pass on the details below.",
  error_consent_title: "An administrator has to approve Workpass first",
  error_consent: "Ask your administrator to give consent for Workpass. After that you can sign in.",
  error_disabled_title: "Your account is switched off",
  error_disabled: "You cannot sign in with this account. Ask the helpdesk why.",
  error_locked_title: "Your account is locked for now",
  error_locked:
    "Somebody tried to sign in with a wrong password too often. Wait a while and try again, or ask the helpdesk.",
  error_password_expired_title: "Your password has expired",
  error_password_expired: "Set a new password first, and then sign in here again.",
  error_not_member_title: "This account does not belong to this organization",
  error_not_member: "Sign in with the work or school account of this organization, or ask the helpdesk for access.",
  error_personal_title: "This is a personal account",
  error_personal:
    "Workpass is for the account of your work or school. Sign in again, and choose in the browser the account your organization gave you.",
  error_sign_in_title: "Signing in did not work",
  error_sign_in:
    "Your organization refused the sign-in. Try again. If it keeps happening, give the helpdesk the details below.",
  error_browser_title: "The browser could not be opened",
  error_browser: "Open a browser yourself, here or on your phone, and go to the address on the screen.",
  error_clock_title: "The clock of this computer is wrong",
  error_clock: (minutes: number) =>
    `It is off by ${plural("en", minutes, `${minutes} minute`, `${minutes} minutes`)}, so the sign-in cannot be checked. Set date and time right and try again.`,

  error_keychain_locked_title: "The keychain is locked",
  error_keychain_locked: "Unlock the keychain of this computer and try again.",
  error_keychain_unavailable_title: "There is no keychain",
  error_keychain_unavailable:
    "The keychain of this computer does not answer. Start it and try again, or sign in for this time only.",
  error_keychain_denied_title: "No access to the keychain",
  error_keychain_denied: "Workpass was refused access to the keychain. Allow it and try again.",

  error_email_empty_title: "No address yet",
  error_email_empty: "Type the email address that you want to add.",
  error_email_invalid_title: "This is not an email address",
  error_email_invalid: "Check the address. It looks like name@example.com.",
  error_email_long_title: "The address is too long",
  error_email_long: "An email address has at most 254 characters. Check it or choose another one.",
  error_email_work_title: "This is your work or school address",
  error_email_work:
    "When you have lost your password you cannot read that mail. Choose an address that does not need this password.",
  error_email_domain_title: "This address is not allowed",
  error_email_domain:
    "Your organization does not allow addresses of this provider. Choose another address or ask the helpdesk.",
  error_email_twice_title: "This address has already been added",
  error_email_twice: "Choose another address, or leave it as it is.",
  error_method_policy_title: "Your organization does not allow this method",
  error_method_policy: "Choose another method, or ask the helpdesk.",
  error_method_limit_title: "You have reached the maximum",
  error_method_limit: (maximum: number) =>
    plural(
      "en",
      maximum,
      `You can have ${maximum} of these. Delete it first or change it.`,
      `You can have ${maximum} of these. Delete one first.`,
    ),
  error_method_limit_some: "You have as many of these as your organization allows. Delete one first.",
  error_code_wrong_title: "The code is not right",
  error_code_wrong: "Check the newest code and try again.",
  error_code_wrong_tries: (tries: number) =>
    plural(
      "en",
      tries,
      `Check the newest code. You have ${tries} try left.`,
      `Check the newest code. You have ${tries} tries left.`,
    ),
  error_code_malformed_title: "The code has six digits",
  error_code_malformed: "Type the six digits of the code.",
  error_email_code_expired_title: "The code is no longer valid",
  error_email_code_expired: "Ask for a new code. Nothing has been added yet.",
  error_tries_title: "Too many wrong codes",
  error_tries: "Nothing has been added. Start again with a new code.",
  error_mail_title: "The message could not be sent",
  error_mail: "Check the address and try again in a moment. If it keeps happening, ask the helpdesk.",
  error_method_gone_title: "This method no longer exists",
  error_method_gone: "It was changed or deleted somewhere else. The list is being refreshed.",

  error_terms_changed_title: "There is a newer version",
  error_terms_changed:
    "Your organization changed these terms while you were reading. Read the new version and accept that.",
  error_time_zone_title: "The service does not know this time zone",
  error_time_zone: "Choose another one with the same time, for example of a larger city near you.",
  error_language_fixed_title: "Your organization chose the language",
  error_language_fixed: "It is the same for everybody. Your helpdesk can tell you more.",
  error_setting_title: "This setting was not taken",
  error_setting: "The service does not know this language or format. Choose another one.",
  error_terms_accepted_title: "You accepted this already",
  error_terms_accepted: "What was accepted cannot be declined any more. Ask the helpdesk if this is not right.",
  error_terms_unread_title: "Read the document first",
  error_terms_unread: "Scroll to the end of the document. Then you can accept it.",

  error_session_title: "You have been signed out",
  error_session: "Your organization ended this sign-in, so nothing was changed. Sign in and try again.",
  error_forbidden_title: "You are not allowed to do this",
  error_forbidden: "Your organization refused it. Ask the helpdesk for permission.",
  error_busy_title: "This is already under way",
  error_busy: "Wait a moment until it is done.",
  error_unavailable_title: "This is not possible here",
  error_unavailable: "Your organization does not offer it now. Ask the helpdesk.",
  error_unexpected_title: "Something went wrong",
  error_unexpected:
    "Nothing was changed, as far as Workpass knows. Try again. If it keeps happening, give the helpdesk the reference below.",
};
