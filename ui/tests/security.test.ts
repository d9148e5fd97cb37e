import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import * as people from "../gallery/people";
import { refused } from "../src/backend/fake";
import { announcer } from "../src/shell/announcer.svelte";
import { show } from "./show";

const button = (name: string | RegExp) => screen.getByRole("button", { name });

describe("security info", () => {
  it("b43_b45_b47_b48 adds an address step by step and tells what it is for", async () => {
    const { user, backend } = await show("security-nothing");
    await user.click(button("Add method"));
    await user.click(screen.getByRole("radio", { name: "Email" }));
    await user.click(button("Add"));
    const field = await screen.findByLabelText("Email address");
    const described = field.getAttribute("aria-describedby")?.split(" ") ?? [];
    expect(described.map((id) => document.getElementById(id)?.textContent).join(" ")).toMatch(
      /for which you do not need your work password/,
    );
    await user.type(field, "anna@example.com");
    await user.click(button("Next"));
    expect(await screen.findByRole("heading", { name: "We sent a code to anna@example.com." })).toBeTruthy();
    expect(screen.getByText("No message?")).toBeTruthy();
    expect(screen.getByText(/whether the address above is right, and look in your junk mail/)).toBeTruthy();
    await user.type(screen.getByLabelText("Code from the message"), "123 456");
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "Your security info has been updated" })).toBeTruthy();
    expect(screen.getByText("You can use anna@example.com when you reset your password.")).toBeTruthy();
    expect(backend.calls).toEqual([
      ["startEmailChallenge", "anna@example.com", null],
      ["confirmEmailChallenge", "challenge-1", "123 456"],
    ]);
    await user.click(button("Done"));
    expect(screen.getByRole("heading", { name: "Your methods" })).toBeTruthy();
  });

  it("b44 puts the refusal at the field and the focus back into it", async () => {
    const { user } = await show("email-work-address");
    await user.click(button("Add method"));
    await user.click(button("Add"));
    const field = await screen.findByLabelText("Email address");
    await user.type(field, "anna@noorderlicht.example");
    await user.click(button("Next"));
    await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
    const described = field.getAttribute("aria-describedby")?.split(" ") ?? [];
    expect(described.map((id) => document.getElementById(id)?.textContent).join(" ")).toMatch(/work or school address/);
    expect(document.activeElement).toBe(field);
    expect((field as HTMLInputElement).value).toBe("anna@noorderlicht.example");
  });

  it("b37 advises a method for two-step verification after an address was changed", async () => {
    const { user, backend } = await show("security");
    await user.click(button("Change Email anna.devries@example.com"));
    expect(await screen.findByText(/anna\.devries@example\.com stays in use/)).toBeTruthy();
    await user.type(screen.getByLabelText("Email address"), "new@example.com");
    await user.click(button("Next"));
    await user.type(await screen.findByLabelText("Code from the message"), "123456");
    await user.click(button("Next"));
    expect(await screen.findByText("Also add a method for two-step verification")).toBeTruthy();
    expect(backend.calls[0]).toEqual(["startEmailChallenge", "new@example.com", "email-1"]);
  });

  it("keeps a wizard open while the account is read again", async () => {
    const { user, backend } = await show("security-nothing");
    await user.click(button("Add method"));
    await user.click(button("Add"));
    await user.type(await screen.findByLabelText("Email address"), "anna@exa");
    backend.emit({ account: { ...people.account, loading: true, security: { kind: "loading" } } });
    await waitFor(() => expect((screen.getByLabelText("Email address") as HTMLInputElement).value).toBe("anna@exa"));
  });

  it("b27_b28 deletes only after Yes, names the method and says that it cannot be undone", async () => {
    const { user, backend } = await show("security");
    await user.click(button("Delete Email anna.devries@example.com"));
    const dialog = screen.getByRole("dialog", { name: "Delete Email anna.devries@example.com?" });
    expect(dialog.textContent).toMatch(/cannot be undone/);
    expect(document.activeElement).toBe(within(dialog).getByRole("button", { name: "No" }));
    await user.click(within(dialog).getByRole("button", { name: "No" }));
    expect(backend.calls).toEqual([]);
    await user.click(button("Delete Email anna.devries@example.com"));
    await user.click(button("Yes"));
    expect(backend.calls).toEqual([["deleteMethod", "email-1", "email", false]]);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 })));
    expect(announcer.polite).toContain("has been deleted");
  });

  it("b207 leaves the list as it was when deleting failed", async () => {
    const { user, backend } = await show("security");
    backend.answers.deleted = refused({ code: "timed_out" });
    await user.click(button("Delete Email anna.devries@example.com"));
    await user.click(button("Yes"));
    expect(await screen.findByText("It took too long")).toBeTruthy();
    await user.click(button("No"));
    expect(screen.getByText("anna.devries@example.com")).toBeTruthy();
  });

  it("b39 states the use of every method", async () => {
    await show("security-everything");
    expect(screen.getByText("Two-step verification and password reset")).toBeTruthy();
    expect(screen.getByText("Password reset only")).toBeTruthy();
    expect(screen.getByText(/voiceAuthenticationMethod/)).toBeTruthy();
  });

  it("b42 tells in the dialog why another address cannot be added", async () => {
    const { user } = await show("add-method-limit");
    await user.click(button("Add method"));
    expect(screen.getByText("There is no method that you can add now.")).toBeTruthy();
    expect(screen.getByText(/You already have the 1 that you can have/)).toBeTruthy();
  });
});

