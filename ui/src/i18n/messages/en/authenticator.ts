export const authenticator = {
  phone_app_title: "Set up your phone as authenticator",
  phone_app_step_approve: "Try",
  phone_app_question: "Have your phone at hand",
  phone_app_text:
    "You approve a sign-in by a notification on your phone, without typing a code. You need nothing from an app store: the phone opens a page of your organization, which you can put on its home screen.",
  phone_app_allow: "Allow notifications when the phone asks for it, and leave this page open meanwhile.",
  phone_app_scan_question: "Scan this code with your phone",
  phone_app_scan_text: "Point the camera of the phone here and open the page it finds.",
  phone_app_qr: "QR code with the page for your phone",
  phone_app_type_instead: "Then open this address on the phone:",
  phone_app_waiting: "Waiting for your phone…",
  phone_app_approve_question: "Type this number on your phone",
  phone_app_approve_text: "Your phone shows a test request. Type the number there and approve it.",
  phone_app_approve_on: (device: string) => `${device} shows a test request. Type the number there and approve it.`,
  phone_app_number: (number: string) => `The number is ${[...`${number}`].join(" ")}`,
  phone_app_other: "I want to use a different authenticator app",
  phone_app_nothing:
    "No request to be seen? Open the page on the phone. Check there as well that notifications are on, and that do not disturb and battery saving are off.",
  phone_app_again: "Send the request again",
  phone_app_stopped: "Your phone has not been added",
  phone_app_loses: "The code on this page stops working when you stop here.",
  phone_app_done: "From now on you can approve a sign-in on your phone.",
};
