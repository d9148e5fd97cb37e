import { describe, expect, it } from "vitest";
import { view } from "../../gallery/people";
import { planner } from "../../gallery/settings";
import { FakeBackend } from "../backend/fake";
import { Services } from "./services.svelte";

function services(answers = {}) {
  const backend = new FakeBackend(view({ state: "starting" }), answers);
  return { backend, services: new Services(backend) };
}

describe("B-183: a consent", () => {
  it("is withdrawn, and the list is read anew", async () => {
    const { backend, services: state } = services({ services: { ok: true, value: [planner] } });
    await state.load();
    expect(state.all).toEqual([planner]);
    expect(await state.withdraw("consent-1")).toBe(true);
    expect(backend.calls).toEqual([["connectedServices"], ["withdrawConsent", "consent-1"], ["connectedServices"]]);
  });

  it("that could not be withdrawn stays and says why", async () => {
    const { backend, services: state } = services({
      services: { ok: true, value: [planner] },
      changed: { ok: false, error: { code: "offline" } },
    });
    await state.load();
    expect(await state.withdraw("consent-1")).toBe(false);
    expect([state.error, state.all]).toEqual([{ code: "offline" }, [planner]]);
    expect(backend.calls.filter(([name]) => name === "connectedServices")).toHaveLength(1);
  });

  it("is withdrawn once, however often somebody presses", async () => {
    const { backend, services: state } = services({ services: { ok: true, value: [planner] } });
    const [first, second] = await Promise.all([state.withdraw("consent-1"), state.withdraw("consent-1")]);
    expect([first, second]).toEqual([true, false]);
    expect(backend.calls.filter(([name]) => name === "withdrawConsent")).toHaveLength(1);
  });
});

describe("B-179: a list that could not be read", () => {
  it("is not an empty one", async () => {
    const { services: state } = services();
    await state.load();
    expect([state.all, state.error?.code]).toEqual([null, "timed_out"]);
  });
});
