import { describe, expect, it } from "vitest";
import * as people from "../../../../gallery/people";
import { FakeBackend, refused } from "../../../backend/fake";
import { EmailWizard } from "./wizard.svelte";

function wizard(answers: ConstructorParameters<typeof FakeBackend>[1] = {}, now = Date.now) {
  const backend = new FakeBackend(people.view(people.online, people.account), answers);
  return { backend, wizard: new EmailWizard(backend, { replaces: null }, now) };
}

async function toCode(answers: ConstructorParameters<typeof FakeBackend>[1] = {}, now = Date.now) {
  const both = wizard(answers, now);
  both.wizard.address = " anna@example.com ";
  await both.wizard.submitAddress();
  return both;
}

describe("the wizard of an e-mail address", () => {
  it("b43 goes from address to code to done", async () => {
    const { wizard: steps, backend } = await toCode();
    expect(steps.step).toBe("code");
    steps.code = "123456";
    await steps.submitCode();
    expect(steps.step).toBe("done");
    expect(backend.calls).toEqual([
      ["startEmailChallenge", "anna@example.com", null],
      ["confirmEmailChallenge", "challenge-1", "123456"],
    ]);
  });

  it("b44 stays on the address with the reason when it is refused", async () => {
    const { wizard: steps } = await toCode({ challenge: refused({ code: "email_is_work_address" }) });
    expect([steps.step, steps.challenge.error?.code, steps.address]).toEqual([
      "address",
      "email_is_work_address",
      " anna@example.com ",
    ]);
  });

  it("b46 stays on the code with what was typed when the code is wrong", async () => {
    const { wizard: steps } = await toCode({ confirm: refused({ code: "code_incorrect", tries_remaining: 3 }) });
    steps.code = "111111";
    await steps.submitCode();
    expect([steps.step, steps.code, steps.challenge.ended]).toEqual(["code", "111111", false]);
  });

  it("asks for a new code when the old one can no longer work", async () => {
    const { wizard: steps, backend } = await toCode({ confirm: refused({ code: "too_many_tries" }) });
    steps.code = "111111";
    await steps.submitCode();
    expect([steps.step, steps.code, steps.challenge.ended]).toEqual(["code", "", true]);
    await steps.again();
    expect(backend.calls.at(-1)).toEqual(["startEmailChallenge", "anna@example.com", null]);
    expect(steps.challenge.error).toBeNull();
  });

  it("b47 sends another code within the same challenge", async () => {
    const { wizard: steps, backend } = await toCode();
    await steps.again();
    expect(backend.calls.at(-1)).toEqual(["resendEmailChallenge", "challenge-1"]);
    expect(steps.challenge.sent).toBe(2);
  });

  it("loses nothing on the way back and sends no second message to the same address", async () => {
    const { wizard: steps, backend } = await toCode();
    steps.code = "12";
    steps.back();
    expect([steps.step, steps.address]).toEqual(["address", " anna@example.com "]);
    await steps.submitAddress();
    expect([steps.step, steps.code]).toEqual(["code", "12"]);
    expect(backend.calls).toHaveLength(1);
  });

  it("sends no second message when the app writes the domain in another way", async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    const value = {
      id: "challenge-1",
      email_address: "anna@example.com",
      expires_at: inAnHour,
      resend_after: inAnHour,
      tries_remaining: 5,
    };
    const { wizard: steps, backend } = wizard({ challenge: { ok: true, value } });
    steps.address = "anna@EXAMPLE.com";
    await steps.submitAddress();
    steps.back();
    await steps.submitAddress();
    expect(steps.step).toBe("code");
    expect(backend.calls).toHaveLength(1);
  });

  it("sends a new code when one goes back from a code that no longer works", async () => {
    const { wizard: steps, backend } = await toCode({ confirm: refused({ code: "too_many_tries" }) });
    steps.code = "111111";
    await steps.submitCode();
    steps.back();
    await steps.submitAddress();
    expect([steps.step, steps.challenge.ended]).toEqual(["code", false]);
    expect(backend.calls.filter(([name]) => name === "startEmailChallenge")).toHaveLength(2);
  });

  it("sends a new code to another address", async () => {
    const { wizard: steps, backend } = await toCode();
    steps.back();
    steps.address = "anna2@example.com";
    await steps.submitAddress();
    expect(backend.calls.at(-1)).toEqual(["startEmailChallenge", "anna2@example.com", null]);
  });

  it("sends a new code when the time of the first has passed meanwhile", async () => {
    let time = Date.now();
    const { wizard: steps, backend } = await toCode({}, () => time);
    steps.back();
    time += 11 * 60_000;
    await steps.submitAddress();
    expect(backend.calls.map(([name]) => name)).toEqual(["startEmailChallenge", "startEmailChallenge"]);
  });

  it("ignores a second click while the first is under way", async () => {
    const { wizard: steps, backend } = wizard({ silent: true });
    steps.address = "anna@example.com";
    void steps.submitAddress();
    await steps.submitAddress();
    expect(backend.calls).toHaveLength(1);
  });

  it("gives the code up when one leaves, and not after it was used", async () => {
    const first = await toCode();
    first.wizard.abandon();
    first.wizard.abandon();
    expect(first.backend.calls.slice(1)).toEqual([["cancelEmailChallenge", "challenge-1"]]);
    const second = await toCode();
    await second.wizard.submitCode();
    second.wizard.abandon();
    expect(second.backend.calls.at(-1)?.[0]).toBe("confirmEmailChallenge");
  });

  it("gives the code up also when it is sent only after one left", async () => {
    const { wizard: steps, backend } = wizard();
    steps.address = "anna@example.com";
    const sending = steps.submitAddress();
    steps.abandon();
    await sending;
    expect([steps.step, backend.calls.at(-1)]).toEqual(["address", ["cancelEmailChallenge", "challenge-1"]]);
  });

  it("names the method that the new address replaces", async () => {
    const backend = new FakeBackend(people.view(people.online, people.account));
    const steps = new EmailWizard(backend, { replaces: { id: "email-1", address: "old@example.com" } });
    steps.address = "new@example.com";
    await steps.submitAddress();
    expect(backend.calls).toEqual([["startEmailChallenge", "new@example.com", "email-1"]]);
  });
});
