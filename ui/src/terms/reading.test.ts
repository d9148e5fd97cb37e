import { describe, expect, it } from "vitest";
import * as people from "../../gallery/people";
import { FakeBackend, refused } from "../backend/fake";
import { Reading } from "./reading.svelte";

async function reading(answers: ConstructorParameters<typeof FakeBackend>[1] = {}, item = people.house) {
  const backend = new FakeBackend(people.view(people.online, people.account), {
    document: { ok: true, value: people.document },
    ...answers,
  });
  const opened = new Reading(backend, item);
  await opened.load();
  return { backend, reading: opened };
}

describe("reading terms", () => {
  it("b175 lets one accept only what has been on the screen to its end", async () => {
    const { reading: opened, backend } = await reading();
    expect(await opened.accept()).toBe(false);
    opened.reachedEnd = true;
    expect(await opened.accept()).toBe(true);
    expect(backend.calls.at(-1)).toEqual(["acceptTerms", "terms-1", "file-1"]);
  });

  it("asks for no scrolling where the organization does not", async () => {
    const { reading: opened } = await reading({}, { ...people.house, must_be_opened: false });
    expect(opened.mayAccept).toBe(true);
  });

  it("cannot accept what could not be loaded", async () => {
    const { reading: opened } = await reading({ document: refused({ code: "timed_out" }) });
    opened.reachedEnd = true;
    expect([opened.mayAccept, opened.error?.code]).toEqual([false, "timed_out"]);
  });

  it("fetches the newer version and wants it read when the terms changed meanwhile", async () => {
    const { reading: opened, backend } = await reading({ accepted: refused({ code: "terms_changed" }) });
    opened.reachedEnd = true;
    backend.answers.document = { ok: true, value: { ...people.document, file_id: "file-9", version: "4" } };
    expect(await opened.accept()).toBe(false);
    expect([opened.document?.version, opened.reachedEnd, opened.error?.code]).toEqual(["4", false, "terms_changed"]);
  });

  it("b176 declines what is shown, once, and fetches the newer version when there is one", async () => {
    const { reading: opened, backend } = await reading();
    const [first, second] = await Promise.all([opened.decline(), opened.decline()]);
    expect([first, second]).toEqual([true, false]);
    expect(backend.calls.filter(([call]) => call === "declineTerms")).toEqual([["declineTerms", "terms-1", "file-1"]]);

    const stale = await reading({ declined: refused({ code: "terms_changed" }) });
    stale.backend.answers.document = { ok: true, value: { ...people.document, file_id: "file-9", version: "4" } };
    expect(await stale.reading.decline()).toBe(false);
    expect([stale.reading.document?.version, stale.reading.error?.code]).toEqual(["4", "terms_changed"]);
  });
});
