import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import * as people from "../gallery/people";
import { refused } from "../src/backend/fake";
import { announcer } from "../src/shell/announcer.svelte";
import { sight } from "./setup";
import { named, show } from "./show";

const button = (name: string | RegExp) => screen.getByRole("button", { name });

describe("signing in", () => {
  it("offers the code first and the browser as the second door", async () => {
    const { user, backend } = await show("signed-out");
    await user.click(button("Sign in"));
    await user.click(button("Sign in with the browser on this computer"));
    expect(backend.calls).toEqual([
      ["startSignIn", "device_code"],
      ["startSignIn", "browser"],
    ]);
  });

  it("sends one request for the same click twice", async () => {
    const { user, backend } = await show("signed-out");
    backend.answers.silent = true;
    await user.dblClick(button("Sign in"));
    expect(named(backend)).toEqual(["startSignIn"]);
  });

  it("leads those who cannot to the reset page and the helpdesk", async () => {
    const { user, backend } = await show("signed-out");
    await user.click(screen.getByText("Can't sign in?"));
    expect(screen.getByText("servicedesk@noorderlicht.example")).toBeTruthy();
    await user.click(button(/^Forgot your password/));
    await user.click(button(/^Open the helpdesk page/));
    expect(named(backend)).toEqual(["openPasswordReset", "openHelpPage"]);
  });

  it("says what a closed keychain still holds, not that nothing is kept, and tries again", async () => {
    const { user, backend } = await show("signed-out-left-behind");
    expect(screen.getByText("Your old sign-in is still in the keychain")).toBeTruthy();
    expect(screen.queryByText(/keeps nothing of your sign-in/)).toBeNull();
    await user.click(button("Try again"));
    expect(named(backend)).toEqual(["retryResume"]);
    backend.emit({
      session: { state: "signed_out", why: "by_user", error: null, doors: people.doors, left_behind: false },
    });
    expect((await screen.findAllByText(/keeps nothing of your sign-in/)).length).toBeGreaterThan(0);
    expect(screen.queryByText(/still in the keychain/)).toBeNull();
  });

  it("says nothing of a reset page when there is none, and still whom to ask", async () => {
    const { user } = await show("signed-out-browser-only");
    await user.click(screen.getByText("Can't sign in?"));
    expect(screen.queryByRole("button", { name: /password/ })).toBeNull();
    expect(screen.getByText("Ask whoever gave you this account.")).toBeTruthy();
  });

  it("shows the code as the authority wrote it, this computer and the warning", async () => {
    const { user, backend } = await show("code");
    expect(screen.getByTestId("user-code").textContent?.trim()).toBe("BCDF-GHJK");
    expect(screen.getByText("LAPTOP-ANNA")).toBeTruthy();
    expect(screen.getByText(/IT never sends you a code/)).toBeTruthy();
    expect(screen.getByRole("img", { name: /aanmelden\.noorderlicht\.example\/device/ })).toBeTruthy();
    await user.click(button("Open browser"));
    await user.click(button("Cancel"));
    expect(named(backend)).toEqual(["openVerificationPage", "cancelSignIn"]);
  });

  it("copies the code and says so", async () => {
    const { user } = await show("code");
    await user.click(button("Copy code"));
    expect(await navigator.clipboard.readText()).toBe("BCDF-GHJK");
    expect(button("Copied")).toBeTruthy();
    expect(announcer.polite).toContain("copied");
  });

  it("says what to do when copying is not allowed", async () => {
    const { user } = await show("code");
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
    await user.click(button("Copy code"));
    const spoken = await screen.findAllByText(/Select the code/);
    expect(spoken.some((element) => element.getAttribute("aria-live") === null)).toBe(true);
  });

  it("counts down by itself and speaks of it only rarely", async () => {
    vi.useFakeTimers({ now: Date.parse("2026-11-22T09:00:00Z"), toFake: ["Date", "setInterval", "clearInterval"] });
    const { backend } = await show("code");
    const waiting = (await backend.view()).session;
    if (waiting.state !== "awaiting_user") throw new Error("not the code screen");
    backend.emit({ session: { ...waiting, expires_at: "2026-11-22T09:01:10Z" } });
    await waitFor(() => expect(screen.getByRole("timer").textContent).toContain("1:10"));
    vi.advanceTimersByTime(5_000);
    await waitFor(() => expect(screen.getByRole("timer").textContent).toContain("1:05"));
    expect(announcer.polite).toBe("");
    vi.advanceTimersByTime(5_000);
    await waitFor(() => expect(announcer.polite).toContain("60 seconds"));
  });

  it("tries the keychain again, or signs in for this time only", async () => {
    const { user, backend } = await show("vault-locked");
    await user.click(button("Try again"));
    await user.click(button("Sign in for this time only"));
    expect(backend.calls).toEqual([["retryResume"], ["startSignIn", "device_code"]]);
  });
});

