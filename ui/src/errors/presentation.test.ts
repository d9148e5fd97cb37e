import { describe, expect, it } from "vitest";
import { errorScenes, errors } from "../../gallery/errors";
import { locale } from "../i18n/index.svelte";
import { duration, present, presentation } from "./presentation";

const support = { error: "AADSTS50076", trace_id: "t", correlation_id: "c", timestamp: "2026-11-22T08:00:00Z" };

describe.each(["en", "nl"] as const)("b205 every refusal in %s", (language) => {
  it.each(errors)("$code says what and what next", (error) => {
    void locale.follow({ en: "en-GB", nl: "nl-NL" }[language]);
    const shown = present(error);
    expect(shown.title.length).toBeGreaterThan(5);
    expect(shown.text.length).toBeGreaterThan(15);
    expect(`${shown.title} ${shown.text}`).not.toMatch(/undefined|null|NaN|-61/);
  });
});

describe("a refusal", () => {
  it("is in a picture, whichever it is", () => {
    const shown = new Set(Object.values(errorScenes).flatMap((column) => column.map(({ code }) => code)));
    expect([...shown].sort()).toEqual(Object.keys(presentation).sort());
    for (const [name, column] of Object.entries(errorScenes)) expect(column.length, name).toBeGreaterThan(2);
  });

  it("tells two languages apart in every text", () => {
    for (const error of errors) {
      void locale.follow("en-GB");
      const english = present(error).text;
      void locale.follow("nl-NL");
      expect(present(error).text, error.code).not.toBe(english);
    }
  });

  it("that should go to the helpdesk or the administrator names them", () => {
    for (const error of errors) {
      const { next, text } = present(error);
      if (next === "helpdesk") expect(text, error.code).toMatch(/helpdesk/i);
      if (next === "administrator") expect(text, error.code).toMatch(/administrator/i);
    }
  });

  it("hands the ids of the authority to the screen and nothing else", () => {
    expect(present({ code: "sign_in_blocked", support }).support).toEqual(support);
    expect(present({ code: "offline" }).support).toBeNull();
    expect(present({ code: "unexpected", reference: "WP-9" }).reference).toBe("WP-9");
  });

  it("says how long to wait only when the service said so", () => {
    expect(present({ code: "throttled", retry_after_seconds: 45 }).text).toContain("45 seconds");
    expect(present({ code: "throttled", retry_after_seconds: null }).text).not.toMatch(/\d/);
    expect(duration(150)).toBe("3 minutes");
  });
});
