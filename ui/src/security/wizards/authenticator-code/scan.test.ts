import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { m } from "../../../i18n/index.svelte";
import type { Secret } from "./app.svelte";
import Scan from "./Scan.svelte";

const secret: Secret = {
  kind: "scan_secret",
  qr: null,
  secret_key: "JBSWY3DPEHPK3PXP",
  issuer: "Noorderlicht",
  account_name: "anna@noorderlicht.example",
  uri: "otpauth://totp/Noorderlicht:anna%40noorderlicht.example?secret=JBSWY3DPEHPK3PXP&issuer=Noorderlicht",
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("who cannot scan the QR code", () => {
  it("b53 copies the key or the whole address, which is not on the screen", async () => {
    const writeText = vi.fn(() => Promise.resolve());
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    const { container } = render(Scan, { secret });
    await fireEvent.click(screen.getByRole("button", { name: m.app_key_copy }));
    await fireEvent.click(screen.getByRole("button", { name: m.app_address_copy }));
    expect(writeText.mock.calls).toEqual([[secret.secret_key], [secret.uri]]);
    const shown = container.innerHTML;
    expect(shown).toContain("anna@noorderlicht.example");
    expect(screen.getByTestId("secret-key").textContent).toBe("JBSW Y3DP EHPK 3PXP");
    expect([shown.includes("otpauth:"), shown.includes(secret.secret_key)]).toEqual([false, false]);
  });

  it("b53 is told to type the key where nothing may be copied", async () => {
    const writeText = vi.fn(() => Promise.reject(new Error("not allowed")));
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    render(Scan, { secret });
    await fireEvent.click(screen.getByRole("button", { name: m.app_address_copy }));
    expect(await screen.findByText(m.app_address_failed)).toBeTruthy();
  });
});
