import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import * as people from "../gallery/people";
import { refused } from "../src/backend/fake";
import { announcer } from "../src/shell/announcer.svelte";
import { show } from "./show";

const button = (name: string | RegExp) => screen.getByRole("button", { name });

describe("security info", () => {
  it("b43_b48 adds an address step by step and tells what it is for", async () => {
    const { user, backend } = await show("security-nothing");
    await user.click(button("Add method"));
    await user.click(screen.getByRole("radio", { name: "Email" }));
    await user.click(button("Add"));
    await user.type(await screen.findByLabelText("Email address"), "anna@example.com");
    await user.click(button("Next"));
    expect(await screen.findByRole("heading", { name: "We sent a code to anna@example.com." })).toBeTruthy();
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
