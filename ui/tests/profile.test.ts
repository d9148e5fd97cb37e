import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import * as people from "../gallery/people";
import { refused } from "../src/backend/fake";
import { announcer } from "../src/shell/announcer.svelte";
import "../src/later";
import { named, show } from "./show";

vi.mock("../src/profile/encode", () => ({ encode: () => "/9j/cropped" }));

const button = (name: string | RegExp) => screen.getByRole("button", { name });
const find = (name: string | RegExp) => screen.findByRole("button", { name });

/** A PNG as far as its header. */
function png(width: number, height: number): File {
  const bytes = new Uint8Array(64);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return new File([bytes], "ik.png", { type: "image/png" });
}

async function dialog() {
  const shown = await screen.findByRole("dialog");
  const input = shown.querySelector<HTMLInputElement>("input[type='file']");
  if (!input) throw new Error("there is nothing to choose a file with");
  return { shown, input };
}

/** As the window does when it has unpacked a picture. */
async function unpacked(shown: HTMLElement, width: number, height: number) {
  const image = await waitFor(() => {
    const found = shown.querySelector("img");
    if (!found) throw new Error("there is no picture yet");
    return found;
  });
  Object.defineProperty(image, "naturalWidth", { value: width });
  Object.defineProperty(image, "naturalHeight", { value: height });
  await fireEvent.load(image);
  return image;
}

