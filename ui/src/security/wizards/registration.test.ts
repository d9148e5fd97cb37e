import { describe, expect, it, vi } from "vitest";
import * as people from "../../../gallery/people";
import type { RegistrationStage, RegistrationView } from "../../backend/bindings";
import { type Answers, FakeBackend, refused } from "../../backend/fake";
import { Authenticator } from "./authenticator/authenticator.svelte";
import { AuthenticatorCode } from "./authenticator-code/app.svelte";
import { faultOf } from "./faults";
import { HardwareToken } from "./hardware-token/token.svelte";
import { Passkey } from "./passkey/passkey.svelte";

const secret: RegistrationStage = {
  kind: "scan_secret",
  qr: null,
  secret_key: "JBSWY3DPEHPK3PXP",
  issuer: "Noorderlicht",
  account_name: "anna@noorderlicht.example",
  uri: "otpauth://totp/x",
};
const completed: RegistrationStage = { kind: "completed", method_id: "m-1", default_changed: people.oath };

function at(stage: RegistrationStage, id = "reg-1") {
  const value: RegistrationView = {
    id,
    kind: "authenticator_code",
    stage,
    expires_at: "2126-01-01T00:00:00Z",
    tries_remaining: 5,
    resend_after: null,
  };
  return { ok: true as const, value };
}

function backend(answers: Answers): FakeBackend {
  return new FakeBackend(people.view(people.online, people.account), answers);
}

const asked = (fake: FakeBackend) => fake.calls.map(([name]) => name);

describe("an authenticator app with codes", () => {
  it("b51_b53_b57 goes from app to QR code to code to done, and the secret goes with it", async () => {
    const fake = backend({ registration: at(secret), confirmed: at(completed) });
    const flow = new AuthenticatorCode(fake);
    await flow.next();
    expect([flow.step, flow.secret?.secret_key]).toEqual(["scan", "JBSWY3DPEHPK3PXP"]);
    await flow.next();
    flow.code = "123456";
    flow.name = " Aegis ";
    await flow.next();
    expect(fake.calls).toEqual([
      ["startAuthenticatorCodeRegistration", null],
      ["confirmRegistration", "reg-1", "123456", "Aegis"],
    ]);
    expect([flow.step, flow.secret, flow.code, flow.newDefault]).toEqual(["done", null, "", people.oath]);
  });

  it("keeps the secret on the way back, because the app may have it already", async () => {
    const fake = backend({ registration: at(secret) });
    const flow = new AuthenticatorCode(fake);
    await flow.next();
    await flow.next();
    flow.back();
    flow.back();
    await flow.next();
    expect([flow.step, asked(fake)]).toEqual(["scan", ["startAuthenticatorCodeRegistration"]]);
  });

  it("stays on the code with what was typed when it is wrong", async () => {
    const fake = backend({
      registration: at(secret),
      confirmed: refused({ code: "code_incorrect", tries_remaining: 3 }),
    });
    const flow = new AuthenticatorCode(fake);
    await flow.next();
    await flow.next();
    flow.code = "000000";
    await flow.next();
    expect([flow.step, flow.code, flow.registration.error?.code, flow.registration.ended]).toEqual([
      "code",
      "000000",
      "code_incorrect",
      false,
    ]);
  });

  it("begins anew with another secret when the first is over", async () => {
    const fake = backend({ registration: at(secret), confirmed: refused({ code: "registration_expired" }) });
    const flow = new AuthenticatorCode(fake);
    await flow.next();
    await flow.next();
    await flow.next();
    expect(flow.registration.ended).toBe(true);
    fake.answers.registration = at({ ...secret, secret_key: "OTHER" }, "reg-2");
    await flow.begin();
    expect([flow.step, flow.secret?.secret_key, flow.registration.ended]).toEqual(["scan", "OTHER", false]);
  });

  it("gives it up at the service and forgets the secret when one leaves", async () => {
    const fake = backend({ registration: at(secret) });
    const flow = new AuthenticatorCode(fake);
    expect(flow.loses).toBeNull();
    await flow.next();
    expect(flow.loses).toMatch(/Remove it there/);
    flow.abandon();
    flow.abandon();
    expect([flow.secret, asked(fake)]).toEqual([null, ["startAuthenticatorCodeRegistration", "cancelRegistration"]]);
  });

  it("gives up also what the service begins only after one left", async () => {
    const fake = backend({ registration: at(secret) });
    const flow = new AuthenticatorCode(fake);
    const starting = flow.next();
    flow.abandon();
    await starting;
    expect([flow.secret, asked(fake)]).toEqual([null, ["startAuthenticatorCodeRegistration", "cancelRegistration"]]);
  });
});

