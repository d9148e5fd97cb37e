import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deviceAnswers } from "../../gallery/devices";
import { signedIn } from "../../gallery/scene";
import { FakeBackend } from "../backend/fake";
import { RecoveryKeys, SHOWN_FOR } from "./keys.svelte";

describe("recovery keys", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const backend = () => new FakeBackend(signedIn(), deviceAnswers);

  it("b146_b148 are shown when asked for and hidden after five minutes", async () => {
    const asked = backend();
    const keys = new RecoveryKeys(asked);
    await keys.start("d1");
    expect(keys.ids?.length).toBe(2);
    expect(asked.calls.map(([name]) => name)).toEqual(["recoveryKeys"]);
    const id = keys.ids?.[0]?.id ?? "";
    await keys.show(id);
    expect(keys.shown[id]?.length).toBe(8);
    vi.advanceTimersByTime(SHOWN_FOR - 1);
    expect(keys.shown[id]).toBeTruthy();
    vi.advanceTimersByTime(1);
    expect(keys.shown).toEqual({});
  });

  it("b148 leave nothing behind when the dialog is closed, nor come after it", async () => {
    const keys = new RecoveryKeys(backend());
    await keys.start("d1");
    await keys.show("k1");
    const late = keys.show("k2");
    keys.end();
    await late;
    expect(keys.shown).toEqual({});
  });

  it("b147 say why not", async () => {
    const keys = new RecoveryKeys(new FakeBackend(signedIn(), { keys: { ok: false, error: { code: "forbidden" } } }));
    await keys.start("d1");
    expect([keys.ids, keys.error?.code]).toEqual([null, "forbidden"]);
  });
});