describe("the list of methods", () => {
  it("b26 says of each method its kind, value, state, dates and use", async () => {
    await show("security-complete");
    const row = (name: string) => {
      const found = screen.getAllByRole("listitem").find((item) => item.textContent?.includes(name));
      if (found === undefined) throw new Error(`no row ${name}`);
      return found.textContent ?? "";
    };
    expect(row("Pixel 9")).toMatch(/Authenticator app - notification.*Default.*Last used on 22 November 2026/);
    expect(row("GALT10420013")).toMatch(/Hardware token.*Not activated/);
    expect(row("Recovery codes")).toMatch(/7 codes left/);
    expect(row("YubiKey 5C NFC")).toMatch(/Passkey.*Sleutelbos/);
    expect(row("Office phone")).toMatch(/Your administrator manages this/);
    expect(row("Scanner magazijn")).toMatch(/on a page of your organization, not here/);
    expect(row("voiceAuthenticationMethod")).toMatch(/Other method/);
  });

  it("b34 says when the password was last changed, not that it was added", async () => {
    await show("security-complete");
    const password = screen
      .getAllByRole("listitem")
      .find((item) => /^\s*Password(?! reset)./.test(item.textContent ?? ""));
    expect(password?.textContent).toMatch(/Last changed on 2 September 2024/);
    expect(password?.textContent).not.toMatch(/Added/);
  });

  it("b36 shows until when a pass works, and that it is over", async () => {
    const { backend } = await show("security-complete");
    const over = { ...people.complete, methods: [people.pass, people.expiredPass] };
    backend.emit({ account: { ...people.account, security: { kind: "ready", value: over } } });
    expect(await screen.findByText(/^Expires 23 November 2126/)).toBeTruthy();
    expect(screen.getByText("Expired")).toBeTruthy();
  });

  it("keeps what a method can do in a menu when it is more than two, and reachable by keyboard", async () => {
    const { user, backend } = await show("security-complete");
    button(/^More for Phone/).focus();
    await user.keyboard("{Enter}");
    const items = within(screen.getByRole("menu")).getAllByRole("menuitem");
    expect(items.map((item) => item.textContent?.trim())).toEqual([
      "Change",
      "Rename",
      "Turn on SMS sign-in",
      "Try",
      "Delete",
    ]);
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    await user.click(button("Turn on"));
    expect(backend.calls).toEqual([["setSmsSignIn", "phone-1", true, false]]);
    expect(announcer.polite).toContain("You can sign in with +31 6 5550 0123 now");
  });

  it("renames a method, and not to nothing", async () => {
    const { user, backend } = await show("security-complete");
    await user.click(button(/^Rename Authenticator app - code/));
    const field = screen.getByLabelText("Name");
    await user.clear(field);
    await user.click(button("Save"));
    expect(screen.getByText("Type a name.")).toBeTruthy();
    await user.type(field, "  Oude telefoon ");
    await user.keyboard("{Enter}");
    expect(backend.calls).toEqual([["renameMethod", "oath-1", "Oude telefoon"]]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("b107 forgets the computers that are not asked for a second step", async () => {
    const { user, backend } = await show("security-complete");
    await user.click(button("Forget remembered computers"));
    expect(screen.getByRole("dialog").textContent).toMatch(/Nobody is signed out/);
    await user.click(button("Forget"));
    expect(backend.calls).toEqual([["forgetRememberedDevices"]]);
  });

  it("b35 leads to signing out everywhere", async () => {
    const { user } = await show("security-complete");
    await user.click(button("Lost a device? Sign out everywhere"));
    expect(screen.getByRole("dialog", { name: "Sign out everywhere?" })).toBeTruthy();
  });

  it("b21 draws a list in which an id comes twice", async () => {
    const { backend } = await show("security");
    const twice = { ...people.unknownMethod, id: people.phone.id };
    const security = { ...people.complete, methods: [people.password, people.phone, twice] };
    backend.emit({ account: { ...people.account, security: { kind: "ready", value: security } } });
    await waitFor(() => expect(screen.getByText(/Other method/)).toBeTruthy());
    expect(screen.getByText("+31 6 5550 0123")).toBeTruthy();
  });

  it("renews recovery codes from the row and from the choice, and says that the old ones stop working", async () => {
    for (const open of ["row", "choice"]) {
      const { user } = await show("security-complete");
      if (open === "row") await user.click(button("Renew Recovery codes"));
      else {
        await user.click(button("Add method"));
        await user.click(screen.getByRole("radio", { name: "Recovery codes" }));
        await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Add" }));
      }
      expect(await screen.findByText(/codes you have now stop working/)).toBeTruthy();
      cleanup();
    }
  });

  it("b66 does not switch off the last way in without a tick", async () => {
    const { user, backend } = await show("security");
    const only = { ...people.phone, sms_sign_in: { state: "on", switch: { kind: "yes" }, last_way_in: true } } as const;
    const security = { ...people.complete, methods: [only] };
    backend.emit({ account: { ...people.account, security: { kind: "ready", value: security } } });
    await user.click(await screen.findByRole("button", { name: /^More for Phone/ }));
    await user.click(screen.getByRole("menuitem", { name: "Turn off SMS sign-in" }));
    await user.click(button("Turn off"));
    expect(backend.calls.filter(([name]) => name === "setSmsSignIn")).toEqual([]);
    await user.click(screen.getByRole("checkbox", { name: /I understand/ }));
    await user.click(button("Turn off"));
    expect(backend.calls).toContainEqual(["setSmsSignIn", "phone-1", false, true]);
  });
});

describe("the default sign-in method", () => {
  it("b30 has no button where there is nothing to choose, and says so", async () => {
    await show("default-no-choice");
    expect(screen.queryByRole("button", { name: "Change the default sign-in method" })).toBeNull();
    expect(screen.getByText(/no other method that can be the default/)).toBeTruthy();
  });

  it("b30 is chosen from what is registered and confirmed", async () => {
    const { user, backend } = await show("security-complete");
    await user.click(button("Change the default sign-in method"));
    expect(document.activeElement).toBe(screen.getByRole("radio", { name: "Authenticator app - notification" }));
    await user.click(screen.getByRole("radio", { name: "Phone - text (+31 6 5550 0123)" }));
    await user.click(button("Confirm"));
    expect(backend.calls).toEqual([["setDefaultMethod", "sms"]]);
    expect(announcer.polite).toContain("is now Phone - text");
  });

  it("b32 says that the organization asks for another one", async () => {
    await show("security-on-one-phone");
    expect(
      screen.getByText(/always asks for your strongest method first. That is now: Authenticator app/),
    ).toBeTruthy();
  });

  it("b29 is chosen anew in the dialog before the default is deleted", async () => {
    const { user, backend } = await show("delete-default");
    await user.click(button(/^Delete Authenticator app - notification/));
    await user.click(screen.getByRole("radio", { name: /^Phone - call/ }));
    await user.click(button("Yes"));
    expect(backend.calls).toEqual([
      ["setDefaultMethod", "voice_mobile"],
      ["deleteMethod", "authenticator-1", "microsoft_authenticator", false],
    ]);
    // On the screen, and said.
    expect((await screen.findAllByText(/Also remove the account in the app on your phone/)).length).toBe(2);
  });
});

describe("a fresh proof of who one is", () => {
  it("b22_b204 is asked for above what was begun, and that goes on by itself", async () => {
    const { user, backend } = await show("security-complete");
    backend.answers.silent = true;
    await user.click(button(/^Delete Passkey/));
    await user.click(button("Yes"));
    const step_up = {
      for_what: "delete_method",
      opened: true,
      expires_at: new Date(Date.now() + 300_000).toISOString(),
    } as const;
    backend.emit({ session: { ...people.online, step_up } as typeof people.online });
    const sheet = await screen.findByRole("dialog", { name: "Confirm in the browser that it is you" });
    expect(sheet.textContent).toMatch(/before you delete a method/);
    expect(announcer.polite).toContain("Waiting for the browser");
    expect(document.activeElement).toBe(within(sheet).getByRole("button", { name: "Open the browser again" }));
    backend.emit({ session: people.online });
    await waitFor(() => expect(screen.getAllByRole("dialog")).toHaveLength(1));
    expect(screen.getByRole("dialog", { name: /^Delete Passkey/ })).toBeTruthy();
  });

  it("can be asked again in the browser, or given up", async () => {
    const { user, backend } = await show("step-up-not-opened");
    const sheet = screen.getByRole("dialog");
    expect(within(sheet).queryByRole("button", { name: /browser/ })).toBeNull();
    expect(sheet.textContent).toContain("The browser is being opened…");
    const step_up = {
      for_what: "delete_method",
      opened: true,
      expires_at: new Date(Date.now() + 300_000).toISOString(),
    } as const;
    backend.emit({ session: { ...people.online, step_up } as typeof people.online });
    await user.click(await screen.findByRole("button", { name: "Open the browser again" }));
    await user.keyboard("{Escape}");
    await user.click(button("Cancel"));
    const asked = backend.calls.map(([name]) => name);
    expect(asked[0]).toBe("reopenStepUp");
    expect(asked.slice(1).every((name) => name === "cancelStepUp")).toBe(true);
  });

  it("leaves everything as it was when it failed, with the reason in the dialog", async () => {
    const { user } = await show("step-up-failed");
    await user.click(button(/^Delete Passkey/));
    await user.click(button("Yes"));
    expect(await screen.findByText("Your organization did not accept the confirmation")).toBeTruthy();
    expect(button("Yes")).toBeTruthy();
  });
});

describe("leaving a wizard", () => {
  async function toCodes() {
    const shown = await show("recovery-keep");
    await shown.user.click(button("Next advice"));
    await shown.user.click(button("Make recovery codes"));
    await shown.user.click(await screen.findByRole("button", { name: "Show the codes" }));
    await screen.findByRole("heading", { name: "Keep these ten codes" });
    return shown;
  }

  it("asks nothing where nothing would be lost", async () => {
    const { user } = await show("recovery-explain");
    await user.click(button("Next advice"));
    await user.click(button("Make recovery codes"));
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(announcer.polite).toContain("Nothing has been changed.");
    expect(screen.getByRole("heading", { name: "Your methods" })).toBeTruthy();
  });

  it("asks before codes are lost that nobody kept, with staying as the safe answer", async () => {
    const { user } = await toCodes();
    await user.click(button("Cancel"));
    expect(screen.getByRole("dialog").textContent).toMatch(/You have not said that you kept the codes/);
    expect(document.activeElement).toBe(button("Continue"));
    await user.keyboard("{Enter}");
    expect(screen.getByText("7KQ2M-XW4PD")).toBeTruthy();
    await user.click(button("Cancel"));
    await user.click(button("Stop"));
    expect(screen.queryByText("7KQ2M-XW4PD")).toBeNull();
    expect(announcer.polite).not.toContain("Nothing has been changed.");
  });

  it("never says that nothing changed while the codes are being made", async () => {
    const { user, backend } = await show("recovery-explain");
    await user.click(button("Next advice"));
    await user.click(button("Make recovery codes"));
    await screen.findByRole("button", { name: "Show the codes" });
    backend.answers.silent = true;
    announcer.polite = "";
    await user.click(button("Show the codes"));
    await user.click(button("Cancel"));
    expect(screen.getByRole("dialog").textContent).toMatch(/If you stop now, you never see them/);
    await user.click(button("Stop"));
    expect(announcer.polite).toContain("The change may still be carried out");
    expect(screen.getByRole("heading", { name: "Your methods" })).toBeTruthy();
  });

  it("shows what came of it when it ends while the question stands there", async () => {
    const { user, backend } = await show("recovery-keep");
    await user.click(button("Next advice"));
    await user.click(button("Make recovery codes"));
    await screen.findByRole("button", { name: "Show the codes" });
    let answer = () => undefined as unknown;
    const made = backend.createRecoveryCodes;
    backend.createRecoveryCodes = async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return refused({ code: "timed_out" }) as Awaited<ReturnType<typeof made>>;
    };
    await user.click(button("Show the codes"));
    await user.click(button("Cancel"));
    expect(screen.getByRole("dialog")).toBeTruthy();
    answer();
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(button("Show the codes")).toBeTruthy();
  });

  it("asks also when one goes to another page, and goes there then", async () => {
    const { user, app } = await toCodes();
    await user.click(within(screen.getByRole("navigation")).getByRole("button", { name: "Profile" }));
    expect([app.page, screen.getByRole("dialog").textContent]).toEqual([
      "security",
      expect.stringMatching(/Stop here/),
    ]);
    await user.click(button("Stop"));
    expect(screen.getByRole("heading", { level: 1, name: "Profile" })).toBeTruthy();
    expect(document.body.textContent).not.toContain("7KQ2M-XW4PD");
  });

  it("lets one go on without a question once the codes were kept", async () => {
    const { user } = await toCodes();
    await user.click(screen.getByRole("checkbox", { name: "I have kept the codes" }));
    await user.click(button("Next"));
    expect(await screen.findByRole("heading", { name: "Your recovery codes are ready" })).toBeTruthy();
    await user.click(button("Done"));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("copies all codes at once", async () => {
    const { user } = await toCodes();
    await user.click(button("Copy all"));
    expect((await navigator.clipboard.readText()).split("\n")).toHaveLength(10);
  });
});

describe("keeping recovery codes", () => {
  it("prints them alone, and says where they were saved", async () => {
    const { user, backend } = await show("recovery-saved");
    await user.click(button("Next advice"));
    await user.click(button("Make recovery codes"));
    await user.click(await screen.findByRole("button", { name: "Show the codes" }));
    const list = await screen.findByRole("list", { name: "Recovery codes" });
    expect([...document.querySelectorAll("[data-print]")]).toEqual([list]);
    await user.click(button("Print"));
    await user.click(button("Save as file"));
    expect(await screen.findByText(/Saved as .*workpass-recovery-codes\.txt\. Move the file/)).toBeTruthy();
    expect(announcer.polite).toMatch(/workpass-recovery-codes\.txt/);
    expect(backend.calls.map(([name]) => name)).toEqual([
      "createRecoveryCodes",
      "printRecoveryCodes",
      "saveRecoveryCodes",
    ]);
  });
});

describe("app passwords", () => {
  it("b87_b89 are handed over to the organization's page, or the reason is told", async () => {
    const { user, backend } = await show("app-passwords");
    await user.click(button(/^App passwords.*opens in your browser/));
    expect(backend.calls).toEqual([["openHandOver", "open_app_passwords"]]);
    backend.emit({
      account: people.accountWith("open_app_passwords", { kind: "unavailable", reason: "no_self_service" }),
    });
    await waitFor(() => expect(button("App passwords").hasAttribute("disabled")).toBe(true));
    expect(button("App passwords").closest("li")?.textContent).toMatch(/Ask the helpdesk/);
  });

  it("b87 are not mentioned where the organization has none", async () => {
    await show("security-complete");
    expect(screen.queryByText("App passwords")).toBeNull();
  });
});

describe("security questions", () => {
  it("b72_b76 are chosen, answered out of sight and saved", async () => {
    const { user, backend } = await show("questions");
    await user.click(button("Add method"));
    await user.click(screen.getByRole("radio", { name: "Security questions" }));
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Add" }));
    await screen.findByRole("heading", { name: "Choose 3 questions and answer them" });
    const answer = screen.getByLabelText("Answer to question 1") as HTMLInputElement;
    expect(answer.type).toBe("password");
    await user.click(button("Show the answers"));
    expect(answer.type).toBe("text");
    for (const [index, id] of ["own-1", "q1", "q2"].entries()) {
      await user.selectOptions(screen.getByLabelText(`Question ${index + 1}`), id);
      await user.type(screen.getByLabelText(`Answer to question ${index + 1}`), `Answer ${index}`);
    }
    const third = screen.getByLabelText("Question 3") as HTMLSelectElement;
    expect([...third.options].filter((option) => option.disabled).map((option) => option.value)).toEqual([
      "own-1",
      "q1",
    ]);
    await user.click(button("Save"));
    expect(await screen.findByText(/Answers are never shown again/)).toBeTruthy();
    expect(backend.calls.at(-1)?.[0]).toBe("saveSecurityQuestions");
  });
});