describe("a phone that approves", () => {
  const page = at({ kind: "scan_page", qr: null, page: "https://noorderlicht.example/approve#once" });
  const approve = at({ kind: "approve", number: "42", device_name: "Pixel 9" });

  it("b53_b55_b56 scans, asks for the number, and becomes the default", async () => {
    vi.useFakeTimers();
    const fake = backend({ registration: page, watched: [page, approve, at(completed)] });
    const flow = new Authenticator(fake);
    const steps: string[] = [flow.step];
    const watch = fake.watchRegistration;
    fake.watchRegistration = async (id) => {
      steps.push(flow.step);
      return watch(id);
    };
    const done = flow.begin();
    await vi.runAllTimersAsync();
    await done;
    vi.useRealTimers();
    expect([...steps, flow.step]).toEqual(["prepare", "scan", "scan", "approve", "done"]);
    expect([flow.finished, flow.loses]).toEqual([true, null]);
  });

  it("b54_b60 adds nothing when the phone says no, and tries anew", async () => {
    const fake = backend({ registration: page, watched: [approve, at({ kind: "declined" })] });
    const flow = new Authenticator(fake);
    await flow.begin();
    expect([flow.step, flow.registration.stage?.kind, flow.loses]).toEqual(["approve", "declined", null]);
    fake.answers.watched = [at(completed)];
    await flow.begin();
    expect(flow.step).toBe("done");
  });

  it("sends the request again within the same attempt", async () => {
    const fake = backend({ registration: page, watched: [approve] });
    const flow = new Authenticator(fake);
    void flow.begin();
    await vi.waitFor(() => expect(flow.step).toBe("approve"));
    fake.answers.registration = at({ kind: "approve", number: "77", device_name: null });
    await flow.registration.resend();
    expect([fake.calls.at(-1), flow.registration.stage]).toEqual([
      ["resendRegistration", "reg-1"],
      { kind: "approve", number: "77", device_name: null },
    ]);
  });

  it("starts from the beginning after one went back", async () => {
    const fake = backend({ registration: page });
    const flow = new Authenticator(fake);
    void flow.begin();
    await vi.waitFor(() => expect(flow.step).toBe("scan"));
    expect(flow.loses).toMatch(/stops working/);
    flow.back();
    expect([flow.step, asked(fake).at(-1)]).toEqual(["prepare", "cancelRegistration"]);
  });
});

describe("a passkey", () => {
  const browser = at({ kind: "browser" });

  it("b81 opens the browser, waits as long as it takes, and notices the end", async () => {
    vi.useFakeTimers();
    const fake = backend({ registration: browser, watched: [browser, browser, at(completed)] });
    const flow = new Passkey(fake);
    flow.name = "Blue key ";
    const done = flow.begin();
    await vi.runAllTimersAsync();
    await done;
    vi.useRealTimers();
    expect([flow.step, flow.loses, flow.registration.opened]).toEqual(["done", null, true]);
    expect(fake.calls.slice(0, 2)).toEqual([
      ["startPasskeyRegistration", "Blue key"],
      ["openRegistrationPage", "reg-1"],
    ]);
    expect(asked(fake).filter((name) => name === "watchRegistration")).toHaveLength(3);
  });

  it("opens no browser for whoever left while it began, and takes it back", async () => {
    const fake = backend({ registration: browser });
    const flow = new Passkey(fake);
    const starting = flow.begin();
    flow.abandon();
    await starting;
    expect(asked(fake)).toEqual(["startPasskeyRegistration", "cancelRegistration"]);
  });

  it("says when no browser opened, and can open it again", async () => {
    const fake = backend({ registration: browser });
    fake.openRegistrationPage = async () => refused({ code: "browser_not_opened" });
    const flow = new Passkey(fake);
    void flow.begin();
    await vi.waitFor(() => expect(flow.registration.unopened?.code).toBe("browser_not_opened"));
    expect(flow.registration.opened).toBe(false);
    fake.openRegistrationPage = async () => ({ ok: true, value: null });
    await flow.registration.open();
    expect([flow.registration.opened, flow.registration.unopened]).toEqual([true, null]);
  });

  it("b85 says that the make is not allowed, and begins anew", async () => {
    const failed = at({ kind: "failed", reason: "make_not_allowed" });
    const fake = backend({ registration: browser, watched: [failed] });
    const flow = new Passkey(fake);
    await flow.begin();
    expect([flow.step, flow.registration.stage?.kind, flow.loses]).toEqual(["browser", "failed", null]);
    fake.answers.watched = [at(completed)];
    await flow.begin();
    expect([flow.step, asked(fake).includes("cancelRegistration")]).toEqual(["done", false]);
  });

  it("waits on after the network was away", async () => {
    const fake = backend({ registration: browser, watched: [refused({ code: "offline" })] });
    const flow = new Passkey(fake);
    await flow.begin();
    expect([flow.registration.error?.code, flow.registration.ended]).toEqual(["offline", false]);
    fake.answers.watched = [at(completed)];
    await flow.follow();
    expect(flow.step).toBe("done");
  });

  it("takes no notice of what comes after one went back", async () => {
    const fake = backend({ registration: browser });
    const flow = new Passkey(fake);
    void flow.begin();
    await vi.waitFor(() => expect(asked(fake)).toContain("watchRegistration"));
    flow.back();
    expect([flow.step, flow.registration.view, asked(fake).at(-1)]).toEqual(["prepare", null, "cancelRegistration"]);
  });
});

