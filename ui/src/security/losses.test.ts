import { describe, expect, it } from "vitest";
import * as people from "../../gallery/people";
import type { LossView } from "../backend/bindings";
import { stillWith, worstGap } from "./losses";

const phone: LossView = {
  what: "phone",
  affected: ["phone-1"],
  sign_in_left: ["password"],
  two_step_left: [],
  reset_possible: true,
  locked_out: true,
};
const computer: LossView = { ...phone, what: "computer", locked_out: false };

describe("if I lose something", () => {
  it("names what still signs me in: alone, or with the password", () => {
    const left = (sign_in_left: LossView["sign_in_left"], two_step_left: LossView["two_step_left"]) =>
      stillWith({ ...computer, sign_in_left, two_step_left });
    expect(left(["password"], ["phone", "recovery_codes"])).toBe("your password and your phone or a recovery code");
    expect(left(["password", "passkey"], ["passkey", "phone"])).toBe("a passkey or your password and your phone");
    expect(left(["password"], [])).toBe("your password");
    expect(left(["passkey"], [])).toBe("a passkey");
  });

  it("advises first against being locked out, with what can be added here", () => {
    const mend = worstGap([{ ...computer, reset_possible: false }, phone], people.everyChoice, true);
    expect([mend?.loss.what, mend?.choice?.kind]).toEqual(["phone", "recovery_codes"]);
  });

  it("advises then against not being able to reset, unless nobody resets here", () => {
    const noReset = { ...phone, locked_out: false, reset_possible: false };
    expect(worstGap([computer, noReset], people.everyChoice, true)?.choice?.kind).toBe("email");
    expect(worstGap([computer, noReset], people.everyChoice, false)).toBeNull();
  });

  it("sends to the helpdesk when nothing that helps can be added", () => {
    expect(worstGap([phone], people.fullChoices, true)).toEqual({ loss: phone, choice: null });
  });

  it("advises nothing when every row is in order", () => {
    expect(worstGap([computer], people.everyChoice, true)).toBeNull();
    expect(worstGap([], people.everyChoice, true)).toBeNull();
  });
});
