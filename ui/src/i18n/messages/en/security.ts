import { plural } from "../../plural";

export const security = {
  security_intro: "These are the methods with which you sign in or get back into your account.",
  security_methods: "Your methods",
  security_none_title: "No methods yet",
  security_none_text:
    "Add a method now. Without one, only the helpdesk can let you back in when you have lost your password.",
  security_unavailable: "Your security info cannot be shown",
  security_added: (date: string) => `Added on ${date}`,
  security_changed: (date: string) => `Last changed on ${date}`,
  security_last_used: (date: string) => `Last used on ${date}`,
  security_codes_left: (n: number) => plural("en", n, `${n} code left`, `${n} codes left`),
  security_sms_sign_in_on: "You can sign in with this number instead of your user name.",
  security_more: "More for",
  security_change_of: (method: string) => `Change ${method}`,
  security_renew_of: (method: string) => `Renew ${method}`,
  security_rename_of: (method: string) => `Rename ${method}`,
  security_delete_of: (method: string) => `Delete ${method}`,
  security_activate_of: (method: string) => `Activate ${method}`,
  security_app_passwords: "You make and delete app passwords on a page of your organization, not here.",

  badge_default: "Default",
  badge_not_activated: "Not activated",
  badge_disabled: "Switched off",
  badge_expired: "Expired",
  badge_expires: (moment: string) => `Expires ${moment}`,

  default_title: "Default sign-in method",
  default_none: "None yet",
  default_text: "This is asked for first when you sign in or reset your password.",
  default_no_choice: "You have no other method that can be the default. Add one to have a choice.",
  default_change: "Change the default sign-in method",
  default_question: "What would you like to be asked for first?",
  default_confirm: "Confirm",
  default_overridden: (kind: string) =>
    `Your organization always asks for your strongest method first. That is now: ${kind}. Your own choice counts when that one is not possible.`,
  default_overridden_unnamed:
    "Your organization always asks for your strongest method first. Your own choice counts when that one is not possible.",
  default_changed: (option: string) => `Your default sign-in method is now ${option}`,

  app_passwords_title: "App passwords",
  app_passwords_text:
    "For programs that cannot ask for a second step. You make and delete them on a page of your organization, if it allows them.",

  reset_title: "Password reset",
  security_reset_done: (required: number) =>
    plural(
      "en",
      required,
      "You can set a new password yourself: you have the 1 method you need.",
      `You can set a new password yourself: you have the ${required} methods you need.`,
    ),
  security_reset_missing: (missing: number) =>
    plural(
      "en",
      missing,
      "Add 1 more method. Then you can set a new password yourself when you have forgotten it.",
      `Add ${missing} more methods. Then you can set a new password yourself when you have forgotten it.`,
    ),
  security_reset_ask: (missing: number) =>
    plural(
      "en",
      missing,
      "You need 1 more method to set a new password yourself, and you cannot add it here. Ask the helpdesk which one you can use.",
      `You need ${missing} more methods to set a new password yourself, and you cannot add them here. Ask the helpdesk which ones you can use.`,
    ),
  security_reset_off_short: "Not possible at your organization",
  security_reset_off:
    "Your organization does not let you set a forgotten password anew yourself. Ask the helpdesk when you need that.",

  loss_title: "If you lose something",
  loss_intro: "What you can still do with the methods you have now.",
  loss_what: "If I lose",
  loss_sign_in: "Signing in",
  loss_reset: "Password reset",
  loss_phone: "my phone",
  loss_computer: "my computer",
  loss_security_key: "my security key",
  loss_hardware_token: "my hardware token",
  loss_badge: "my badge with a QR code",
  loss_recovery_codes: "my recovery codes",
  loss_still: (ways: string) => `Still works with ${ways}`,
  loss_locked_out: "No way left: only the helpdesk can help",
  loss_reset_possible: "Still works",
  loss_reset_impossible: "No longer works",
  loss_mend: (kinds: string) => `To close this gap, add: ${kinds}.`,
  trouble_title: "What to do when something is wrong with your phone or key",
  trouble_forgotten:
    "Left behind or empty: choose ‘Sign in another way’ when you sign in. If it is not there, you have no other method and only the helpdesk can help you.",
  trouble_stolen:
    "Lost or stolen: tell the helpdesk, delete here what is on it, and sign out everywhere. If it was stolen, change your password as well.",
  trouble_new_number: "A new number: change it here while you still have the old one.",
  trouble_new_phone:
    "A new phone: add it here while the old one still works, and delete the old one after that. Set an app with codes up anew on the new phone.",
  loss_mend_ask: "Ask the helpdesk which method you can add to close this gap.",

  forget_title: "Forget remembered computers",
  forget_text: (n: number) =>
    plural(
      "en",
      n,
      "On 1 computer you are not asked for a second step. Ask there again from the next sign-in on.",
      `On ${n} computers you are not asked for a second step. Ask there again from the next sign-in on.`,
    ),
  forget_none: "On no computer the second step is left out.",
  forget_question: "Forget all remembered computers?",
  forget_effect:
    "At the next sign-in you are asked for a second step on every computer again, on this one too. Nobody is signed out by this.",
  forget_yes: "Forget",
  forget_done: "All remembered computers have been forgotten",
  lost_device: "Lost a device? Sign out everywhere",
};