describe("the frame", () => {
  it("b01 has a menu with photo, name and organization that leads to profile, settings and out", async () => {
    const { user, backend } = await show("overview");
    await user.click(button(/Account menu of Anna de Vries Noorderlicht/));
    const items = within(screen.getByRole("menu")).getAllByRole("menuitem");
    expect(items.map((item) => item.textContent?.trim())).toEqual(["Profile", "Settings & privacy", "Sign out"]);
    expect(document.activeElement).toBe(items[0]);
    await user.keyboard("{ArrowUp}{Enter}");
    expect(named(backend)).toEqual(["signOut"]);
  });

  it("closes the menu by Escape and gives the focus back", async () => {
    const { user } = await show("overview");
    await user.click(button(/Account menu/));
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.activeElement).toBe(button(/Account menu/));
  });

  it("moves the focus to the heading of the page and the title with it", async () => {
    const { user } = await show("overview");
    const inRail = within(screen.getByRole("navigation", { name: "Main navigation" }));
    await user.click(inRail.getByRole("button", { name: "Terms of use" }));
    const heading = screen.getByRole("heading", { level: 1, name: "Terms of use" });
    await waitFor(() => expect(document.activeElement).toBe(heading));
    expect(document.title).toBe("Terms of use · Workpass");
    expect(inRail.getByRole("button", { name: "Terms of use" }).getAttribute("aria-current")).toBe("page");
  });

  it("b14 leads to the same page from the tile as from the navigation", async () => {
    const { user } = await show("overview");
    const rail = () => within(screen.getByRole("navigation", { name: "Main navigation" }));
    const tiles = Array.from(
      document.querySelectorAll<HTMLButtonElement>(".tiles button"),
      (tile) => tile.textContent?.trim() ?? "",
    );
    expect(tiles.length).toBeGreaterThan(5);
    for (const name of tiles) {
      await user.click(rail().getByRole("button", { name: "Overview" }));
      await user.click(
        within(document.querySelector<HTMLElement>(".tiles") ?? document.body).getByRole("button", { name }),
      );
      const fromTile = (await screen.findByRole("heading", { level: 1 })).textContent;
      await user.click(rail().getByRole("button", { name: "Overview" }));
      await user.click(rail().getByRole("button", { name }));
      expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe(fromTile);
    }
  }, 30_000);

  it("b19 b170 offers signing out everywhere on the overview", async () => {
    const { user, backend } = await show("overview");
    await user.click(button("Sign out everywhere"));
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "No" }));
    expect(named(backend)).toEqual([]);
    await user.click(button("Sign out everywhere"));
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Yes" }));
    expect(named(backend)).toEqual(["signOutEverywhere"]);
  });

  it("begins every page at its top", async () => {
    const { user } = await show("overview");
    const scrolled = vi.spyOn(window, "scrollTo");
    await user.click(within(screen.getByRole("navigation")).getByRole("button", { name: "Profile" }));
    expect(scrolled).toHaveBeenCalledWith(0, 0);
  });

  it("skips to the content", async () => {
    const { user } = await show("overview");
    await user.click(screen.getByRole("link", { name: "Skip to the content" }));
    expect(document.activeElement?.id).toBe("content");
  });

  it("tells once that the sign-in is for this run only", async () => {
    const { user, backend } = await show("overview-this-run-only");
    expect(screen.getByText(/until you close Workpass/)).toBeTruthy();
    await user.click(button("Got it"));
    backend.emit({});
    expect(screen.queryByText(/until you close Workpass/)).toBeNull();
  });

  it("b208 dates what is shown offline and offers to try again", async () => {
    const { user, backend } = await show("security-offline");
    expect(screen.getByText(/last known, from .*2026/)).toBeTruthy();
    expect(button(/Add method/).hasAttribute("disabled")).toBe(true);
    expect(button(/^Delete Email/).hasAttribute("disabled")).toBe(true);
    await user.click(button("Try again"));
    expect(named(backend)).toEqual(["refreshAccount"]);
  });

  it("b205_b208 names the cause when it is not the network that is missing", async () => {
    const { app, backend } = await show("security-offline");
    const account = app.account;
    if (account === null) throw new Error("the scene is signed in");
    backend.emit({ account: { ...account, trouble: { code: "service_trouble", reference: "1A2B3C4D" } } });
    expect(await screen.findByText(/1A2B3C4D/)).toBeTruthy();
    expect(within(screen.getByRole("main")).queryByText("You are offline")).toBeNull();
    expect(screen.getByText(/last known, from .*2026/)).toBeTruthy();
    expect(button("Try again")).toBeTruthy();
  });

  it("speaks the other language as soon as it is chosen", async () => {
    const { user, backend } = await show("settings");
    await user.click(screen.getByRole("radio", { name: "Nederlands" }));
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Instellingen en privacy");
    expect(document.documentElement.lang).toBe("nl");
    await user.click(screen.getByRole("radio", { name: "Donker" }));
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(backend.calls.at(-1)).toEqual([
      "setPreferences",
      { language: "english", theme: "dark", regional_format: null, time_zone: null },
    ]);
  });
});

