import { describe, expect, it } from "vitest";
import { profile } from "../../gallery/people";
import { signedIn } from "../../gallery/scene";
import type { ProfileFieldView, UiError } from "../backend/bindings";
import { type Answers, FakeBackend } from "../backend/fake";
import { Edit } from "./edit.svelte";

const fields = profile.fields.filter(({ block }) => block === "contact");
const begin = (answers: Answers = {}) => {
  const backend = new FakeBackend(signedIn(), answers);
  return { backend, edit: new Edit(backend, fields) };
};
const refusal = (error: UiError): Answers => ({ profile: { ok: false, error } });

describe("a form over one's own fields", () => {
  it("b03 sends what was changed, with what was seen", async () => {
    const { backend, edit } = begin();
    expect(edit.changed).toBe(false);
    expect(await edit.save(() => fields)).toBe(true);
    expect(backend.calls).toEqual([]);
    edit.typed.mobile_phone = "+31 6 5550 0199 ";
    expect(edit.changed).toBe(true);
    expect(await edit.save(() => fields)).toBe(true);
    expect(backend.calls).toEqual([
      ["changeProfile", [{ field: "mobile_phone", before: "+31 6 5550 0123", after: "+31 6 5550 0199 " }]],
    ]);
  });

  it("b03 says at the field what is wrong with it", async () => {
    const { edit } = begin(
      refusal({ code: "profile_field_refused", field: "mobile_phone", fault: { kind: "not_a_phone" } }),
    );
    edit.typed.mobile_phone = "bel me";
    expect(await edit.save(() => fields)).toBe(false);
    expect(edit.faults.mobile_phone).toMatch(/digits/);
    expect(edit.error).toBeNull();
    expect(edit.typed.mobile_phone).toBe("bel me");
  });

  it("b03 writes nothing over what was changed in another window, and shows it", async () => {
    const { backend, edit } = begin(refusal({ code: "profile_changed_meanwhile" }));
    const now: ProfileFieldView[] = fields.map((one) => ({
      ...one,
      value: one.field === "mobile_phone" ? "+31 6 1111 1111" : "+31 50 222 22 22",
    }));
    edit.typed.mobile_phone = "+31 6 5550 0199";
    expect(await edit.save(() => now)).toBe(false);
    expect(backend.calls.map(([name]) => name)).toEqual(["changeProfile", "refreshAccount"]);
    expect(edit.error?.code).toBe("profile_changed_meanwhile");
    expect(edit.faults.mobile_phone).toContain("+31 6 1111 1111");
    expect(edit.typed.mobile_phone, "what was typed is not lost").toBe("+31 6 5550 0199");
    expect(edit.typed.business_phone, "what was not typed over follows").toBe("+31 50 222 22 22");
    await edit.save(() => now);
    expect(backend.calls[2]).toEqual([
      "changeProfile",
      [{ field: "mobile_phone", before: "+31 6 1111 1111", after: "+31 6 5550 0199" }],
    ]);
  });
});
