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
    await shown.user.type(field("New password again"), " fluit");
    await waitFor(() => expect(button("Change password").disabled).toBe(false));
    await shown.user.keyboard("{Enter}");
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
    expect(screen.getByText(/It is reset in your organization's own network/)).toBeTruthy();
    expect(screen.queryByText("Other ways")).toBeNull();
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

describe("before the password is forgotten", () => {
  it("b121 b125 says how many are registered of how many, and leads to adding one", async () => {
    const shown = await show("password");
    expect(screen.getByText("1 of 2 methods registered, add one more")).toBeTruthy();
    expect(screen.getByText("Code to your email address")).toBeTruthy();
    expect(screen.queryByText("How it goes")).toBeNull();
    await shown.user.click(button("Add a method"));
    expect(await screen.findByRole("heading", { level: 1, name: "Security info" })).toBeTruthy();
  });

  it("b121 b140 says what will be asked and how it goes when enough is registered", async () => {
    await show("password-reset-ready");
    expect(screen.getByText("You can set a new password yourself")).toBeTruthy();
    expect(screen.getByText("Two of these are asked, of different kinds:")).toBeTruthy();
    expect(screen.getByText("Notification on your phone")).toBeTruthy();
    expect(screen.getByText(/with your user name filled in/)).toBeTruthy();
  });

  it("b134 names why it is not possible, and whom to ask", async () => {
    await show("password-reset-off");
    expect(screen.getByText(/Your account is not enabled for password reset. Ask your administrator/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Add a method" })).toBeNull();
    expect(screen.queryByRole("button", { name: /^Forgot your password/ })).toBeNull();
  });

  it("b138 says to an administrator what is different", async () => {
    await show("password-reset-administrator");
    expect(screen.getByText(/two are always asked, and security questions do not count/)).toBeTruthy();
  });

  it("b123 b124 advises one more, an address that opens without the password, and says who sees what", async () => {
    await show("password");
    const advice = screen.getByText(/Register one method more than you need/).textContent;
    expect(advice).toMatch(/email address that you can open without this password/);
    expect(advice).toMatch(/nobody sees your answers/);
  });

  it("b120 names the other ways", async () => {
    await show("password");
    expect(screen.getByText(/“Reset password” on the sign-in screen/)).toBeTruthy();
    expect(screen.queryByText(/office\.com/)).toBeNull();
  });

  it("b120 names the pages of Entra where the password is changed there", async () => {
    await show("password-elsewhere");
    expect(screen.getByText(/office\.com: Settings › Security & privacy › Password/)).toBeTruthy();
    expect(screen.queryByText("If you forget your password")).toBeNull();
  });
});

describe("what assistive technology and password managers are told", () => {
  it("b110 ties what is wrong to the field it is about", async () => {
    const shown = await show("password-wrong");
    await typed(shown, "het oude", "kwelder fluit anker");
    await shown.user.click(button("Change password"));
    await notice(/Tries left: 3/);
    const current = field("Current password");
    expect(current.getAttribute("aria-invalid")).toBe("true");
    const described = current.getAttribute("aria-describedby")?.split(" ") ?? [];
    const said = described.map((id) => document.getElementById(id)?.textContent).join();
    expect(said).toMatch(/Tries left: 3/);
    expect(field("New password").getAttribute("aria-invalid")).toBeNull();
  });

  it("b109 names the account to a password manager", async () => {
    await show("password");
    const name = document.querySelector<HTMLInputElement>("input[autocomplete=username]");
    expect(name?.value).toBe("anna@noorderlicht.example");
  });

  it("b114 says in short what the checklist found", async () => {
    const shown = await show("password");
    await typed(shown, "", "kwelder fluit anker");
    await waitFor(() =>
      expect(screen.getAllByRole("status").map((one) => one.textContent)).toContain("Strength: strong. "),
    );
  });
});
