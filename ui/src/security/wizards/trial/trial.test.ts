import { describe, expect, it, vi } from "vitest";
import * as people from "../../../../gallery/people";
import type { RegistrationStage, RegistrationView } from "../../../backend/bindings";
import { type Answers, FakeBackend, refused } from "../../../backend/fake";
import { Trial } from "./trial.svelte";

function at(stage: RegistrationStage, id = "trial-1") {
  const value: RegistrationView = {
    id,
    kind: "trial",
    stage,
    expires_at: "2126-01-01T00:00:00Z",
    tries_remaining: 5,
    resend_after: null,
  };
  return { ok: true as const, value };
}

const code = at({ kind: "code", sent_to: "+31 6 5550 0123", channel: "sms" });
const works = at({ kind: "completed", method_id: "phone-1", default_changed: null });

function trial(method: typeof people.phone, answers: Answers) {
  const fake = new FakeBackend(people.view(people.online, people.account), answers);
  return { fake, flow: new Trial(fake, method) };
}

describe("trying a method", () => {
  it("asks for the code that was sent, and says that the phone answered", async () => {
    const { fake, flow } = trial(people.phone, { registration: code, confirmed: works });
    await flow.begin("sms");
    flow.code = "123456";
    await flow.next();
    expect(fake.calls).toEqual([
      ["startTrial", "phone-1", "sms"],
      ["confirmRegistration", "trial-1", "123456", null],
    ]);
    expect([flow.finished, flow.code]).toEqual([true, ""]);
    flow.abandon();
    expect(fake.calls.length).toBe(2);
  });

  it("can call instead, which takes the place of the text", async () => {
    const { fake, flow } = trial(people.phone, { registration: code });
    await flow.begin("sms");
    expect(flow.other).toBe("voice");
    fake.answers = { registration: at({ kind: "call", number: "+31655500123" }, "trial-2"), watched: [works] };
    await flow.begin("voice");
    expect(fake.calls).toEqual([
      ["startTrial", "phone-1", "sms"],
      ["startTrial", "phone-1", "voice"],
      ["cancelRegistration", "trial-1"],
      ["watchRegistration", "trial-2"],
    ]);
    expect([flow.by, flow.other, flow.finished]).toEqual(["voice", "sms", true]);
  });

  it("keeps what was typed when it is wrong, and begins anew when it is over", async () => {
    const { fake, flow } = trial(people.authenticatorApp, {
      registration: at({ kind: "code", sent_to: null, channel: null }),
      confirmed: refused({ code: "code_incorrect", tries_remaining: 1 }),
    });
    await flow.begin("code");
    flow.code = "000000";
    await flow.next();
    expect([flow.code, flow.registration.error?.code, flow.finished]).toEqual(["000000", "code_incorrect", false]);
    fake.answers = { ...fake.answers, confirmed: refused({ code: "too_many_tries" }) };
    await flow.next();
    expect(flow.registration.ended).toBe(true);
    await flow.again();
    expect(fake.calls.filter(([name]) => name === "startTrial").length).toBe(2);
    expect(flow.code).toBe("");
  });

  it("opens the browser for a passkey, and gives up at the service what is left", async () => {
    const { fake, flow } = trial(people.securityKey, { registration: at({ kind: "browser" }) });
    void flow.begin("browser");
    await vi.waitFor(() => expect(flow.registration.opened).toBe(true));
    flow.abandon();
    expect(fake.calls.map(([name]) => name).toSorted()).toEqual(
      ["cancelRegistration", "openRegistrationPage", "startTrial", "watchRegistration"].toSorted(),
    );
  });
});
