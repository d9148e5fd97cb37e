import { describe, expect, it } from "vitest";
import * as people from "../../gallery/people";
import { FakeBackend, refused } from "../backend/fake";
import { Record } from "./record.svelte";

const backend = (answers: ConstructorParameters<typeof FakeBackend>[1]) =>
  new FakeBackend(people.view(people.online, people.account), answers);

describe("the record of what was decided", () => {
  it("b176 is read when it is asked for and says where it was saved", async () => {
    const record = new Record(
      backend({
        decisions: { ok: true, value: people.decisions },
        file: { ok: true, value: { path: "/home/a/t.json" } },
      }),
    );
    expect(record.entries).toBeNull();
    await record.load();
    expect(record.entries).toHaveLength(2);
    expect(await record.save()).toBe("/home/a/t.json");
    expect(record.saved).toBe("/home/a/t.json");
  });

  it("b176 says why when it could not be read or saved, and can be tried again", async () => {
    const silent = backend({ decisions: refused({ code: "offline" }), file: refused({ code: "file_not_saved" }) });
    const record = new Record(silent);
    await record.load();
    expect([record.entries, record.error?.code, record.busy]).toEqual([null, "offline", false]);
    expect(await record.save()).toBeNull();
    expect([record.saved, record.error?.code]).toEqual([null, "file_not_saved"]);
    silent.answers.decisions = { ok: true, value: [] };
    await record.load();
    expect([record.entries, record.error]).toEqual([[], null]);
  });
});