describe("following what happens elsewhere", () => {
  const browser = at({ kind: "browser" });
  const looks = (fake: FakeBackend) => asked(fake).filter((name) => name === "watchRegistration").length;

  it("asks once a second at the most where every answer comes at once", async () => {
    vi.useFakeTimers();
    const fake = backend({ registration: browser, watched: Array.from({ length: 100 }, () => browser) });
    const flow = new Passkey(fake);
    void flow.begin();
    await vi.advanceTimersByTimeAsync(3_500);
    expect(looks(fake)).toBe(4);
    flow.back();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks(fake)).toBe(4);
    vi.useRealTimers();
  });

  it("leaves the service alone for as long as it asks, and goes on then", async () => {
    vi.useFakeTimers();
    const fake = backend({
      registration: browser,
      watched: [refused({ code: "throttled", retry_after_seconds: 90 }), at(completed)],
    });
    const flow = new Passkey(fake);
    const done = flow.begin();
    await vi.advanceTimersByTimeAsync(89_000);
    expect([looks(fake), flow.registration.error]).toEqual([1, null]);
    await vi.advanceTimersByTimeAsync(2_000);
    await done;
    expect([looks(fake), flow.step]).toEqual([2, "done"]);
    vi.useRealTimers();
  });
});

describe("a hardware token", () => {
  it("is activated by its code", async () => {
    const fake = backend({});
    const flow = new HardwareToken(fake, "token-1");
    flow.code = "123456";
    await flow.next();
    expect(fake.calls).toEqual([["activateHardwareToken", "token-1", "123456", null]]);
    expect([flow.finished, flow.code]).toEqual([true, ""]);
  });

  it("stays on the code when it is refused", async () => {
    const flow = new HardwareToken(
      backend({ changed: refused({ code: "code_incorrect", tries_remaining: null }) }),
      "t",
    );
    flow.code = "111111";
    await flow.next();
    expect([flow.finished, flow.code, flow.error?.code]).toEqual([false, "111111", "code_incorrect"]);
  });
});

describe("a change that is under way", () => {
  it("is worth a question: nobody knows yet how it ends", async () => {
    const fake = backend({ registration: at(secret) });
    const flow = new AuthenticatorCode(fake);
    await flow.next();
    await flow.next();
    expect(flow.changing).toBeNull();
    fake.answers.silent = true;
    void flow.next();
    expect(flow.changing).toMatch(/being carried out/);
  });

  it("is not over before the service answered", async () => {
    const fake = backend({ changed: refused({ code: "timed_out" }) });
    const token = new HardwareToken(fake, "t-1");
    const trying = token.next();
    expect(token.changing).toMatch(/being carried out/);
    await trying;
    expect(token.changing).toBeNull();
  });
});

describe("two fields of one step", () => {
  it("each show only the refusal that is theirs", () => {
    const wrong = { code: "code_incorrect", tries_remaining: null } as const;
    expect([faultOf("code", wrong), faultOf("name", wrong)]).toEqual([expect.stringMatching(/code/i), null]);
    const name = { code: "name_invalid" } as const;
    expect([faultOf("code", name), faultOf("name", name)]).toEqual([null, expect.stringMatching(/name/i)]);
    expect([faultOf("code", { code: "offline" }), faultOf("name", { code: "offline" })]).toEqual([null, null]);
  });
});
