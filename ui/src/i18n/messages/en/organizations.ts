import { plural } from "../../plural";

export const organizations = {
  nav_orgs: "Organizations",
  overview_orgs_text: "Where you belong, and where you are a guest.",
  overview_orgs_count: (n: number) => plural("en", n, "1 organization", `${n} organizations`),

  orgs_name: (name: string, domain: string) => `${name} (${domain})`,
  orgs_picker: "Choose an organization. Shown now:",
  orgs_see_all: "All organizations",
  orgs_now: (name: string) => `You now see ${name}`,
  orgs_whose: (name: string) => `This is yours at ${name}; at another organization it may be different.`,

  orgs_intro: "Do you know every organization here? Leave one that you no longer work with.",
  orgs_unavailable: "Your organizations cannot be shown here",
  orgs_elsewhere: "Your organization shows them on a page of its own.",
  orgs_open: "Open Organizations in your browser",
  orgs_home: "Home organization",
  orgs_others: "Other organizations",
  orgs_all: "Organizations",
  orgs_none: "No other organizations",
  orgs_none_text: "Here you see where you are a guest, once an organization has invited you.",
  orgs_member: "You are a member",
  orgs_guest: "You are a guest",
  orgs_last: (when: string) => `Last sign-in ${when}`,
  orgs_here: "Shown now",
  orgs_invited: "Invited, not signed in yet",
  orgs_off: "Your account there is disabled",
  orgs_home_text: "This organization owns your account. You cannot leave it.",
  orgs_keeps: "This organization does not let guests leave by themselves.",
  orgs_disabled: "You cannot sign in there, so you cannot leave by yourself.",
  orgs_refused: "This organization cannot be left here.",
  orgs_write: (whom: string) => `To leave, ask ${whom}`,
  orgs_switch: "Switch",
  orgs_switch_to: (name: string) => `Switch to ${name}`,

  orgs_leave: "Leave",
  orgs_leave_named: (name: string) => `Leave ${name}`,
  orgs_leave_sign_in: "Sign in to leave",
  orgs_leave_sign_in_named: (name: string) => `Sign in to leave ${name}`,
  orgs_leave_question: (name: string) => `Leave ${name}?`,
  orgs_leave_text:
    "You lose access to everything there: apps, files and groups. What you have open there is signed out.",
  orgs_leave_after:
    "Your account there is deleted. For 30 days an administrator there can restore it; removing everything can take 30 days more.",
  orgs_leave_undo: "You cannot undo this yourself: to come back you have to be invited again.",
  orgs_leave_yes: "Leave",

  orgs_left_title: (name: string) => `You left ${name}`,
  orgs_left: "For 30 days an administrator there can restore your account. You see your home organization again.",
  orgs_ended_title: (name: string) => `You are no longer signed in to ${name}`,
  orgs_ended: "Your session or your account there has ended. You see your home organization again.",

  orgs_sheet: (name: string) => `Sign in to ${name}`,
  orgs_sheet_text: "Sign in with your own account in the browser. Until then nothing changes here.",
  error_switch_other_title: "That was another account",
  error_switch_other: (name: string) =>
    `Somebody else is signed in in the browser. Sign them out there, and sign in to ${name} with the account you use in Workpass.`,
};