describe("the profile", () => {
  it("b02_b03 shows the work data, read-only, with who manages them", async () => {
    await show("profile");
    for (const text of [
      "Teamleider distributie",
      "anna.devries@noorderlicht.example",
      "Gebouw De Vuurtoren, 2.14",
      "Willem Bakker",
    ]) {
      expect(screen.getAllByText(text).length).toBeGreaterThan(0);
    }
    expect(screen.getByText(/Noorderlicht Logistiek B.V. manages these data/)).toBeTruthy();
    expect(screen.queryByRole("textbox")).toBeNull();
  });

  it("b04 leaves out the blocks that the organization does not show", async () => {
    const { backend } = await show("profile");
    backend.emit({
      account: { ...people.account, profile: { kind: "ready", value: { ...people.profile, blocks: ["contact"] } } },
    });
    await waitFor(() => expect(screen.queryByRole("heading", { name: "Manager" })).toBeNull());
    expect(screen.getByRole("heading", { name: "Contact" })).toBeTruthy();
  });

  it("says so when the organization filled in nothing", async () => {
    const { backend } = await show("profile");
    const nothing = {
      job_title: null,
      department: null,
      company_name: null,
      employee_id: null,
      office: null,
      city: null,
      state: null,
      country: null,
    };
    backend.emit({
      account: { ...people.account, profile: { kind: "ready", value: { ...people.profile, ...nothing } } },
    });
    expect(await screen.findByText(/not filled in any work data/)).toBeTruthy();
  });

  it("b10_b11 never shows an empty page: the reason and whom to ask stand there", async () => {
    await show("profile-unavailable");
    expect(screen.getByText("Your profile cannot be shown")).toBeTruthy();
    expect(screen.getByText(/not given Workpass permission/)).toBeTruthy();
    expect(screen.getByText("servicedesk@noorderlicht.example")).toBeTruthy();
  });

  it("b08_b13 offers exactly the actions there are, and hands over only what has a page", async () => {
    const { user, backend } = await show("profile");
    expect(button("Review terms of use")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Access reviews/ })).toBeNull();
    await user.click(button(/^Apps ?, opens in your browser$/));
    expect(backend.calls).toEqual([["openHandOver", "open_apps"]]);
  });
});