describe("the photo", () => {
  it("b12 is chosen, cropped by the keyboard, and sent", async () => {
    const { user, backend } = await show("profile");
    await user.click(button("Change photo"));
    const { shown, input } = await dialog();
    expect(within(shown).queryByRole("button", { name: "Use this photo" })).toBeNull();
    await user.upload(input, png(400, 200));
    const image = await unpacked(shown, 400, 200);
    expect([image.style.left, image.style.width]).toEqual(["-50%", "200%"]);
    within(shown).getByRole("application").focus();
    await user.keyboard("{ArrowRight}+");
    expect(image.style.left).not.toBe("-50%");
    expect(within(shown).getByLabelText<HTMLInputElement>("Zoom").valueAsNumber).toBeGreaterThan(1);
    await user.click(within(shown).getByRole("button", { name: "Use this photo" }));
    expect(backend.calls.at(-1)).toEqual(["changePhoto", "/9j/cropped"]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(announcer.polite.trim()).toBe("Your photo is changed");
  });

  it("b12 that is none is refused before anything is sent, and another one can be chosen", async () => {
    const { user, backend } = await show("profile");
    await user.click(button("Change photo"));
    const { shown, input } = await dialog();
    await user.upload(input, new File(["<svg onload=alert(1)>"], "ik.jpg", { type: "image/jpeg" }));
    expect(await within(shown).findByText(/Choose a JPEG or PNG file\. Other files/)).toBeTruthy();
    await user.upload(input, png(60_000, 60_000));
    expect(await within(shown).findByText(/The photo is too large/)).toBeTruthy();
    expect(shown.querySelector("img")).toBeNull();
    await user.upload(input, png(400, 400));
    const image = await waitFor(() => shown.querySelector("img") ?? Promise.reject(new Error("not yet")));
    await fireEvent.error(image);
    expect(await within(shown).findByText(/damaged or not complete/)).toBeTruthy();
    expect(named(backend)).toEqual([]);
  });

  it("b12 that the service refuses stays on the screen with the reason", async () => {
    const { user, backend } = await show("profile");
    backend.answers.changedPhoto = refused({ code: "photo_refused", fault: null });
    await user.click(button("Change photo"));
    const { shown, input } = await dialog();
    await user.upload(input, png(400, 400));
    await unpacked(shown, 400, 400);
    await user.click(within(shown).getByRole("button", { name: "Use this photo" }));
    expect(await within(shown).findByText(/Your organization does not accept it/)).toBeTruthy();
    expect(shown.querySelector("img")).toBeTruthy();
  });

  it("b12 is removed after a question whose safe answer has the focus", async () => {
    const { user, backend } = await show("profile");
    await user.click(button("Remove photo"));
    await screen.findByRole("dialog", { name: "Remove your photo?" });
    expect(document.activeElement?.textContent?.trim()).toBe("No");
    await user.click(button("Yes"));
    expect(named(backend)).toEqual(["removePhoto"]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("b12 has no control where it is not offered, and the reason where it is forbidden", async () => {
    await show("profile-read-only");
    expect(screen.queryByRole("button", { name: /photo/i })).toBeNull();
    expect(screen.queryByText(/^Photo:/)).toBeNull();
  });

  it("b12 says why it cannot be changed", async () => {
    await show("profile-photo-on-premises");
    expect(screen.queryByRole("button", { name: /photo/i })).toBeNull();
    expect(screen.getByText(/^Photo: Your organization takes photos from its own directory/)).toBeTruthy();
  });

  it("b12 is changed on the page of a known cloud where it cannot be here, and may take a day to show", async () => {
    const { user, backend } = await show("profile-photo-elsewhere");
    await user.click(button(/^Change photo ?, opens in your browser$/));
    expect(backend.calls).toEqual([["openHandOver", "change_photo"]]);
  });

  it("b12 may take a day to show everywhere", async () => {
    const { user } = await show("profile-photo-day");
    await user.click(button("Change photo"));
    expect(await screen.findByText(/up to 24 hours/)).toBeTruthy();
  });
});

describe("one's own fields", () => {
  it("b03 are edited in their block, and nothing else is", async () => {
    const { user, backend } = await show("profile");
    expect(screen.queryByRole("textbox")).toBeNull();
    await user.click(button("Edit: Contact"));
    const number = await screen.findByLabelText("Mobile phone");
    expect(document.activeElement).toBe(number);
    expect(screen.getAllByRole("textbox").length).toBe(2);
    await user.clear(number);
    await user.type(number, "+31 6 5550 0199{Enter}");
    expect(backend.calls).toEqual([
      ["changeProfile", [{ field: "mobile_phone", before: "+31 6 5550 0123", after: "+31 6 5550 0199" }]],
    ]);
    await waitFor(() => expect(screen.queryByRole("textbox")).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(button("Edit: Contact")));
    expect(announcer.polite.trim()).toBe("Your changes are saved");
  });

  it("b03 say at the field what is wrong, and give it the focus", async () => {
    const { user } = await show("profile-edit-fault");
    await user.click(button("Edit: Contact"));
    const number = await screen.findByLabelText<HTMLInputElement>("Mobile phone");
    await user.type(number, "x");
    await user.click(button("Save"));
    await waitFor(() => expect(number.getAttribute("aria-invalid")).toBe("true"));
    expect(document.activeElement).toBe(number);
    expect(screen.getByText(/Use digits/)).toBeTruthy();
  });

  it("b03 are as they were after Cancel, and leaving with something typed asks first", async () => {
    const { user, backend, app } = await show("profile");
    await user.click(button("Edit: Work"));
    await user.type(await screen.findByLabelText("Office"), "!");
    app.go("devices");
    expect(app.leaving).toBe("devices");
    app.stay();
    await user.click(button("Cancel"));
    expect(await find("Edit: Work")).toBeTruthy();
    expect(screen.getByText("Gebouw De Vuurtoren, 2.14")).toBeTruthy();
    expect(backend.calls).toEqual([]);
    app.go("devices");
    expect(app.leaving).toBeNull();
  });

  it("b03 cannot be edited where permission lacks, and it is said", async () => {
    await show("profile-edit-not-consented");
    expect(screen.queryByRole("button", { name: /^Edit/ })).toBeNull();
    expect(screen.getAllByText(/^Edit: .*permission/).length).toBe(2);
  });
});

describe("who keeps the rest", () => {
  it("b03_b11 stands at each field and above them, with how they are reached", async () => {
    await show("profile");
    expect(screen.getByText(/What you may change yourself has an Edit button/)).toBeTruthy();
    expect(screen.getByText("personeelszaken@noorderlicht.example")).toBeTruthy();
    const fact = (label: string) => screen.getAllByText(label).map((dt) => dt.closest("div")?.textContent ?? "");
    expect(fact("Job title").some((text) => text.includes("Managed by Personeelszaken"))).toBe(true);
    expect(fact("Office").every((text) => !text.includes("Managed by"))).toBe(true);
  });
});

describe("the blocks of a profile", () => {
  it("b04 are those the organization chose, and lead on", async () => {
    const { user, app } = await show("profile");
    await user.click(button(/^Do you know all your devices\?/));
    expect(app.page).toBe("devices");
  });

  it("b04 leave out devices where the organization does", async () => {
    await show("profile-blocks");
    expect(screen.queryByRole("button", { name: /Do you know all your devices/ })).toBeNull();
    expect(screen.queryByRole("heading", { name: "Work" })).toBeNull();
    expect(people.profile.blocks).toContain("devices");
  });
});
