import { plural } from "../../plural";

export const advice = {
  security_advice_title: "Also add a method for two-step verification",
  security_advice_text:
    "An email address helps you only to reset your password. For signing in you also need a method for two-step verification, such as an authenticator app, a text message or a phone call.",

  advice_count: (now: number, all: number) => `Advice ${now} of ${all}`,
  advice_next: "Next advice",
  advice_pass_title: "Add a sign-in method before your pass expires",
  advice_pass_text: (moment: string) => `Your Temporary Access Pass expires ${moment}.`,
  advice_pass_text_undated: "Your Temporary Access Pass expires soon.",
  advice_pass_then_register: "Add another method before then, or you have to do so at your next sign-in.",
  advice_pass_then_nothing: "It is your only way to sign in. After that you cannot get in any more.",
  advice_required_title: "Your organization asks for more methods",
  advice_required_text: (signIn: number, reset: number) =>
    [
      signIn > 0
        ? plural(
            "en",
            signIn,
            "You still need 1 method for signing in.",
            `You still need ${signIn} methods for signing in.`,
          )
        : "",
      reset > 0
        ? plural(
            "en",
            reset,
            "You still need 1 method for password reset.",
            `You still need ${reset} methods for password reset.`,
          )
        : "",
      "You will be asked for it at your next sign-in, or you do it now.",
    ]
      .filter(Boolean)
      .join(" "),
  advice_recommended_title: "Your organization advises a stronger method",
  advice_recommended_text: (skips: number) =>
    plural(
      "en",
      skips,
      "Set it up now, or do it later. You can put it off 1 more time.",
      `Set it up now, or do it later. You can put it off ${skips} more times.`,
    ),
  advice_recommended_text_open: "Set it up now, or do it later.",
  advice_later: "Later",
  advice_reconfirm_title: "Are these methods still right?",
  advice_reconfirm_text:
    "Your organization asks you to check from time to time. Look at the list below and change what is no longer right.",
  advice_looks_good: "Looks good",
  advice_confirmed: "Thank you. Your methods have been confirmed",
  advice_text_voice_title: "Text messages and calls are ending",
  advice_text_voice_text:
    "Signing in by text message or phone call is being phased out. Add a passkey or an authenticator app, so that you can keep signing in.",
  advice_codes_few_title: (n: number) =>
    n === 0
      ? "You have no recovery codes left"
      : plural("en", n, "You have 1 recovery code left", `You have ${n} recovery codes left`),
  advice_codes_few_text: "Make ten new ones. The old ones stop working then.",
  advice_codes_make_new: "Make new codes",
  advice_no_codes_title: "Make recovery codes for when you lose your phone",
  advice_no_codes_text: "With a code on paper you can get in even when your phone or key is gone.",
  advice_make_codes: "Make recovery codes",
  advice_ask: "Nothing can be added here now. Ask the helpdesk what you can do.",
};