describe("signing out everywhere", () => {
  it("b168 changes nothing on No, which is the safe default", async () => {
    const { user, backend } = await show("profile");
    await user.click(button("Sign out everywhere"));
    const dialog = screen.getByRole("dialog", { name: "Sign out everywhere?" });
    expect(document.activeElement).toBe(within(dialog).getByRole("button", { name: "No" }));
    expect(dialog.textContent).toMatch(/Workpass on this computer/);
    expect(dialog.textContent).toMatch(/up to an hour/);
    await user.keyboard("{Enter}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(backend.calls).toEqual([]);
    expect(document.activeElement).toBe(button("Sign out everywhere"));
  });

  it("b168 tells a guest who decides, and asks the service nothing", async () => {
    const { user, backend } = await show("profile-guest");
    expect(screen.getAllByText(/You are a guest here: your own organization decides this/).length).toBe(2);
    expect(button("Sign out everywhere").hasAttribute("disabled")).toBe(true);
    await user.click(button("Sign out everywhere"));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(backend.calls).toEqual([]);
  });

  it("b168 ends the sessions on Yes", async () => {
    const { user, backend } = await show("profile");
    await user.click(button("Sign out everywhere"));
    await user.click(button("Yes"));
    expect(named(backend)).toEqual(["signOutEverywhere"]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("stays open with the reason when it did not work", async () => {
    const { user, backend } = await show("everywhere-failed");
    await user.click(button("Sign out everywhere"));
    await user.click(button("Yes"));
    expect(await screen.findByText(/It is not certain whether it worked/)).toBeTruthy();
    backend.answers.everywhere = refused({ code: "forbidden" });
    await user.click(button("Yes"));
    expect(await screen.findByText(/you are still signed in everywhere/)).toBeTruthy();
  });
});

describe("terms of use", () => {
  it("b172_b177 are read to the end and accepted one after the other", async () => {
    const { user, backend } = await show("terms-reader");
    await user.click(button(/^Read and accept ?: Gedragscode/));
    expect(await screen.findByText("Document 1 of 2")).toBeTruthy();
    expect(button("Accept").hasAttribute("disabled")).toBe(true);
    sight.reach();
    await waitFor(() => expect(button("Accept").hasAttribute("disabled")).toBe(false));
    await user.click(button("Accept"));
    expect(await screen.findByText("Document 2 of 2")).toBeTruthy();
    expect(backend.calls).toContainEqual(["acceptTerms", "terms-1", "file-1"]);
    expect(announcer.polite).toContain("You have accepted Gedragscode digitale middelen");
    await waitFor(() => expect(button("Accept").hasAttribute("disabled")).toBe(true));
    sight.reach();
    await waitFor(() => expect(button("Accept").hasAttribute("disabled")).toBe(false));
    await user.click(button("Accept"));
    expect(await screen.findByText("You have accepted everything")).toBeTruthy();
  });

  it("b177 stay readable with version and date, without anything to accept", async () => {
    const { user } = await show("terms-reader");
    expect(screen.getByText(/^Version 5 accepted on .*2025$/)).toBeTruthy();
    await user.click(button("Read Privacyverklaring medewerkers"));
    expect(await screen.findByRole("article")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Accept" })).toBeNull();
    await user.click(button("Back"));
    expect(screen.getByRole("heading", { level: 1, name: "Terms of use" })).toBeTruthy();
  });

  it("b173 lead back to the profile when there are none", async () => {
    const { user } = await show("terms-none");
    await user.click(button("Done"));
    expect(screen.getByRole("heading", { level: 1, name: "Profile" })).toBeTruthy();
  });

  it("can be tried again when they did not load", async () => {
    const { user, backend } = await show("terms-reader-failed");
    await user.click(button(/^Read and accept ?: Gedrags/));
    backend.answers.document = { ok: true, value: people.document };
    await user.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("article")).toBeTruthy();
  });
});
