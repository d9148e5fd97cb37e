import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { byHelpdesk, half, lost, plan } from "../gallery/lost";
import * as people from "../gallery/people";
import { scenes } from "../gallery/states";
import { report, request } from "../src/loss/report";
import "../src/loss/Loss.svelte";
import { announcer } from "../src/shell/announcer.svelte";
import { named, show } from "./show";

const button = (name: string | RegExp) => screen.getByRole("button", { name });
const heading = (name: string) => screen.findByRole("heading", { name });
const step = (title: string) => {
  const [found] = screen.getAllByRole("listitem").filter((row) => within(row).queryByRole("heading", { name: title }));
  if (found === undefined) throw new Error(`no step ${title}`);
  return within(found);
};

describe("I lost my phone", () => {
  it.each(["overview", "security", "devices"] as const)("b108 is reached from %s", async (page) => {
    const { user, app } = await show({ view: people.view(people.online, people.account), page });
    await user.click(await screen.findByRole("button", { name: "I lost my phone" }));
    expect(app.page).toBe("loss");
    expect(document.title).toBe("I lost my phone · Workpass");
  });

  it("b108 asks three questions and needs three clicks where the guess is right", async () => {
    const { user, backend } = await show("loss-how");
    await user.click(button("It was stolen"));
    expect(document.activeElement?.textContent).toBe("Which phone is it?");
    await user.click(button("Next"));
    expect(document.activeElement?.textContent).toBe("What can you still confirm with that it is you?");
    expect(screen.getByText("Passkey YubiKey 5")).toBeTruthy();
    await user.click(button("With something I still have"));
    expect(backend.calls.at(-1)).toEqual([
      "beginLossPlan",
      {
        how: "stolen",
        phone: "d2",
        methods: [
          { id: "a1", kind: "microsoft_authenticator" },
          { id: "m1", kind: "phone" },
        ],
        way_in: "at_hand",
      },
    ]);
  });

  it("takes corrections, and keeps them on the way back", async () => {
    const { user, backend } = await show("loss-how");
    await user.click(button("I lost it"));
    await user.click(screen.getByRole("radio", { name: "Another phone" }));
    await user.click(screen.getByRole("checkbox", { name: "Phone +31 6 12345678" }));
    await user.click(button("Next"));
    expect(screen.getByText("Phone +31 6 12345678 or Passkey YubiKey 5")).toBeTruthy();
    await user.click(button("Back"));
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "Another phone" }).checked).toBe(true);
    expect(screen.getByRole<HTMLInputElement>("checkbox", { name: /Phone/ }).checked).toBe(false);
    await user.click(button("Next"));
    await user.click(button("With a recovery code"));
    expect(backend.calls.at(-1)?.[1]).toMatchObject({
      phone: null,
      methods: [{ id: "a1", kind: "microsoft_authenticator" }],
      way_in: "recovery_code",
    });
  });

  it("b108 offers only what is left to confirm with", async () => {
    const { user } = await show("loss-way-nothing");
    await user.click(button("It was stolen"));
    await user.click(button("Next"));
    expect(screen.queryByRole("button", { name: "With something I still have" })).toBeNull();
    expect(screen.queryByRole("button", { name: "With a recovery code" })).toBeNull();
    expect(button("With nothing")).toBeTruthy();
  });

  it("says why there is no plan, and lets one try again", async () => {
    const { user, backend } = await show("loss-way-refused");
    await user.click(button("It was stolen"));
    await user.click(button("Next"));
    await user.click(button("With nothing"));
    backend.answers.changed = { ok: true, value: null };
    await user.click(button("With nothing"));
    expect(named(backend).filter((name) => name === "beginLossPlan")).toHaveLength(2);
  });

  it("b108 helps who has the phone, and makes no plan", async () => {
    const { user, app } = await show("loss-how");
    await user.click(button(/^I have it/));
    for (const trouble of [/^Left behind or empty/, /^No code comes/, /^A new number/, /^A new phone/, /^Locked out/]) {
      expect(screen.getByText(trouble)).toBeTruthy();
    }
    await user.click(within(screen.getByRole("main")).getByRole("button", { name: "Security info" }));
    expect(app.page).toBe("security");
  });
});

