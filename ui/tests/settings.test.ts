import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { Scene } from "../gallery/scene";
import { scenes } from "../gallery/states";
import type { ChosenSettings } from "../src/backend/bindings";
import { formats } from "../src/i18n/formats.svelte";
import { named, show } from "./show";

afterEach(() => formats.follow({ locale: "en-GB", time_zone: null }));

async function settings(scene: string | Scene = "settings") {
  const shown = await show(scene);
  await screen.findByRole("heading", { level: 1, name: "Settings & privacy" });
  return shown;
}

const asked = (calls: unknown[][], name: string) => calls.filter(([call]) => call === name).map(([, ...rest]) => rest);
const radio = (name: string) => screen.getByRole<HTMLInputElement>("radio", { name });

describe("B-178: settings", () => {
  it("b178 go to the account, each change with all the others as they are", async () => {
    const { user, backend } = await settings("settings-chosen");
    await user.click(radio("Nederlands"));
    expect(asked(backend.calls, "changeSettings")).toEqual([
      [
        {
          language: "dutch",
          preferred_languages: ["fy", "nl-NL", "en-GB"],
          regional_format: "de-DE",
          time_zone: "Asia/Kathmandu",
        },
      ],
    ]);
    expect(await screen.findByRole("heading", { level: 1, name: "Instellingen en privacy" })).toBeTruthy();
  });

  it("b178 are sent one after the other, and none is dropped while one is saved", async () => {
    const { user, backend } = await settings("settings-chosen");
    const save = backend.changeSettings;
    const sent: ChosenSettings[] = [];
    let goOn: () => void = () => undefined;
    const first = new Promise<void>((done) => {
      goOn = done;
    });
    backend.changeSettings = async (chosen) => {
      sent.push(chosen);
      if (sent.length === 1) await first;
      return save(chosen);
    };
    await user.click(radio("Nederlands"));
    await user.click(radio("English"));
    await user.selectOptions(screen.getByRole("combobox", { name: "Regional format" }), "de-AT");
    expect(sent).toHaveLength(1);
    goOn();
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]).toMatchObject({ language: "english", regional_format: "de-AT", time_zone: "Asia/Kathmandu" });
    await waitFor(() => expect(radio("English").checked).toBe(true));
    expect(formats.tag).toBe("de-AT");
  });

  it("b178 b207 are shown as they were when they are refused", async () => {
    const { user, backend } = await settings("settings-chosen");
    const before = screen.getAllByRole<HTMLInputElement>("radio").map(({ checked }) => checked);
    const region = screen.getByRole<HTMLSelectElement>("combobox", { name: "Regional format" });
    backend.changeSettings = async () => ({ ok: false, error: { code: "timed_out" } });
    await user.click(radio("Nederlands"));
    await user.selectOptions(region, "de-AT");
    await waitFor(() => expect(region.value).toBe("de-DE"));
    const now = () => screen.getAllByRole<HTMLInputElement>("radio").map(({ checked }) => checked);
    await waitFor(() => expect(now()).toEqual(before));
  });

  it("b178 have languages that are added, ordered and removed by keyboard alone", async () => {
    const { user, backend } = await settings("settings-chosen");
    const order = () => {
      const calls = asked(backend.calls, "changeSettings");
      const [chosen] = calls[calls.length - 1] ?? [];
      return (chosen as { preferred_languages: string[] } | undefined)?.preferred_languages;
    };
    screen.getByRole("button", { name: "Move up: Dutch (Netherlands)" }).focus();
    await user.keyboard("{Enter}");
    expect(order()).toEqual(["nl-NL", "fy", "en-GB"]);
    screen.getByRole("button", { name: "Move down: Western Frisian" }).focus();
    await user.keyboard(" ");
    expect(order()).toEqual(["nl-NL", "en-GB", "fy"]);
    screen.getByRole("button", { name: "Remove: English (United Kingdom)" }).focus();
    await user.keyboard("{Enter}");
    expect(order()).toEqual(["nl-NL", "fy"]);
    await user.selectOptions(screen.getByRole("combobox", { name: "Another language" }), "Ukrainian");
    await user.click(screen.getByRole("button", { name: "Add" }));
    expect(order()).toEqual(["nl-NL", "fy", "uk"]);
    const list = screen.getByRole("group", { name: "Preferred languages" });
    expect(within(list).getAllByRole("listitem")).toHaveLength(3);
  });

  it("b178 have a time zone that is looked for by its city and used when the person says so", async () => {
    const { user, backend } = await settings();
    await user.type(screen.getByRole("textbox", { name: "Search time zones" }), "kathm");
    const list = screen.getByRole("listbox", { name: "Time zone" });
    expect(within(list).getAllByRole("option")).toHaveLength(2);
    await user.selectOptions(list, "Asia/Kathmandu");
    expect(named(backend)).not.toContain("changeSettings");
    await user.click(screen.getByRole("button", { name: "Use this time zone" }));
    const [[chosen]] = asked(backend.calls, "changeSettings") as [[{ time_zone: string }]];
    expect(chosen.time_zone).toBe("Asia/Kathmandu");
    expect(formats.zone).toBe("Asia/Kathmandu");
    expect(screen.queryByRole("button", { name: "Use this time zone" })).toBeNull();
  });

  it("b178 have a regional format", async () => {
    const { user, backend } = await settings();
    await user.selectOptions(screen.getByRole("combobox", { name: "Regional format" }), "de-AT");
    const [[chosen]] = asked(backend.calls, "changeSettings") as [[{ regional_format: string }]];
    expect(chosen.regional_format).toBe("de-AT");
    expect(formats.tag).toBe("de-AT");
  });

  it("b178 say when the organization fixed the language, and whom to ask", async () => {
    await settings("settings-language-fixed");
    expect(radio("English").closest("fieldset:disabled")).not.toBeNull();
    expect(screen.getByText(/chose this language for everybody\. ICT Servicedesk/)).toBeTruthy();
    expect(screen.getByRole("combobox", { name: "Regional format" }).closest("fieldset:disabled")).toBeNull();
  });

  it("b178 say when this computer does not know the time zone, and nothing breaks", async () => {
    await settings("settings-zone-unknown");
    expect(screen.getByText("This computer does not know the time zone Europe/Newly_Named")).toBeTruthy();
  });

  it("b178 are kept on this computer where the organization keeps none, with its own page beside them", async () => {
    const { user, backend } = await settings("settings-on-this-computer");
    expect(screen.queryByRole("group", { name: "Preferred languages" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Settings of your account" }));
    expect(asked(backend.calls, "openHandOver")).toEqual([["change_settings"]]);
    expect(named(backend)).not.toContain("connectedServices");
  });

  it("b178 cannot be changed without consent or a network, and say so", async () => {
    for (const scene of ["settings-not-consented", "settings-offline"]) {
      const { container } = await settings(scene);
      expect(radio("English").closest("fieldset:disabled")).not.toBeNull();
      expect(screen.queryByRole("button", { name: "Export my data" })).toBeNull();
      container.remove();
    }
  });
});

describe("B-178: dates on every screen", () => {
  it.each([
    ["sign-ins", /2026/],
    ["devices", /2026/],
    ["terms", /2025|2026/],
    ["password", /2026/],
    ["overview", /./],
  ] as const)("b178 of %s follow the time zone", async (name, year) => {
    const scene = scenes[name];
    if (scene === undefined) throw new Error(`no scene ${name}`);
    const texts = [];
    for (const time_zone of ["Pacific/Kiritimati", "Etc/GMT+12"]) {
      const view = { ...scene.view, formats: { locale: "en-GB", time_zone } };
      const { container } = await show({ ...scene, view });
      await screen.findAllByText(year);
      texts.push(container.textContent);
      container.remove();
    }
    // Fourteen hours before UTC and twelve behind it: no time of day is the same, and many a day is not.
    expect(texts[0]).not.toBe(texts[1]);
  });
});

describe("B-179: privacy", () => {
  it("b179 opens the organization's notice in the browser, and leads to the terms", async () => {
    const { user, backend, app } = await settings();
    await user.click(screen.getByRole("button", { name: /^Privacy notice/ }));
    expect(asked(backend.calls, "openHandOver")).toEqual([["open_privacy_notice"]]);
    await user.click(screen.getByRole("button", { name: "View terms of use" }));
    expect(app.page).toBe("terms");
  });

  it("b179 says that there is no notice where there is none", async () => {
    await settings("settings-no-notice");
    expect(screen.getByText("Your organization named no privacy notice.")).toBeTruthy();
  });

  it("b183 lists apps with who allowed them; only what the person allowed is withdrawn, after a question", async () => {
    const { user, backend } = await settings();
    const planner = await screen.findByRole("button", { name: "Withdraw permission: Noorderlicht Routeplanner" });
    expect(screen.getAllByRole("button", { name: /^Withdraw permission/ })).toHaveLength(1);
    await user.click(planner);
    const dialog = screen.getByRole("dialog");
    expect(named(backend)).not.toContain("withdrawConsent");
    await user.click(within(dialog).getByRole("button", { name: "Withdraw" }));
    expect(asked(backend.calls, "withdrawConsent")).toEqual([["consent-1"]]);
  });

  it("b183 shows nothing as allowed any more that was withdrawn, also when the list cannot be read anew", async () => {
    const { user, backend } = await settings();
    await user.click(await screen.findByRole("button", { name: "Withdraw permission: Noorderlicht Routeplanner" }));
    backend.connectedServices = async () => ({ ok: false, error: { code: "timed_out" } });
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Withdraw" }));
    expect(await screen.findByText("It took too long")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Withdraw permission/ })).toBeNull();
  });

  it("b183 lists two apps of one name", async () => {
    const scene = scenes.settings;
    if (!scene?.answers?.services?.ok) throw new Error("no services");
    const [one] = scene.answers.services.value;
    if (!one) throw new Error("no service");
    const twins = [one, one].map((service) => ({ ...service, app: "Planner", consent_id: null }));
    await settings({ ...scene, answers: { ...scene.answers, services: { ok: true, value: twins } } });
    expect(await screen.findAllByText("Planner")).toHaveLength(2);
  });

  it("b179 saves the person's data and says where, or why not", async () => {
    const { user } = await settings();
    await user.click(screen.getByRole("button", { name: "Export my data" }));
    expect(await screen.findByText("/home/anna/Downloads/workpass-data-2026-11-22-090000Z.json")).toBeTruthy();
  });

  it("b10 tells what went wrong with an export", async () => {
    const { user } = await settings("settings-export-trouble");
    await user.click(screen.getByRole("button", { name: "Export my data" }));
    expect(await screen.findByText("It took too long")).toBeTruthy();
  });
});
