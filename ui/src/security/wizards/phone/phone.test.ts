import { describe, expect, it, vi } from "vitest";
import * as people from "../../../../gallery/people";
import type { ChannelName, PhoneCheckView, PhoneSlotView, RegistrationStage } from "../../../backend/bindings";
import { type Answers, FakeBackend, refused } from "../../../backend/fake";
import { byName } from "./countries";
import { channelsOf, Phone } from "./phone.svelte";

const checked: PhoneCheckView = {
  e164: "+31612345678",
  national: "06 12345678",
  international: "+31 6 12345678",
  country: "NL",
  kind: "mobile",
  extension_removed: false,
};
const number = { ok: true, value: checked } as const;
const code: RegistrationStage = { kind: "code", sent_to: "+31612345678", channel: "sms" };
const call: RegistrationStage = { kind: "call", number: "+31612345678" };
const completed: RegistrationStage = { kind: "completed", method_id: "phone-1", default_changed: null };

function at(stage: RegistrationStage, id = "reg-1") {
  const times = { expires_at: "2126-01-01T00:00:00Z", resend_after: null, tries_remaining: 5 };
  return { ok: true as const, value: { id, kind: "phone" as const, stage, ...times } };
}

function phone(
  answers: Answers,
  slot: PhoneSlotView = "mobile",
  replaces: Phone["purpose"]["replaces"] = null,
  channels: ChannelName[] = slot === "mobile" ? ["sms", "voice"] : ["voice"],
) {
  const backend = new FakeBackend(people.view(people.online, people.account), { number, ...answers });
  const one = new Phone(backend, { slot, replaces, channels });
  one.country = "NL";
  one.number = "06 12345678";
  return { backend, phone: one };
}

const asked = (backend: FakeBackend) => backend.calls.map(([name]) => name);

