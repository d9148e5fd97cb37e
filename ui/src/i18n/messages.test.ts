import { describe, expect, it } from "vitest";
import { countdown, day } from "./format";
import { locale, m } from "./index.svelte";
import { en } from "./messages/en";
import { nl } from "./messages/nl";

const catalogues = { en, nl };

/** Every message in words, with something in every gap. */
function sentences(language: "en" | "nl"): [string, string][] {
  return Object.entries(catalogues[language]).map(([key, message]) => [
    key,
    typeof message === "string" ? message : (message as (...parts: unknown[]) => string)(2, 2),
  ]);
}

describe.each(["en", "nl"] as const)("the messages in %s", (language) => {
  it("say something", () => {
    expect(sentences(language).filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("have one kind of ellipsis and no stray spaces", () => {
    expect(sentences(language).filter(([, text]) => /\.\.\.| {2}|^\s|\s$/.test(text))).toEqual([]);
  });
});

describe("the Dutch messages", () => {
  it("keep to the u-form throughout", () => {
    const familiar = /\b(je|jij|jou|jouw|jullie)\b/i;
    expect(sentences("nl").filter(([, text]) => familiar.test(text))).toEqual([]);
  });

  it("avoid the machine translations that the terms list warns of", () => {
    const wrong =
      /accountgedeelte|beveiligings gegevens|beveiligingsprincipal|tweeledige|tweestaps|wachtwoordreset|afmelden overal|overal uitloggen|telefonische oproep|bedrijfsondersteuning|volt ooien/i;
    expect(sentences("nl").filter(([, text]) => wrong.test(text))).toEqual([]);
  });

  it("use the terms of the list", () => {
    expect([nl.nav_overview, nl.nav_profile, nl.nav_security, nl.add_button, nl.sign_out_everywhere]).toEqual([
      "Overzicht",
      "Profiel",
      "Beveiligingsgegevens",
      "Methode toevoegen",
      "Overal afmelden",
    ]);
    expect([nl.profile_manage, nl.action_review_terms, nl.terms_accept, nl.done, nl.settings_language]).toEqual([
      "Account beheren",
      "Gebruiksvoorwaarden controleren",
      "Accepteren",
      "Gereed",
      "Weergavetaal",
    ]);
    expect(nl.security_usage_reset_only).toBe("Alleen wachtwoord opnieuw instellen");
    expect(nl.security_usage_two_step_and_reset).toBe("Verificatie in twee stappen en wachtwoord opnieuw instellen");
  });
});

describe("the language", () => {
  it("is followed by messages and dates at once", () => {
    expect(m.sign_out).toBe("Sign out");
    void locale.follow("nl-BE");
    expect(m.sign_out).toBe("Afmelden");
    expect(day("2026-11-03T10:00:00Z")).toBe("3 november 2026");
  });

  it("counts one and many apart", () => {
    expect(nl.overview_terms_pending(1)).toBe("1 document te accepteren");
    expect(nl.overview_terms_pending(2)).toBe("2 documenten te accepteren");
    expect(en.overview_security_reset(1, 2)).toBe("1 of 2 methods for password reset");
  });
});

describe("the countdown", () => {
  it("shows minutes and seconds and stops at nought", () => {
    expect([countdown(605), countdown(59.2), countdown(0), countdown(-3)]).toEqual(["10:05", "1:00", "0:00", "0:00"]);
  });

  it("shows a time that cannot be read as it came", () => {
    expect(day("soon")).toBe("soon");
  });
});
