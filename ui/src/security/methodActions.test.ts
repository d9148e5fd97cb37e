import { describe, expect, it } from "vitest";
import operations from "../../gallery/operations.json";
import * as people from "../../gallery/people";
import { presentAdvice } from "../design/advice";
import { optionName, overriddenText } from "./defaults";
import { methodName } from "./kinds";
import { methodActions } from "./methodActions";
import { recoveryTask } from "./task";

const names = (method: typeof people.phone) => methodActions(method).map(({ name }) => name);

describe("b41 what can be done with a method", () => {
  it("is what the table gives it, and nothing for what it has no operation for", () => {
    expect(names(people.phone)).toEqual(["change", "rename", "sms_sign_in", "trial", "delete"]);
    expect(names(people.authenticator)).toEqual(["rename", "trial", "delete"]);
    expect(names(people.email)).toEqual(["change", "trial", "delete"]);
    expect(names(people.securityQuestions)).toEqual(["delete"]);
    expect(names(people.token)).toEqual(["activate", "delete"]);
    expect(names(people.password)).toEqual([]);
    expect(names(people.recoveryCodes)).toEqual(["renew", "delete"]);
    expect(names(people.unknownMethod)).toEqual([]);
  });

  it("b41 is in the pictures nothing but what the app can make of a kind", () => {
    const isMethod = (one: unknown): one is typeof people.phone =>
      typeof one === "object" && one !== null && "effect" in one && "kind" in one;
    const shown = Object.values(people).filter(isMethod);
    expect(shown.length).toBeGreaterThan(12);
    for (const method of shown)
      expect(
        names(method).filter((name) => !(operations[method.kind] as string[]).includes(name)),
        method.id,
      ).toEqual([]);
  });

  it("b66 turns SMS sign-in on where it is off, and off where it is on", () => {
    const sms = (state: "on" | "off") =>
      methodActions({ ...people.phone, sms_sign_in: { state, switch: { kind: "yes" }, last_way_in: false } }).find(
        ({ name }) => name === "sms_sign_in",
      )?.label;
    expect([sms("off"), sms("on")]).toEqual(["Turn on SMS sign-in", "Turn off SMS sign-in"]);
  });

  it("names the method for those who hear one button at a time", () => {
    expect(methodActions(people.recoveryCodes).map(({ full }) => full)).toEqual([
      "Renew Recovery codes",
      "Delete Recovery codes",
    ]);
    expect(methodName(people.alternatePhone)).toBe("Alternate phone +31 6 5550 0456");
    expect(methodName(people.unknownMethod)).toBe("Other method (voiceAuthenticationMethod)");
    expect(methodName(people.authenticatorApp)).toBe("Authenticator app - code Aegis op mijn oude telefoon");
  });
});

describe("the default sign-in method", () => {
  it("b30 stands with its number where it has one", () => {
    expect([people.push, people.oath, people.text, people.call].map(optionName)).toEqual([
      "Authenticator app - notification",
      "Authenticator app or hardware token",
      "Phone - text (+31 6 5550 0123)",
      "Phone - call (+31 6 5550 0123)",
    ]);
  });

  it("b32 says that the organization's choice goes first, and which it is when that is known", () => {
    expect(overriddenText({ by: "passkey" })).toMatch(/That is now: Passkey/);
    expect(overriddenText({ by: null })).not.toMatch(/That is now/);
  });
});

describe("advice", () => {
  it("b36 tells until when the pass works", () => {
    const pass = (expires_at: string | null, has_password = false) =>
      presentAdvice({ kind: "only_temporary_access_pass", expires_at, has_password }).text;
    expect(pass("2026-11-23T12:00:00Z")).toMatch(/23 November 2026/);
    expect(pass(null)).not.toMatch(/null/);
    expect([pass(null), pass(null, true)].map((text) => /cannot get in any more/.test(text))).toEqual([true, false]);
  });

  it("b90 counts what is missing for signing in and for reset apart", () => {
    const text = (sign_in: number, password_reset: number) =>
      presentAdvice({ kind: "registration_required", sign_in, password_reset }).text;
    expect(text(1, 2)).toMatch(/1 method for signing in.*2 methods for password reset/);
    expect(text(0, 1)).not.toMatch(/signing in\./);
  });

  it("b94 offers to put it off only as long as that is allowed", () => {
    const recommended = (skippable: boolean) =>
      presentAdvice({ kind: "registration_recommended", skips: 1, skippable });
    expect([recommended(true).actions, recommended(false).actions]).toEqual([["add", "later"], ["add"]]);
    expect(recommended(true).text).toMatch(/1 more time\./);
    expect(recommended(false).text).not.toMatch(/more time/);
  });

  it("leads to recovery codes by the row there is, else by the choice, else not at all", () => {
    expect(recoveryTask(people.complete)).toEqual({ what: "renew", method: people.recoveryCodes });
    expect(recoveryTask(people.allOnThePhone)?.what).toBe("add");
    expect(recoveryTask(people.emailOnly)).toBeNull();
  });
});
