import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { refused } from "../src/backend/fake";
import { announcer } from "../src/shell/announcer.svelte";
import "../src/organizations/Organizations.svelte";
import "../src/devices/Devices.svelte";
import "../src/signins/SignIns.svelte";
import { named, show } from "./show";

const button = (name: string | RegExp) => screen.getByRole("button", { name });
const card = async (name: string) => within(await screen.findByRole("region", { name }));
const row = (inside: ReturnType<typeof within>, name: string) =>
  within(inside.getByText(name).closest("li") as HTMLElement);

describe("organizations", () => {
  it("b150_b151 home is first and cannot be left, the others say role and last sign-in", async () => {
    await show("organizations");
    const home = await card("Home organization");
    expect(home.getByText("This organization owns your account. You cannot leave it.")).toBeTruthy();
    expect(home.queryByRole("button")).toBeNull();
    const others = await card("Other organizations");
    const there = row(others, "Zuiderzee Techniek N.V.");
    expect(there.getByText(/^You are a guest · Last sign-in 13 November 2026/)).toBeTruthy();
    expect(there.getByRole("button", { name: "Switch to Zuiderzee Techniek N.V." })).toBeTruthy();
    expect(screen.getByText(/^Do you know every organization here/)).toBeTruthy();
  });

  it("b152 without a home there is one heading", async () => {
    await show("organizations-no-home");
    await card("Organizations");
    expect(screen.queryByText("Home organization")).toBeNull();
  });

  it("b155 say why one cannot be left, and whom to write to there", async () => {
    await show("organizations");
    const others = await card("Other organizations");
    const kept = row(others, "Waddenhaven Coöperatie U.A.");
    expect(kept.getByText("This organization does not let guests leave by themselves.")).toBeTruthy();
    expect(kept.getByText(/^To leave, ask Bureau Waddenhaven, helpdesk@waddenhaven\.example/)).toBeTruthy();
    expect(kept.queryByRole("button", { name: /leave/i })).toBeNull();
    const off = row(others, "Friese Poort Advies");
    expect(off.getByText("Your account there is disabled")).toBeTruthy();
    expect(off.queryByRole("button")).toBeNull();
  });

  it("b153_b154 leaving begins with signing in there, and asks with the safe answer first", async () => {
    const first = await show("organizations");
    await first.user.click(await screen.findByRole("button", { name: "Sign in to leave Zuiderzee Techniek N.V." }));
    expect(first.backend.calls.at(-1)).toEqual(["switchOrganization", "o2"]);
    expect(announcer.polite.trim()).toBe("You now see Zuiderzee Techniek N.V.");
    document.body.replaceChildren();

    const { user, backend } = await show("organizations-there");
    await user.click(await screen.findByRole("button", { name: "Leave Zuiderzee Techniek N.V." }));
    const dialog = within(screen.getByRole("dialog"));
    expect(dialog.getByText(/cannot undo this yourself/)).toBeTruthy();
    expect(dialog.getByText(/For 30 days an administrator/)).toBeTruthy();
    expect(document.activeElement?.textContent?.trim()).toBe("Cancel");
    await user.keyboard("{Enter}");
    expect(named(backend)).not.toContain("leaveOrganization");
    await user.click(button("Leave Zuiderzee Techniek N.V."));
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Leave" }));
    expect(backend.calls.at(-1)).toEqual(["leaveOrganization"]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("b156 say what happens after leaving until it was read", async () => {
    const { user, backend } = await show("organizations-left");
    // In the notice, and heard.
    expect(screen.getAllByText("You left Zuiderzee Techniek N.V.")).toHaveLength(2);
    expect(screen.getByText(/^For 30 days an administrator there can restore/)).toBeTruthy();
    await user.click(button("Got it"));
    expect(named(backend)).toContain("dismissNotice");
  });

  it("b16 the picker is on every page but those that say whose they are", async () => {
    const { app, user, backend } = await show("organizations-there");
    const picker = /^Choose an organization\. Shown now: Zuiderzee Techniek N\.V\./;
    for (const page of ["overview", "devices", "organizations", "terms", "profile", "settings"] as const) {
      app.go(page);
      expect(await screen.findByRole("button", { name: picker })).toBeTruthy();
    }
    await user.click(button(picker));
    const items = screen.getAllByRole("menuitem").map((item) => item.textContent?.trim());
    expect(items).toEqual(["Noorderlicht Logistiek B.V.", "Waddenhaven Coöperatie U.A.", "All organizations"]);
    await user.click(screen.getByRole("menuitem", { name: "Noorderlicht Logistiek B.V." }));
    expect(backend.calls.at(-1)).toEqual(["switchOrganization", "o1"]);
    for (const page of ["security", "sign_ins"] as const) {
      app.go(page);
      // B-20
      expect(await screen.findByText(/^This is yours at Zuiderzee Techniek N\.V\./)).toBeTruthy();
      expect(screen.queryByRole("button", { name: picker })).toBeNull();
    }
  });

  it("b20 whose methods are shown is not said where there is one organization only", async () => {
    const { app } = await show("organizations-only-home");
    app.go("security");
    await screen.findByRole("heading", { level: 1, name: "Security info" });
    expect(screen.queryByText(/^This is yours at/)).toBeNull();
    expect(screen.queryByRole("button", { name: /^Choose an organization/ })).toBeNull();
  });

  it("b16 two organizations with one name are told apart by their domain", async () => {
    const { user } = await show("organizations-namesakes");
    await user.click(await screen.findByRole("button", { name: /^Choose an organization/ }));
    const items = screen.getAllByRole("menuitem").map((item) => item.textContent?.trim());
    const same = ["Zuiderzee Techniek N.V. (zuiderzee.example)", "Zuiderzee Techniek N.V. (waddenhaven.example)"];
    expect(items).toEqual([...same, "All organizations"]);
    for (const name of same) expect(button(`Switch to ${name}`)).toBeTruthy();
  });

  it("b16 without a network one can go where no sign-in is needed", async () => {
    const { user, backend } = await show("organizations-offline");
    const others = await card("Other organizations");
    const open = others.getByRole("button", { name: /^Switch to Zuiderzee/ });
    expect(others.getByRole("button", { name: /^Switch to Waddenhaven/ })).toHaveProperty("disabled", true);
    await user.click(open);
    expect(backend.calls.at(-1)).toEqual(["switchOrganization", "o2"]);
    await user.click(button(/^Choose an organization/));
    const blocked = screen.getAllByRole("menuitem").map((item) => item.getAttribute("aria-disabled"));
    expect(blocked).toEqual([null, "true", null]);
  });

  it("b16 where an organization cannot be read, the picker leads back", async () => {
    const { user, backend } = await show("organizations-unread");
    await user.click(await screen.findByRole("button", { name: /Shown now: Zuiderzee Techniek N\.V\./ }));
    await user.click(screen.getByRole("menuitem", { name: "Noorderlicht Logistiek B.V." }));
    expect(backend.calls.at(-1)).toEqual(["switchOrganization", "o1"]);
  });

  it("that the session there ended is heard", async () => {
    await show("organizations-ended");
    expect(announcer.polite.trim()).toBe("You are no longer signed in to Zuiderzee Techniek N.V.");
  });

  it("b154 whoever left the organization that this computer is for is told so at the sign-in", async () => {
    await show("signed-out-left-organization");
    expect(screen.getByText("You left the organization")).toBeTruthy();
  });

  it("b18 choosing the password as a guest returns home", async () => {
    const { app, backend } = await show("organizations-there");
    app.go("password");
    expect(backend.calls.at(-1)).toEqual(["switchOrganization", "o1"]);
    expect(app.page).toBe("password");
  });

  it("b17 while the browser is open, what is shown stays, and one can go back", async () => {
    const { user, backend } = await show("organizations-switching");
    const dialog = within(await screen.findByRole("dialog", { name: "Sign in to Zuiderzee Techniek N.V." }));
    expect(dialog.getByText(/Until then nothing changes here/)).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Open the browser again" }));
    await user.click(dialog.getByRole("button", { name: "Cancel" }));
    expect(named(backend).slice(-2)).toEqual(["reopenSwitchPage", "cancelSwitch"]);
  });

  it("b17 who cancelled is not told so, who is somebody else is", async () => {
    const { app, backend } = await show("organizations");
    backend.answers.changed = refused({ code: "step_up_cancelled" });
    await app.switchTo("o2");
    expect(app.refusal).toBeNull();
    backend.answers.changed = refused({ code: "switch_other_account", organization: "Zuiderzee Techniek N.V." });
    await app.switchTo("o2");
    expect(await screen.findByText("That was another account")).toBeTruthy();
  });
});
