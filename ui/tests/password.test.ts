import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import * as people from "../gallery/people";
import { signedIn } from "../gallery/scene";
import { refused } from "../src/backend/fake";
import { named, type Shown, show } from "./show";

const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>("button", { name });
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name, { selector: "input" });
/** Said in a notice; the same words are spoken as well. */
const notice = (words: string | RegExp) => screen.findByText(words, { selector: ".notice p" });
const changes = ({ backend }: Shown) => backend.calls.filter(([name]) => name === "changePassword");

async function typed(shown: Shown, current: string, fresh: string, again = fresh) {
  if (current) await shown.user.type(field("Current password"), current);
  if (fresh) await shown.user.type(field("New password"), fresh);
  if (again) await shown.user.type(field("New password again"), again);
}

describe("changing the password", () => {
  it("b109 b111 says whose it is and what follows before anything is sent", async () => {
    await show("password");
    expect(screen.getByText(/anna@noorderlicht\.example/, { selector: "p" })).toBeTruthy();
    expect(screen.getByText(/Other apps and browsers will ask you to sign in again. Workpass stays/)).toBeTruthy();
  });

  it("b110 b111 sends both once, keeps neither, and says what follows", async () => {
    const shown = await show("password");
    await typed(shown, "het oude", "kwelder fluit anker zeven");
    await shown.user.click(button("Change password"));
    expect(await notice("Your password is changed")).toBeTruthy();
    expect(changes(shown)).toEqual([["changePassword", "het oude", "kwelder fluit anker zeven"]]);
    expect(screen.getByText(/Other apps and browsers will ask/)).toBeTruthy();
    expect(document.querySelectorAll("input")).toHaveLength(0);
  });

  it("b119 sends nothing that is empty or not the same twice", async () => {
    const shown = await show("password");
    expect(button("Change password").disabled).toBe(true);
    await typed(shown, "het oude", "kwelder fluit", "kwelder");
    expect(screen.getByText("This is not the same as the new password.")).toBeTruthy();
    expect(button("Change password").disabled).toBe(true);
    await shown.user.type(field("New password again"), " fluit{Enter}");
    expect(changes(shown)).toHaveLength(1);
  });

  it("b114 b115 judges while typing, in the app", async () => {
    const shown = await show("password");
    await typed(shown, "", "kwelder fluit anker");
    expect(await screen.findByText("strong")).toBeTruthy();
    expect(screen.getByText("At least 8 characters").parentElement?.textContent).toMatch(/Yes$/);
    expect(screen.getByText("None of your last 3 passwords").parentElement?.textContent).not.toMatch(/Yes|No$/);
    expect(named(shown.backend)).toContain("checkPassword");
    expect(JSON.stringify(shown.backend.calls)).not.toContain("changePassword");
  });

  it("b110 b116 tells a wrong old one from a refused new one, and how many tries are left", async () => {
    const shown = await show("password-wrong");
    await typed(shown, "het oude", "kwelder fluit anker");
    await shown.user.click(button("Change password"));
    expect(await notice(/Tries left: 3/)).toBeTruthy();
    expect([field("Current password").value, field("New password").value]).toEqual(["", "kwelder fluit anker"]);
    shown.backend.answers.password = refused({ code: "password_refused", fault: "guessable" });
    await shown.user.type(field("Current password"), "het oude{Enter}");
    expect(await notice("Your organization refused the new password")).toBeTruthy();
    expect([field("New password").value, field("New password again").value]).toEqual(["", ""]);
    await waitFor(() => expect(screen.getByText("Hard to guess").parentElement?.textContent).toMatch(/No$/));
  });

  it("b112 leads those who forgot it to the reset page", async () => {
    const { user, backend } = await show("password");
    await user.click(button(/^Forgot your password/));
    expect(named(backend)).toContain("openPasswordReset");
  });

  it("b113 does not ask for what the sign-in proved", async () => {
    const shown = await show("password-proven");
    expect(screen.queryByLabelText("Current password", { selector: "input" })).toBeNull();
    await typed(shown, "", "kwelder fluit anker");
    await shown.user.click(button("Change password"));
    expect(changes(shown)).toEqual([["changePassword", null, "kwelder fluit anker"]]);
  });

  it("shows one field when asked, and hides it again", async () => {
    const { user } = await show("password");
    await user.click(button("Show: New password"));
    expect([field("New password").type, field("Current password").type]).toEqual(["text", "password"]);
    await user.click(button("Show: New password"));
    expect(field("New password").type).toBe("password");
  });

  it("b118 explains a password that is kept on-premises and offers no form", async () => {
    await show("password-on-premises");
    expect(screen.getByText(/in its own network. Contact your administrator/)).toBeTruthy();
    expect(document.querySelectorAll("input")).toHaveLength(0);
  });

  it("opens the page of an organization that has one", async () => {
    const { user, backend } = await show("password-elsewhere");
    await user.click(button(/^Change password/));
    expect(backend.calls.at(-1)).toEqual(["openHandOver", "change_password"]);
  });

  it("b34 is where the row of the password in the security info leads", async () => {
    const security = people.account.security;
    if (security.kind !== "ready") throw new Error("the gallery has methods");
    const base = security.value.methods[0];
    if (base === undefined) throw new Error("the gallery has a method");
    const row = { ...base, id: "p", kind: "password", value: null, change: { kind: "yes" } } as const;
    const value = { ...security.value, methods: [row] };
    const { user, app } = await show({ view: signedIn({ security: { kind: "ready", value } }), page: "security" });
    await user.click(button(/^Change.*[Pp]assword/));
    expect(app.page).toBe("password");
    expect(await screen.findByRole("heading", { level: 1, name: "Password" })).toBeTruthy();
  });

  it("is not in the navigation of those who have none", async () => {
    const { actions } = people.accountWith("change_password", { kind: "absent" });
    await show({ view: signedIn({ actions }) });
    expect(screen.queryByRole("button", { name: "Password" })).toBeNull();
  });
});
