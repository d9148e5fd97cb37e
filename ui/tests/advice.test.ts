import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import * as people from "../gallery/people";
import { security, signedIn } from "../gallery/scene";
import type { SecurityView } from "../src/backend/bindings";
import { refused } from "../src/backend/fake";
import { announcer } from "../src/shell/announcer.svelte";
import { show } from "./show";

const button = (name: string | RegExp) => screen.getByRole("button", { name });

describe("advice and losses", () => {
  it("show the most urgent advice, and the others one after the other", async () => {
    const { user } = await show("security-on-one-phone");
    expect(screen.getByText("Text messages and calls are ending")).toBeTruthy();
    await user.click(button("Next advice"));
    expect(screen.getByText("Make recovery codes for when you lose your phone")).toBeTruthy();
    await user.click(button("Next advice"));
    expect(screen.getByText("Text messages and calls are ending")).toBeTruthy();
  });

  it("b93 confirm that all is still right by one click", async () => {
    const { user, backend } = await show("advice-reconfirm");
    await user.click(button("Looks good"));
    expect(backend.calls).toEqual([["confirmSecurityInfo"]]);
    expect(announcer.polite).toContain("have been confirmed");
  });

  it("b94 put it off", async () => {
    const { user, backend } = await show("advice-recommended");
    await user.click(button("Later"));
    expect(backend.calls).toEqual([["snoozeRegistration"]]);
  });

  it("tell what a lost phone would mean, and lead to what mends it", async () => {
    const { user } = await show("security-on-one-phone");
    const table = screen.getByRole("table");
    const cells = within(within(table).getAllByRole("row")[1] as HTMLElement).getAllByRole("cell");
    expect(cells[0]?.textContent).toMatch(/only the helpdesk can help/);
    expect(screen.getByText("To close this gap, add: Recovery codes or Alternate phone.")).toBeTruthy();
    expect(button("Add alternate phone")).toBeTruthy();
    await user.click(button("Add recovery codes"));
    expect(await screen.findByRole("heading", { name: "A way in for when everything else is gone" })).toBeTruthy();
  });

  it("b105 sends to the helpdesk where nothing that helps can be added", async () => {
    const { mend } = people.allOnThePhone;
    const stuck = { ...people.allOnThePhone, mend: mend && { ...mend, choices: [] } };
    await show({ view: signedIn(security(stuck)), page: "security" });
    expect(screen.getByText(/Ask the helpdesk which method you can add/)).toBeTruthy();
  });

  it("b108 says what to do about a phone that is gone, stolen, new, or has another number", async () => {
    const { user } = await show("security-complete");
    await user.click(screen.getByText(/What to do when something is wrong with your phone/));
    for (const trouble of [/Sign in another way/, /Lost or stolen:/, /A new number/, /A new phone/])
      expect(screen.getByText(trouble)).toBeTruthy();
  });

  it("b205 says why nothing can be confirmed, put off or forgotten here", async () => {
    const no = { kind: "no", reason: "not_consented" } as const;
    const value: SecurityView = {
      ...people.complete,
      confirm: no,
      forget_devices: no,
      advice: [
        { kind: "registration_recommended", skips: 2, skippable: true },
        { kind: "reconfirm_due", last_confirmed_at: null },
      ],
    };
    const { user } = await show({ view: signedIn(security(value)), page: "security" });
    const why = (control: HTMLElement) =>
      document.getElementById(control.getAttribute("aria-describedby") ?? "")?.textContent ?? "";
    const later = button("Later") as HTMLButtonElement;
    expect([later.disabled, why(later)]).toEqual([true, expect.stringMatching(/has not given/)]);
    await user.click(button("Next advice"));
    const fine = button("Looks good") as HTMLButtonElement;
    expect([fine.disabled, why(fine)]).toEqual([true, expect.stringMatching(/has not given/)]);
    const forget = button(/^Forget remembered computers/) as HTMLButtonElement;
    expect([forget.disabled, forget.closest("li")?.textContent]).toEqual([
      true,
      expect.stringMatching(/has not given/),
    ]);
  });

  it("b205 says whom to ask where what is advised cannot be added here", async () => {
    const value: SecurityView = {
      ...people.emailOnly,
      choices: [],
      advice: [{ kind: "recovery_codes_few", remaining: 1 }],
    };
    await show({ view: signedIn(security(value)), page: "security" });
    expect(screen.queryByRole("button", { name: "Make new codes" })).toBeNull();
    expect(screen.getByText(/Ask the helpdesk what you can do/)).toBeTruthy();
  });
});

describe("another way to the same", () => {
  it("b51 leads from the app with notifications to one with codes, and says where to get it", async () => {
    const { user, backend } = await show("security-complete");
    await user.click(button("Add method"));
    await user.click(screen.getByRole("radio", { name: "Authenticator app - notification" }));
    await user.click(button("Add"));
    await user.click(await screen.findByRole("button", { name: "I want to use a different authenticator app" }));
    expect(await screen.findByRole("heading", { name: "Start by getting the app" })).toBeTruthy();
    await user.click(screen.getByText("Download now"));
    expect(screen.getByText(/App Store or Google Play/)).toBeTruthy();
    expect(backend.calls).toEqual([]);
  });

  it("b204 gives the focus to the safe button after a proof was not given", async () => {
    const { user, backend } = await show("security-complete");
    backend.answers.deleted = refused({ code: "step_up_cancelled" });
    await user.click(button(/^Delete Passkey/));
    await user.click(button("Yes"));
    expect(await screen.findByText("You did not confirm that it is you")).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(button("No")));
  });
});

describe("an app whose attempt is over", () => {
  it("asks for no code any more, and says what to do with the account that was scanned", async () => {
    const { user, backend } = await show("app-code-over");
    await user.click(button("Add method"));
    await user.click(screen.getByRole("radio", { name: "Authenticator app - code" }));
    await user.click(button("Add"));
    await user.click(await screen.findByRole("button", { name: "Next" }));
    await screen.findByRole("heading", { name: "Scan the QR code with the app" });
    await user.click(button("Next"));
    await user.type(screen.getByLabelText("Code from the app"), "123456");
    await user.click(button("Next"));
    expect(await screen.findByText(/Remove it there/)).toBeTruthy();
    expect(screen.queryByLabelText("Code from the app")).toBeNull();
    expect(screen.queryByRole("button", { name: "Next" })).toBeNull();
    expect(backend.calls.at(-1)?.[0]).toBe("confirmRegistration");
    expect(button("Start again")).toBeTruthy();
  });
});
