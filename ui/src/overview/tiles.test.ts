import { describe, expect, it } from "vitest";
import * as people from "../../gallery/people";
import type { AdviceView } from "../backend/bindings";
import { locale } from "../i18n/index.svelte";
import { mood, thingsToDo } from "./state";
import { passwordTile, profileTile, securityTile, termsTile } from "./tiles";

const ready = <T>(value: T) => ({ kind: "ready", value }) as const;
const terms = (documents: (typeof people.house)[]) =>
  ready({ documents, pending: documents.filter((item) => item.pending).length, accept: { kind: "yes" } as const });

describe("the tiles", () => {
  it("count the methods for resetting the password", () => {
    expect(securityTile(ready(people.emailOnly))).toEqual({
      state: "attention",
      status: "1 of 2 methods for password reset",
    });
    expect(securityTile(ready(people.wellProtected)).state).toBe("good");
  });

  it("count methods when the organization does not say how many are needed", () => {
    const some = { ...people.wellProtected, reset: null };
    expect(securityTile(ready(some))).toEqual({ state: "good", status: "3 methods" });
    expect(securityTile(ready({ ...some, methods: [] })).state).toBe("attention");
  });

  it("say first what the security screen says first", () => {
    const advised = (...advice: AdviceView[]) => securityTile(ready({ ...people.wellProtected, advice }));
    for (const [advice, status] of [
      [{ kind: "registration_required", sign_in: 1, password_reset: 0 }, /asks for more methods/],
      [{ kind: "only_temporary_access_pass", expires_at: null, has_password: false }, /before your pass expires/],
      [{ kind: "only_text_and_voice" }, /Text messages and calls are ending/],
      [{ kind: "add_two_step" }, /two-step verification/],
      [{ kind: "registration_recommended", skips: 2, skippable: true }, /advises a stronger method/],
      [{ kind: "reconfirm_due", last_confirmed_at: null }, /still right/],
      [{ kind: "recovery_codes_few", remaining: 1 }, /1 recovery code left/],
    ] as const satisfies readonly (readonly [AdviceView, RegExp])[]) {
      const tile = advised(advice, { kind: "no_recovery_codes" });
      expect([tile.state, tile.status]).toEqual(["attention", expect.stringMatching(status)]);
    }
    expect(advised({ kind: "no_recovery_codes" }).state).toBe("good");
    expect(advised().state).toBe("good");
  });

  it("say what is urgent before what is counted, and the count before the rest", () => {
    const one = (advice: AdviceView) => securityTile(ready({ ...people.emailOnly, advice: [advice] })).status;
    expect(one({ kind: "only_temporary_access_pass", expires_at: null, has_password: false })).toMatch(
      /before your pass expires/,
    );
    expect(one({ kind: "reconfirm_due", last_confirmed_at: null })).toBe("1 of 2 methods for password reset");
  });

  it("speak Dutch as well", async () => {
    await locale.follow("nl-NL");
    const advice: AdviceView[] = [{ kind: "only_text_and_voice" }];
    expect(securityTile(ready({ ...people.wellProtected, advice })).status).toBe(
      "Sms-berichten en oproepen verdwijnen",
    );
  });

  it("count the documents to accept", () => {
    expect(termsTile(terms([people.house, people.acceptedItem])).status).toBe("1 document to accept");
    expect(termsTile(terms([people.acceptedItem])).state).toBe("good");
    expect(termsTile(terms([])).status).toBe("No terms of use");
  });

  it("b117 tell a password that expires two weeks ahead", () => {
    const now = Date.parse("2026-11-22T09:00:00Z");
    const tile = (expires_at: string | null) => {
      const { password } = people.account;
      return passwordTile({ ...people.account, password: password && { ...password, expires_at } }, now);
    };
    expect(tile(null)).toEqual({ state: "neutral", status: "Last changed on 3 February 2026" });
    expect(tile("2026-12-07T09:00:00Z")?.state).toBe("neutral");
    expect(tile("2026-12-01T09:00:00Z")).toEqual({ state: "attention", status: "Change it before 1 December 2026." });
    expect(passwordTile({ ...people.account, password: null })).toBeNull();
    const { actions } = people.accountWith("change_password", { kind: "absent" });
    expect(passwordTile({ ...people.account, actions })).toBeNull();
  });

  it("say why something is not there", () => {
    const tile = profileTile({ kind: "unavailable", reason: "no_directory" });
    expect(tile.state).toBe("unavailable");
    expect(tile.reason).toMatch(/does not offer/);
  });
});

describe("am I all right?", () => {
  const account = { ...people.account, security: ready(people.wellProtected), terms: terms([people.acceptedItem]) };

  it("is yes only when everything was read and nothing is to be done", () => {
    expect(mood(account)).toBe("all_right");
    expect(mood({ ...account, terms: { kind: "loading" } })).toBe("loading");
    expect(mood({ ...account, terms: { kind: "unavailable", reason: "offline" } })).toBe("unsure");
  });

  it("counts one thing per tile", () => {
    expect(thingsToDo({ ...account, security: ready(people.emailOnly) })).toBe(1);
    expect(thingsToDo({ ...account, security: ready(people.emailOnly), terms: terms([people.house]) })).toBe(2);
    expect(mood({ ...account, terms: terms([people.house]), security: { kind: "loading" } })).toBe("to_do");
  });
});
