export const session = {
  starting: "Workpass is starting…",

  unset_title: "Workpass is not set up yet",
  unset_text: "Your organization still has to tell Workpass where to sign in. You cannot do this yourself.",
  unset_missing: "What is missing",
  unset_authority: "The sign-in address of your organization",
  unset_client_id: "The app registration of Workpass",
  unset_help:
    "Ask the helpdesk or administrator of your organization to set up Workpass on this computer. The names above tell them what to fill in.",

  resuming_title: "Signing in…",
  resuming_as: (name: string) => `Welcome back, ${name}.`,
  resuming_text: "Getting your sign-in from the keychain of this computer.",

  signin_title: "Your work account, at a glance",
  signin_title_org: (organization: string) => `Sign in to ${organization}`,
  signin_text:
    "See who your organization thinks you are, keep your security info up to date and read the terms of use.",
  signin_button: "Sign in",
  signin_button_hint: "You get a code and enter it in your browser, here or on your phone.",
  signin_browser: "Sign in with the browser on this computer",
  signin_no_door: "Your organization offers no way of signing in that Workpass knows.",
  signin_trouble: "Can't sign in?",
  signin_reset: "Forgot your password? Set a new one",
  signin_trouble_text: "Nobody at your organization can see your password. They can help you get a new one.",

  why_session_ended_title: "You have been signed out",
  why_session_ended_text:
    "Your organization ended this sign-in, for example because your password changed. Sign in again to go on.",
  why_by_user_title: "You are signed out",
  why_by_user_text: "Workpass keeps nothing of your sign-in on this computer.",
  why_device_title: "This computer is disabled",
  why_device_text: "You are signed out here. Only an administrator can enable this computer for your account again.",
  why_left_title: "You left the organization",
  why_left_text:
    "You are signed out on this computer: Workpass is set up for that organization here. For 30 days an administrator there can restore your account.",
  why_everywhere_title: "You are signed out everywhere",
  why_everywhere_text:
    "Apps and devices will ask you to sign in again. Where an app is open now, that can take up to an hour.",

  left_behind_title: "Your old sign-in is still in the keychain",
  left_behind_text:
    "The keychain of this computer was not open when you signed out. Workpass never uses that sign-in again, and deletes and ends it as soon as the keychain opens: unlock it and try again, or start Workpass again later.",

  code_title: "Enter this code in your browser",
  code_label: "Your code",
  code_copy: "Copy code",
  code_copied: "Copied",
  code_copied_announced: "The code has been copied",
  code_not_copied: "Copying did not work. Select the code and copy it yourself.",
  code_open: "Open browser",
  code_open_again: "Open browser again",
  code_scan_or_go_to: "Scan with your phone, or go to",
  code_qr_label: (page: string) => `QR code of the address ${page}`,
  code_computer: "The page shows the name of this computer:",
  code_warning: "IT never sends you a code. Use only the code that you see here, and never one that somebody gave you.",
  code_expires: (time: string) => `The code is valid for another ${time}`,
  code_expires_announced: (time: string) => `The code is valid for another ${time}.`,
  code_expired: "The code is no longer valid. A moment…",
  code_waiting: "Waiting until you have signed in in the browser…",
  code_offline_title: "No connection",
  code_offline_text: "Workpass keeps trying for as long as the code is valid. You need not do anything.",

  browser_title: "Go on in your browser",
  browser_text:
    "Your browser shows the sign-in page of your organization. Workpass goes on by itself when you are done there.",
  browser_expires: (time: string) => `The page waits for another ${time}`,

  completing_title: "Almost there…",
  completing_text: "Your sign-in has been approved. Workpass is fetching your account.",

  vault_title: "The keychain of this computer is not open",
  vault_text: "Workpass keeps your sign-in in the keychain. Nothing has been deleted: open the keychain and try again.",
  vault_retry: "Try again",
  vault_sign_in: "Sign in for this time only",
  vault_sign_in_hint: "You stay signed in until you close Workpass.",
};