describe("adding a phone", () => {
  it("b62 goes from number to code to done", async () => {
    const { backend, phone: one } = phone({ registration: at(code), confirmed: at(completed) });
    await one.next();
    expect([one.step, one.checked?.international]).toEqual(["verify", "+31 6 12345678"]);
    one.code = "123456";
    await one.next();
    expect([one.finished, one.code]).toEqual([true, ""]);
    expect(backend.calls).toEqual([
      ["checkPhoneNumber", "06 12345678", "NL"],
      [
        "startPhoneRegistration",
        { phoneNumber: "+31612345678", slot: "mobile", channel: "sms", replacesMethod: null, acceptLockOut: false },
      ],
      ["confirmRegistration", "reg-1", "123456", null],
    ]);
  });

  it("b67 waits for the call to be answered", async () => {
    const { backend, phone: one } = phone({ registration: at(call), watched: [at(call), at(completed)] });
    one.channel = "voice";
    await one.next();
    expect(one.finished).toBe(true);
    expect(asked(backend).filter((name) => name === "watchRegistration")).toHaveLength(2);
  });

  it("b67 calls again when nobody answered", async () => {
    const { phone: one, backend } = phone({
      registration: at(call),
      watched: [at({ kind: "failed", reason: "no_answer" })],
    });
    one.channel = "voice";
    await one.next();
    expect([one.step, one.registration.stage?.kind]).toEqual(["verify", "failed"]);
    backend.answers.watched = [at(completed)];
    await one.again();
    expect(one.finished).toBe(true);
  });

  it("b63_b70 sends nothing to a number that cannot be one", async () => {
    const { backend, phone: one } = phone({ number: refused({ code: "invalid_phone_number" }) });
    await one.next();
    expect([one.step, one.fault?.code, one.number]).toEqual(["number", "invalid_phone_number", "06 12345678"]);
    expect(asked(backend)).toEqual(["checkPhoneNumber"]);
  });

  it("b65 stays on the number when no more messages are sent for now", async () => {
    const { phone: one } = phone({ registration: refused({ code: "text_limit_reached", retry_after_seconds: 600 }) });
    await one.next();
    expect([one.step, one.registration.error?.code]).toEqual(["number", "text_limit_reached"]);
  });

  it("b69 offers calls only for the alternate and the office phone", () => {
    expect(phone({}, "alternate_mobile").phone.channel).toBe("voice");
    expect(phone({}, "office").phone.channels).toEqual(["voice"]);
    expect(phone({}).phone.channels).toEqual(["sms", "voice"]);
  });

  it("b24_b205 offers what the organization verifies numbers by, and says why the rest is missing", () => {
    const of = (slot: PhoneSlotView, ...channels: ChannelName[]) => {
      const { phone: one } = phone({}, slot, null, channels);
      return [one.channel, one.without];
    };
    expect(of("mobile", "sms", "voice")).toEqual(["sms", null]);
    expect(of("mobile", "sms")).toEqual(["sms", "calls"]);
    expect(of("mobile", "voice")).toEqual(["voice", "texts"]);
    expect(of("alternate_mobile", "voice")).toEqual(["voice", "texts_here"]);
    expect(of("office", "voice")).toEqual(["voice", null]);
  });

  it("b24_b71 a number is changed by what its own row of the policy names", () => {
    const rows = [
      people.choice("email"),
      people.choice("phone", { slot: "office", channels: ["voice"] }),
      people.choice("phone", { slot: "mobile", channels: ["sms"], add: { kind: "no", reason: "limit_reached" } }),
    ];
    expect(channelsOf(rows, "mobile")).toEqual(["sms"]);
    expect(channelsOf(rows, "office")).toEqual(["voice"]);
    expect(channelsOf([people.choice("phone")], "mobile"), "one row for every phone").toEqual(["sms", "voice"]);
    expect(channelsOf(rows.slice(0, 1), "mobile")).toEqual([]);
  });

  it("b42 tells that a way was taken back meanwhile, and stays on the number", async () => {
    const { phone: one } = phone({ registration: refused({ code: "phone_channel_not_allowed" }) });
    await one.next();
    expect([one.step, one.registration.error?.code]).toEqual(["number", "phone_channel_not_allowed"]);
  });

  it("b66_b71 does not end the last way in, SMS sign-in with the old number, without a word about it", async () => {
    const old = { id: "phone-0", number: "+31 6 1", signsIn: true, lastWayIn: true };
    const { phone: one, backend } = phone({ registration: at(code) }, "mobile", old);
    await one.next();
    expect([one.unsettled, asked(backend)]).toEqual([true, []]);
    one.understood = true;
    await one.next();
    expect(backend.calls.at(-1)?.[1]).toMatchObject({ replacesMethod: "phone-0", acceptLockOut: true });
    // The list of now says so, the one that was shown did not.
    const later = phone({ registration: refused({ code: "last_way_in" }) }, "mobile", { ...old, lastWayIn: false });
    await later.phone.next();
    expect([later.phone.step, later.phone.isLastWayIn]).toEqual(["number", true]);
  });

  it("b71 names the method that the new number replaces once it is verified", async () => {
    const old = { id: "phone-0", number: "+31 6 1", signsIn: false, lastWayIn: false };
    const { backend, phone: one } = phone({ registration: at(code) }, "mobile", old);
    await one.next();
    expect(backend.calls.at(-1)?.[1]).toMatchObject({ replacesMethod: "phone-0" });
  });

  it("loses nothing on the way back and sends no second message to the same number", async () => {
    const { backend, phone: one } = phone({ registration: at(code) });
    await one.next();
    one.code = "12";
    one.back();
    await one.next();
    expect([one.step, one.code]).toEqual(["verify", "12"]);
    expect(asked(backend).filter((name) => name === "startPhoneRegistration")).toHaveLength(1);
  });

  it("sends anew to another number, and by another way, and gives the first attempt up", async () => {
    const { backend, phone: one } = phone({ registration: at(code) });
    await one.next();
    one.back();
    one.channel = "voice";
    backend.answers.registration = at(call, "reg-2");
    void one.next();
    await vi.waitFor(() => expect(one.registration.view?.id).toBe("reg-2"));
    expect(backend.calls).toContainEqual(["cancelRegistration", "reg-1"]);
  });

  it("begins anew when the code is over", async () => {
    const { backend, phone: one } = phone({ registration: at(code), confirmed: refused({ code: "too_many_tries" }) });
    await one.next();
    one.code = "111111";
    await one.next();
    expect([one.code, one.registration.ended]).toEqual(["", true]);
    await one.again();
    expect(asked(backend).filter((name) => name === "startPhoneRegistration")).toHaveLength(2);
    expect(one.registration.ended).toBe(false);
  });

  it("sends another code within the same attempt", async () => {
    const { backend, phone: one } = phone({ registration: at(code) });
    await one.next();
    await one.again();
    expect(backend.calls.at(-1)).toEqual(["resendRegistration", "reg-1"]);
    expect(one.registration.sent).toBe(2);
  });

  it("gives the attempt up when one leaves, and not after it succeeded", async () => {
    const first = phone({ registration: at(code) });
    await first.phone.next();
    first.phone.abandon();
    expect(first.backend.calls.at(-1)).toEqual(["cancelRegistration", "reg-1"]);
    const second = phone({ registration: at(code), confirmed: at(completed) });
    await second.phone.next();
    await second.phone.next();
    second.phone.abandon();
    expect(asked(second.backend)).not.toContain("cancelRegistration");
  });
});

describe("the countries", () => {
  const countries = [
    { code: "DE", calling_code: 49 },
    { code: "NL", calling_code: 31 },
    { code: "BE", calling_code: 32 },
  ];

  it("b62 are those that the organization allows, beginning with its own, whatever the language", async () => {
    const { phone: one } = phone({ countries });
    const began = async (allowed: string[] | null, ...homes: (string | null | undefined)[]) => {
      one.country = "";
      await one.load(allowed, homes);
      return one.country;
    };
    expect(await began(["NL", "BE"], "NL", "GB")).toBe("NL");
    expect(one.countries.map(({ code }) => code)).toEqual(["NL", "BE"]);
    // Where it does not say its own, or does not allow it, the region of the language.
    expect(await began(null, null, "BE")).toBe("BE");
    expect(await began(["NL", "BE"], "DE", "BE")).toBe("BE");
    expect(await began(["NL"], undefined, "US")).toBe("NL");
    // What was chosen meanwhile stays.
    one.country = "DE";
    await one.load(null, ["NL"]);
    expect(one.country).toBe("DE");
  });

  it("stand in the order of their names in the language", () => {
    expect(byName(countries, "nl-NL").map(({ name }) => name)).toEqual(["België", "Duitsland", "Nederland"]);
    expect(byName(countries, "en-GB").map(({ name }) => name)).toEqual(["Belgium", "Germany", "Netherlands"]);
  });
});
