import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { refused } from "../src/backend/fake";
import { announcer } from "../src/shell/announcer.svelte";
import "../src/devices/Devices.svelte";
import { named, show } from "./show";

const button = (name: string | RegExp) => screen.getByRole("button", { name });
const row = async (name: string) => within((await screen.findByText(name)).closest("li") as HTMLElement);

describe("being signed out", () => {
  it("b145 by disabling this computer is no success", async () => {
    const { container } = await show("signed-out-device-disabled");
    expect(container.querySelector(".notice.warning")).toBeTruthy();
    expect(container.querySelector(".notice.success")).toBeNull();
  });
});

describe("devices", () => {
  it("b141_b142_b145 are listed with what is known, this computer marked", async () => {
    await show("devices");
    const here = await row("LAPTOP-ANNA");
    for (const text of ["This computer", "Debian GNU/Linux 12 (bookworm)", "Meets your organization's rules"]) {
      expect(here.getByText(text)).toBeTruthy();
    }
    expect(here.getByText(/^Your own · Last used 22 November 2026/)).toBeTruthy();
    const phone = await row("📱 Telefoon van Anna 👩‍💻");
    expect(phone.getByText("Does not meet the rules")).toBeTruthy();
    expect(phone.queryByText("This computer")).toBeNull();
    expect(screen.getByText(/^Do you know every device here/)).toBeTruthy();
  });

  it("b06_b149 that are disabled are gone until they are asked for", async () => {
    const { user } = await show("devices");
    expect(screen.queryByText("NL-LT-0187")).toBeNull();
    await user.click(screen.getByLabelText("Show disabled devices (1)"));
    const old = await row("NL-LT-0187");
    expect(old.getByText("Disabled")).toBeTruthy();
    expect(old.queryByRole("button", { name: /^Disable/ })).toBeNull();
  });

  it("b143_b144_b206 are disabled after a question that says what follows, and whose safe answer has the focus", async () => {
    const { user, backend } = await show("devices");
    await user.click(await screen.findByRole("button", { name: /^Disable: 📱/ }));
    const dialog = within(screen.getByRole("dialog"));
    expect(dialog.getByText("Only an administrator can undo this.")).toBeTruthy();
    expect(document.activeElement?.textContent?.trim()).toBe("No");
    await user.keyboard("{Enter}");
    expect(named(backend)).not.toContain("disableDevice");
    await user.click(button(/^Disable: 📱/));
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Yes" }));
    expect(backend.calls.at(-1)).toEqual(["disableDevice", "d2"]);
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(announcer.polite.trim()).toBe("The device is disabled");
  });

  it("b145 this one is disabled only by somebody who says that they know what it means", async () => {
    const { user, backend } = await show("devices");
    await user.click(await screen.findByRole("button", { name: "Disable: LAPTOP-ANNA" }));
    const dialog = within(screen.getByRole("dialog"));
    expect(dialog.getByText("You are working on this device")).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Yes" }));
    expect(named(backend)).not.toContain("disableDevice");
    expect(dialog.getByText("Tick this first")).toBeTruthy();
    await user.click(dialog.getByLabelText("I know that I can no longer sign in here"));
    await user.click(dialog.getByRole("button", { name: "Yes" }));
    expect(backend.calls.at(-1)).toEqual(["disableDevice", "d1"]);
  });

  it("b207 a refusal stays in the dialog and says why", async () => {
    const { user, backend } = await show("devices");
    backend.answers.changed = refused({ code: "offline" });
    await user.click(await screen.findByRole("button", { name: /^Disable: 📱/ }));
    await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Yes" }));
    expect(within(screen.getByRole("dialog")).getByText("No connection")).toBeTruthy();
  });

  it("b146_b148 show a recovery key on request, by its id and in groups, and nothing after closing", async () => {
    const { user, backend } = await show("devices-keys");
    await user.click(await screen.findByRole("button", { name: "Recovery keys: LAPTOP-ANNA" }));
    expect(await screen.findByText("6F0A2D1E-94C3-4F4B-9A52-7B1D0C5E8A10")).toBeTruthy();
    expect(named(backend)).not.toContain("recoveryKey");
    const [first] = screen.getAllByRole("button", { name: "Show key" });
    await user.click(first as HTMLElement);
    const key = await screen.findByTestId("recovery-key");
    expect([...key.querySelectorAll("span")].map((group) => group.textContent)).toHaveLength(8);
    await user.click(button("Copy key"));
    expect(await navigator.clipboard.readText()).toMatch(/^(\d{6}-){7}\d{6}$/);
    await user.click(button("Close"));
    expect(screen.queryByTestId("recovery-key")).toBeNull();
  });

  it("b147 say why recovery keys are not shown", async () => {
    await show("devices-keys-forbidden");
    expect(await screen.findByText(/^Recovery keys: /)).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Recovery keys/ })).toBeNull();
  });

  it("b141 are disabled on the organization's page where the app cannot", async () => {
    const { user, backend } = await show("devices-official-page");
    await user.click(await screen.findByRole("button", { name: "Open Devices in your browser" }));
    expect(backend.calls.at(-1)).toEqual(["openHandOver", "disable_device"]);
    expect(screen.queryByRole("button", { name: /^Disable/ })).toBeNull();
  });

  it("b208 stay in sight offline, and nothing can be done with them", async () => {
    await show("devices-offline");
    expect(await screen.findByText("LAPTOP-ANNA")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^(Disable|Recovery keys)/ })).toBeNull();
    expect(screen.getByText("Disable: Not possible while you are offline.")).toBeTruthy();
  });
});