describe("the plan", () => {
  it("b108 waits for the person only where something can be kept", async () => {
    const scene = scenes["loss-plan"];
    if (scene?.view.session.state !== "signed_in") throw new Error("no plan");
    const session = { ...scene.view.session, kept: { kind: "this_run_only", why: "keychain_locked" } } as const;
    await show({ ...scene, view: { ...scene.view, session } });
    expect(screen.getByText(/Keep Workpass open until you are done/)).toBeTruthy();
    expect(screen.queryByText(/the plan waits for you/)).toBeNull();
  });

  it("b107_b108_b160 shows every step in order, what was done, and which one is next", async () => {
    await show("loss-plan-half");
    const titles = screen.getAllByRole("heading", { level: 2 }).map((title) => title.textContent);
    expect(titles.slice(0, 4)).toEqual([
      "Sign out everywhere else",
      "Ask for the second step everywhere",
      "Disable 📱 Telefoon van Anna 👩‍💻",
      "Change password",
    ]);
    expect(screen.getByText("4 of 10 done")).toBeTruthy();
    expect(screen.getByRole("progressbar", { name: "4 of 10 done" })).toBeTruthy();
    expect(step("Sign out everywhere else").getByText(/^Everywhere else is signed out\./)).toBeTruthy();
    const current = screen.getAllByRole("listitem").filter((row) => row.getAttribute("aria-current") === "step");
    expect(current).toHaveLength(1);
    expect(current[0]?.textContent).toMatch(/Change password/);
    expect(step("Remove Phone +31 6 12345678").getByText("First the new default.")).toBeTruthy();
    expect(step("Remove Phone +31 6 12345678").queryByRole("button", { name: /^Delete/ })).toBeNull();
  });

  it("does a step with one click and says what it did", async () => {
    const { user, backend } = await show("loss-plan");
    await user.click(button("Sign out: Sign out everywhere else"));
    expect(backend.calls.at(-1)).toEqual(["takeLossStep", "end_sessions"]);
    expect(announcer.polite.trim()).toBe("Everywhere else is signed out.");
  });

  it("keeps a refusal with its step", async () => {
    const { user } = await show("loss-plan-trouble");
    await user.click(button(/^Sign out: /));
    expect(step("Sign out everywhere else").getByText(/Nothing has been changed/)).toBeTruthy();
  });

  it("sends to the password and to the wizard, and back", async () => {
    const { user, app } = await show("loss-plan");
    await user.click(button("Change: Change password"));
    expect([app.page, app.errand?.back]).toEqual(["password", "loss"]);
    await user.click(await screen.findByRole("button", { name: "Back to the plan" }));
    expect([app.page, app.errand]).toEqual(["loss", null]);
    await user.click(await screen.findByRole("button", { name: "Add passkey" }));
    expect(app.page).toBe("security");
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(app.page).toBe("loss");
  });

  it("takes the person's word for what is done elsewhere, and takes it back", async () => {
    const { user, backend } = await show("loss-plan-half");
    await user.click(button("Not done after all: Have your SIM card blocked"));
    expect(backend.calls.at(-1)).toEqual(["markLossStep", "block_number", "open"]);
    await user.click(button("I have done this: Tell the helpdesk"));
    expect(backend.calls.at(-1)).toEqual(["markLossStep", "tell_helpdesk", "done"]);
    await user.click(button("Leave out: Remove Phone +31 6 12345678"));
    expect(backend.calls.at(-1)).toEqual(["markLossStep", "remove_method_1", "skipped"]);
  });

  it("b108 lets nobody leave out what they need to get in", async () => {
    await show("loss-plan-code");
    expect(screen.queryByRole("button", { name: "Leave out: Add a replacement" })).toBeNull();
    expect(screen.getByText(/you have 8 left/)).toBeTruthy();
  });

  it("hands over where the app cannot, and is ticked off", async () => {
    const { user, backend } = await show("loss-plan-official");
    await user.click(button(/^Open the page: Add a replacement/));
    expect(backend.calls.at(-1)).toEqual(["openHandOver", "open_security_info"]);
    await user.click(button(/^Open the page: Disable/));
    expect(backend.calls.at(-1)).toEqual(["openHandOver", "disable_device"]);
    await user.click(button("I have done this: Add a replacement"));
    expect(backend.calls.at(-1)).toEqual(["markLossStep", "add_replacement", "done"]);
  });

  it("b208 stays in sight offline, and only what needs no network can be done", async () => {
    await show("loss-plan-offline");
    expect((await heading("Change password")).textContent).toBeTruthy();
    expect((button("Change: Change password") as HTMLButtonElement).disabled).toBe(true);
    expect((button("I have done this: Tell the helpdesk") as HTMLButtonElement).disabled).toBe(false);
  });

  it("is closed after a question, and at once when everything is done", async () => {
    const { user, backend, app } = await show("loss-plan-half");
    await user.click(button("Close the plan"));
    const dialog = within(screen.getByRole("dialog"));
    expect(document.activeElement?.textContent?.trim()).toBe("Cancel");
    await user.click(dialog.getByRole("button", { name: "Close the plan" }));
    expect(backend.calls.at(-1)).toEqual(["endLossPlan"]);
    expect(app.page).toBe("overview");
  });

  it("waits on the overview until it is closed", async () => {
    const { user, app } = await show("loss-overview");
    expect(screen.getByText("4 of 10 done")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "I lost my phone" })).toBeNull();
    await user.click(button("Continue"));
    expect(app.page).toBe("loss");
  });
});

describe("what is copied", () => {
  const account = { ...people.account, lost_phone: { ...lost, plan } };

  it("b108 asks the helpdesk for a pass, with nothing secret in it", async () => {
    const { user, backend } = await show("loss-plan-helpdesk");
    const shown = screen.getByTestId("request").textContent;
    const { subject, body } = request(byHelpdesk, account);
    expect(shown).toBe(`${subject}\n\n${body}`);
    expect(shown).toMatch(/Temporary Access Pass/);
    expect(shown).toMatch(/anna@noorderlicht\.example/);
    expect(shown).not.toMatch(/\+31 6/);
    await user.click(button("Copy the request"));
    expect(await navigator.clipboard.readText()).toBe(shown);
    await user.click(button("Write an email"));
    expect(backend.calls.at(-1)).toEqual(["writeToHelpdesk", subject, body]);
  });

  it("lists what was done, left out and still to do", () => {
    const text = report(half, account);
    expect(text).toMatch(/✓ Sign out everywhere else\. Everywhere else is signed out\. 22 November 2026/);
    expect(text).toMatch(/… Change password/);
    expect(text).toMatch(/… Remove Phone \+31 6 12345678: First the new default\./);
  });
});
