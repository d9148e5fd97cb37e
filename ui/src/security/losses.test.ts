import { describe, expect, it } from "vitest";
import type { LossView } from "../backend/bindings";
import { stillWith } from "./losses";

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
});
