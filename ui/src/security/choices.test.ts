import { describe, expect, it } from "vitest";
import * as people from "../../gallery/people";
import type { MethodChoice } from "../backend/bindings";
import { canAddSome, offered, refused } from "./choices";

describe("what may be added", () => {
  it("b23_b24 offers what is allowed and leaves out what is not, with the reason and whom to ask", () => {
    expect(offered(people.choices).map((choice) => choice.kind)).toEqual(["email"]);
    const phone = refused(people.choices).find(({ choice }) => choice.kind === "phone");
    expect(phone?.why).toMatch(/does not allow.*helpdesk/);
  });

  it("b42_b50 tells the limit with its number before anything is typed", () => {
    expect(offered(people.choicesAtLimit)).toEqual([]);
    expect(refused(people.choicesAtLimit)[0]?.why).toMatch(/already have the 1/);
  });

  it("b205 advises adding only where something can be added, now or when the network is back", () => {
    const email = (add: MethodChoice["add"]): MethodChoice => ({ kind: "email", usage: "reset_only", add, maximum: 1 });
    expect(canAddSome([email({ kind: "yes" })])).toBe(true);
    expect(canAddSome([email({ kind: "no", reason: "offline" })])).toBe(true);
    expect(canAddSome([email({ kind: "no", reason: "not_allowed_by_policy" })])).toBe(false);
    expect(canAddSome(people.choicesAtLimit)).toBe(false);
    expect(canAddSome([])).toBe(false);
  });

  it("does not offer a kind that cannot be set up here from start to end", () => {
    const choice = { kind: "passkey", usage: null, add: { kind: "yes" }, maximum: null } as const;
    expect(offered([choice])).toEqual([]);
    expect(refused([choice])[0]?.why).toMatch(/helpdesk/);
  });
});
