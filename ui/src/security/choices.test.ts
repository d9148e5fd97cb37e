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

  it("b58 tells that apps and tokens share one limit, and the remedy", () => {
    const why = (kind: string) => refused(people.fullChoices).find(({ choice }) => choice.kind === kind)?.why;
    expect(why("microsoft_authenticator")).toMatch(
      /5 authenticator apps and hardware tokens together.*Delete one first/,
    );
    expect(why("passkey")).toMatch(/already have the 10.*Delete one first/);
    expect(why("recovery_codes"), "new ones take the place of the old").toBeUndefined();
  });

  it("b68_b69 keeps phone, alternate phone and office phone apart", () => {
    const slots = refused(people.everyChoice).map(({ choice, why }) => [choice.slot, why] as const);
    expect(slots).toContainEqual(["alternate_mobile", "Add your phone first."]);
  });

  it("b77 says to administrators that questions are not for them", () => {
    const questions = refused(people.everyChoice).find(({ choice }) => choice.kind === "security_questions");
    expect(questions?.why).toMatch(/Administrators cannot use this/);
  });

  it("b205 advises adding only where something can be added, now or when the network is back", () => {
    const email = (add: MethodChoice["add"]): MethodChoice => ({ ...people.choice("email"), add });
    expect(canAddSome([email({ kind: "yes" })])).toBe(true);
    expect(canAddSome([email({ kind: "no", reason: "offline" })])).toBe(true);
    expect(canAddSome([email({ kind: "no", reason: "not_allowed_by_policy" })])).toBe(false);
    expect(canAddSome(people.choicesAtLimit)).toBe(false);
    expect(canAddSome([])).toBe(false);
  });

  it("does not offer a kind that cannot be set up here from start to end", () => {
    const choice = people.choice("windows_hello");
    expect(offered([choice])).toEqual([]);
    expect(refused([choice])[0]?.why).toMatch(/helpdesk/);
  });
});
