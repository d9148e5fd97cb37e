import { plural } from "../../plural";

export const methods = {
  rename: "Rename",
  activate: "Activate",
  renew: "Renew",
  trial: "Try",
  trial_of: (method: string) => `Try ${method}`,
  trial_works: "It works",
  trial_answered: (method: string) => `${method} answered.`,
  trial_stopped: "It did not work",
  trial_clock:
    "Is the code not accepted? See that the clock of the phone sets itself, and that you read the code of this account.",
  trial_mend: "If it keeps failing, delete the method and add it again, or ask the helpdesk.",

  add_button: "Add method",
  add_kind: (kind: string) => `Add ${String(kind).toLowerCase()}`,
  add_title: "Add a method",
  add_question: "Which method would you like to add?",
  add_none: "There is no method that you can add now.",
  add_missing_note:
    "Don't see the method you want? Your organization most likely does not allow it. Choose one of these, or ask the helpdesk.",
  add_not_possible: "These you cannot add now",
  add_limit: (maximum: number) =>
    plural(
      "en",
      maximum,
      "You already have the 1 that you can have. Change it, or delete it first.",
      `You already have the ${maximum} that you can have. Delete one first.`,
    ),
  add_limit_delete: "You already have them. Delete them first.",
  add_limit_shared: (maximum: number) =>
    `You already have ${maximum} authenticator apps and hardware tokens together, which is the maximum. Delete one first.`,

  delete_title: (method: string) => `Delete ${method}?`,
  delete_undo: "This cannot be undone. If you want to use it again, you have to set it up anew.",
  delete_undo_codes: "This cannot be undone. The codes you have kept stop working at once.",
  delete_left: "What you have left then",
  delete_left_sign_in: "Signing in",
  delete_left_second: "Second step",
  delete_left_reset: "Password reset",
  delete_left_default: "Default",
  delete_nothing_left: "Nothing",
  delete_left_unknown: "Not known",
  delete_pass_until: (moment: string) => `Works until ${moment}`,
  delete_registers_title: "At the next sign-in you have to set up another method first",
  delete_registers_text:
    "Your organization asks for more methods than you will have then. You can add another one now.",
  delete_reset_still: "Still possible",
  delete_reset_not: (registered: number, required: number) =>
    `No longer possible: you have ${registered} of the ${required} methods you need`,
  delete_last_second: "This is your last method for the second step",
  delete_last_second_text: "Until you add another one, your password alone protects your account.",
  delete_last_title: "After this you cannot sign in any more",
  delete_last_text:
    "This is the last way into your account that your organization accepts. Only the helpdesk can then let you in.",
  delete_last_confirm: "I understand that I cannot sign in any more then.",
  delete_last_unticked: "Tick the box if you really want this.",
  delete_new_default: "Choose what will be your default sign-in method instead:",
  delete_choose_default: "Choose a new default sign-in method first.",
  delete_alternate_first: "Delete your alternate phone first. It cannot stay without this one.",
  delete_app_too: "Also remove the account in the app on your phone. Deleting it here does not do that.",
  delete_passkey_too:
    "This removes it from your account only: your key, phone or password manager still holds it, so delete it there too. On Windows you reset a key in Settings › Accounts › Sign-in options › Security key.",
  delete_done: (method: string) => `${method} has been deleted`,

  rename_title: (method: string) => `Rename ${method}`,
  rename_label: "Name",
  rename_hint: "So that you recognize it in the list. At most 64 characters.",
  rename_empty: "Type a name.",
  rename_done: (name: string) => `The name is now ${name}`,

  sms_on: "Turn on SMS sign-in",
  sms_off: "Turn off SMS sign-in",
  sms_on_title: "Sign in with your phone number?",
  sms_on_text: (number: string) =>
    `You can then type ${number} instead of your user name, and you get a code by text message instead of typing your password.`,
  sms_off_title: "Turn off SMS sign-in?",
  sms_off_text: (number: string) =>
    `You can then no longer sign in with ${number}. The number stays one of your methods.`,
  sms_on_done: (number: string) => `You can sign in with ${number} now`,
  sms_off_done: (number: string) => `You can no longer sign in with ${number}`,
  turn_on: "Turn on",
  turn_off: "Turn off",
};
