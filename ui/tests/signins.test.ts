import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { announcer } from "../src/shell/announcer.svelte";
import "../src/signins/SignIns.svelte";
import { named, show } from "./show";

const button = (name: string | RegExp) => screen.getByRole("button", { name });
const card = async (name: string) => within(await screen.findByRole("region", { name }));

describe("my sign-ins", () => {
  it("b157_b159_b162 tell how each ended and from where, and that no place is known", async () => {
    const { user } = await show("sign-ins");
    const recent = await card("Recent activity");
    const summary = await recent.findByText("Additional verification failed, invalid code");
    await user.click(summary);
    const open = within(summary.closest("details") as HTMLElement);
    for (const text of [
      "Account pages",
      "Microsoft Edge",
      "Windows",
      "198.51.100.204",
      "Authenticator app - notification",
    ]) {
      expect(open.getByText(text)).toBeTruthy();
    }
    expect(recent.getByText("Successful", { selector: "span" })).toBeTruthy();
    expect(recent.getByText(/^Locations are not shown/)).toBeTruthy();
  });

  it("b163 are searched by what is typed, and read on", async () => {
    const { user, backend } = await show("sign-ins");
    await user.type(await screen.findByLabelText("Search"), "edge{Enter}");
    await user.selectOptions(screen.getByLabelText("Show"), "failed");
    await user.click(button("Search"));
    await user.click(button("Show more"));
    const asked = backend.calls.filter(([name]) => name === "signIns").map((call) => call.slice(1));
    expect(asked.slice(2)).toEqual([
      ["edge", "all", null],
      ["edge", "failed", null],
      ["edge", "failed", "more"],
    ]);
  });

  it("b164 an own one is taken off with one press, and that is said", async () => {
    const { user, backend } = await show("sign-ins-unusual");
    const flagged = await card("Unusual activity");
    await user.click(flagged.getByRole("button", { name: "This was me" }));
    expect(backend.calls.at(-1)).toEqual(["answerSignIn", "s2", true]);
    expect(announcer.polite).toBe("No longer shown as unusual");
    expect(screen.queryByRole("region", { name: "Unusual activity" })).toBeNull();
  });

  it("b160_b161_b165 a stranger's leads to password, methods and signing out everywhere", async () => {
    const { user, app } = await show("sign-ins-unusual");
    const flagged = await card("Unusual activity");
    await user.click(flagged.getByRole("button", { name: "This wasn't me" }));
    const steps = (await screen.findAllByRole("list")).find((list) => list.tagName === "OL") as HTMLElement;
    expect(within(steps).getAllByRole("listitem").length).toBe(3);
    await user.click(within(steps).getByRole("button", { name: "Sign out everywhere" }));
    expect(app.askingEverywhere).toBe(true);
    app.askingEverywhere = false;
    await user.click(within(steps).getByRole("button", { name: "Check your security info" }));
    expect(app.page).toBe("security");
  });

  it("b167 are opened on the organization's page where the app has none", async () => {
    const { user, backend } = await show("sign-ins-elsewhere");
    await user.click(button("Open My sign-ins in your browser"));
    expect(backend.calls.at(-1)).toEqual(["openHandOver", "view_sign_ins"]);
  });

  it("b206 a session ends after a question whose safe answer has the focus", async () => {
    const { user, backend } = await show("sign-ins");
    await user.click(await screen.findByRole("button", { name: "End session: Microsoft Edge" }));
    expect(document.activeElement?.textContent?.trim()).toBe("Cancel");
    await user.keyboard("{Enter}");
    expect(named(backend)).not.toContain("endSession");
    await user.click(button("End all others"));
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "End" }));
    expect(named(backend)).toContain("endOtherSessions");
    expect(announcer.polite.trim()).toBe("The session has ended");
  });

  it("b208 nothing is read or ended offline", async () => {
    const { backend } = await show("sign-ins-offline");
    expect(screen.getByText("Not possible while you are offline.")).toBeTruthy();
    expect(named(backend)).not.toContain("signIns");
  });
});
