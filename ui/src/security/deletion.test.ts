import { describe, expect, it, vi } from "vitest";
import * as people from "../../gallery/people";
import type { DeleteEffect, MethodView } from "../backend/bindings";
import { type Answers, FakeBackend, refused } from "../backend/fake";
import { Deletion, otherDefaults } from "./deletion.svelte";
import { besides, remainders } from "./effects";

const done = { ok: true, value: null } as const;

function withEffect(change: Partial<DeleteEffect>, method: MethodView = people.authenticator): MethodView {
  return { ...method, effect: { ...people.effect, ...change } };
}

function deletion(method: MethodView, answers: Answers = {}, listed = true) {
  const backend = new FakeBackend(people.view(people.online, people.account), answers);
  return { backend, deletion: new Deletion(backend, method, () => listed) };
}

describe("deleting a method", () => {
  it("b27 is one request, without any word about being locked out", async () => {
    const { backend, deletion: one } = deletion(people.securityKey);
    expect(await one.confirm()).toBe(true);
    expect(backend.calls).toEqual([["deleteMethod", "passkey-1", "passkey", false]]);
  });

  it("b29 asks for the new default first, sets it, and deletes then", async () => {
    const { backend, deletion: one } = deletion(withEffect({ needs_new_default: true }));
    expect(await one.confirm()).toBe(false);
    expect([one.unsettled, one.lacksDefault, backend.calls]).toEqual([true, true, []]);
    one.newDefault = "oath";
    expect(await one.confirm()).toBe(true);
    expect(backend.calls).toEqual([
      ["setDefaultMethod", "oath"],
      ["deleteMethod", "authenticator-1", "microsoft_authenticator", false],
    ]);
  });

  it("b29 proposes the default that the organization would take", () => {
    expect(deletion(withEffect({ needs_new_default: true, new_default: people.text })).deletion.newDefault).toBe("sms");
  });

  it("b29 does not delete when the default could not be changed, and does not change it twice", async () => {
    const method = withEffect({ needs_new_default: true, new_default: people.oath });
    const { backend, deletion: one } = deletion(method, { changed: refused({ code: "timed_out" }) });
    expect(await one.confirm()).toBe(false);
    expect([one.error?.code, backend.calls.length]).toEqual(["timed_out", 1]);
    backend.answers = { changed: done, deleted: refused({ code: "offline" }) };
    expect(await one.confirm()).toBe(false);
    backend.answers = {};
    expect(await one.confirm()).toBe(true);
    expect(backend.calls.map(([name]) => name)).toEqual([
      "setDefaultMethod",
      "setDefaultMethod",
      "deleteMethod",
      "deleteMethod",
    ]);
  });

  it("removes the last way in only after it was said in so many words", async () => {
    const { backend, deletion: one } = deletion(people.lastWayIn);
    expect(await one.confirm()).toBe(false);
    expect([one.lacksConsent, backend.calls]).toEqual([true, []]);
    one.understood = true;
    expect(await one.confirm()).toBe(true);
    expect(backend.calls).toEqual([["deleteMethod", "authenticator-1", "microsoft_authenticator", true]]);
  });

  it("b207 is content when somebody else was quicker, but not while the list still has it", async () => {
    const notFound = { deleted: refused<null>({ code: "method_not_found" }) };
    expect(await deletion(people.securityKey, notFound, false).deletion.confirm()).toBe(true);
    const still = deletion(people.securityKey, notFound, true).deletion;
    expect([await still.confirm(), still.error?.code]).toEqual([false, "method_not_found"]);
  });

  it("asks for the tick when it turns out to be the last way in after all", async () => {
    const { backend, deletion: one } = deletion(people.securityKey, { deleted: refused({ code: "last_way_in" }) });
    expect([await one.confirm(), one.isLastWayIn, one.error]).toEqual([false, true, null]);
    backend.answers = {};
    expect([await one.confirm(), one.unsettled]).toEqual([false, true]);
    one.understood = true;
    expect(await one.confirm()).toBe(true);
    expect(backend.calls.map((call) => call.at(-1))).toEqual([false, true]);
  });

  it("ignores a second Yes while the first is under way", async () => {
    const { backend, deletion: one } = deletion(people.securityKey, { silent: true });
    void one.confirm();
    expect(await one.confirm()).toBe(false);
    await vi.waitFor(() => expect(backend.calls).toHaveLength(1));
  });
});

describe("what is left", () => {
  it("is told as ways to sign in, second steps and ways to reset", () => {
    expect(remainders(people.effect)).toEqual([
      { label: "Signing in", text: "Password", fine: true },
      { label: "Second step", text: "Authenticator app - notification and Phone", fine: true },
      { label: "Password reset", text: "Still possible", fine: true },
    ]);
  });

  it("says what is missing in words and numbers", () => {
    const rows = remainders(people.lastWayIn.effect);
    expect(rows.map(({ text, fine }) => [text, fine])).toEqual([
      ["Nothing", false],
      ["Nothing", false],
      ["No longer possible: you have 1 of the 2 methods you need", false],
    ]);
  });

  it("gives no tick to nothing, nor to what is not known", () => {
    const nothing = { ...people.effect, sign_in_left: [], two_step_left: [] };
    const shown = (effect: DeleteEffect) =>
      remainders(effect)
        .slice(0, 2)
        .map(({ text, fine }) => [text, fine]);
    expect(shown(nothing)).toEqual([
      ["Nothing", false],
      ["Nothing", false],
    ]);
    expect(shown({ ...people.effect, known: false })).toEqual([
      ["Not known", false],
      ["Not known", false],
    ]);
  });

  it("does not count a pass as left, but says until when it works", () => {
    const effect = { ...people.effect, two_step_left: [], pass_until: "2026-11-22T09:19:00Z" };
    const pass = (now: string) => remainders(effect, new Date(now)).find(({ label }) => label.startsWith("Temporary"));
    expect(pass("2026-11-22T09:00:00Z")?.text).toMatch(/^Works until /);
    expect([pass("2026-11-22T09:00:00Z")?.fine, pass("2026-11-22T09:20:00Z")]).toEqual([false, undefined]);
  });

  it("promises nothing about reset that the organization did not say", () => {
    const rows = remainders({ ...people.effect, reset: null, reset_possible_after: false });
    expect(rows.map(({ label }) => label)).toEqual(["Signing in", "Second step"]);
  });

  it("b59_b82 reminds of the phone app and of the key, and of nothing for the rest", () => {
    expect(besides(people.authenticator)).toMatch(/app on your phone/);
    expect(besides(people.authenticatorApp)).toMatch(/app on your phone/);
    expect(besides(people.securityKey)).toMatch(/Sign-in options › Security key/);
    expect(besides(people.email)).toBeNull();
  });

  it("b29 offers as new default only what does not go with the method", () => {
    const options = [people.push, people.oath, people.text, people.call];
    expect(otherDefaults(people.phone, options, people.text)).toEqual([people.push, people.oath]);
    expect(otherDefaults(people.authenticator, options, people.push)).toEqual([people.oath, people.text, people.call]);
  });
});
