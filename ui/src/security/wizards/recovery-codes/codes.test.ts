import { describe, expect, it } from "vitest";
import * as people from "../../../../gallery/people";
import { type Answers, FakeBackend, refused } from "../../../backend/fake";
import { RecoveryCodes } from "./codes.svelte";

const ten = Array.from({ length: 10 }, (_, index) => `AAAA${index}-BBBB${index}`);
const made = { ok: true, value: { codes: ten, created_at: "2026-11-22T09:00:00Z" } } as const;

function codes(answers: Answers = { codes: { ...made, value: { ...made.value, codes: [...ten] } } }) {
  const backend = new FakeBackend(people.view(people.online, people.account), answers);
  return { backend, codes: new RecoveryCodes(backend) };
}

describe("recovery codes", () => {
  it("are made only when asked for, shown once, and forgotten when they were kept", async () => {
    const { backend, codes: one } = codes();
    expect([backend.calls, one.codes]).toEqual([[], []]);
    await one.next();
    expect([one.step, one.codes]).toEqual(["keep", ten]);
    one.kept = true;
    await one.next();
    expect([one.step, one.finished, one.codes]).toEqual(["done", true, []]);
    expect(backend.calls).toEqual([["createRecoveryCodes"]]);
  });

  it("are not passed over before they were kept", async () => {
    const { codes: one } = codes();
    await one.next();
    await one.next();
    expect([one.step, one.unticked, one.codes.length]).toEqual(["keep", true, 10]);
  });

  it("are worth a question while they stand there, and only then", async () => {
    const { codes: one } = codes();
    expect([one.loses, one.applied]).toEqual([null, false]);
    await one.next();
    expect(one.loses).toMatch(/not see them again/);
    expect(one.applied).toBe(true);
    one.kept = true;
    expect(one.loses).toBeNull();
  });

  it("do not outlive their screen, even when they come after it was left", async () => {
    const { codes: one } = codes();
    await one.next();
    one.abandon();
    expect(one.codes).toEqual([]);
    const late = codes().codes;
    const coming = late.next();
    late.abandon();
    await coming;
    expect([late.codes, late.step]).toEqual([[], "explain"]);
  });

  it("are printed, and saved with word of where", async () => {
    const file = { ok: true, value: { path: "/home/anna/Downloads/workpass-recovery-codes.txt" } } as const;
    const { backend, codes: one } = codes({ codes: { ...made, value: { ...made.value, codes: [...ten] } }, file });
    await one.next();
    await one.print();
    await one.save();
    expect([one.saved, one.error, one.step]).toEqual([file.value.path, null, "keep"]);
    expect(backend.calls.slice(1)).toEqual([["printRecoveryCodes"], ["saveRecoveryCodes", ten]]);
  });

  it("stand there still when neither printing nor saving works", async () => {
    const { codes: one } = codes({
      codes: { ...made, value: { ...made.value, codes: [...ten] } },
      file: refused({ code: "file_not_saved" }),
      printed: refused({ code: "not_printed" }),
    });
    await one.next();
    await one.print();
    expect(one.error?.code).toBe("not_printed");
    await one.save();
    expect([one.error?.code, one.saved, one.codes.length]).toEqual(["file_not_saved", null, 10]);
  });

  it("stay unmade when the service refuses", async () => {
    const { codes: one } = codes({ codes: refused({ code: "step_up_cancelled" }) });
    await one.next();
    expect([one.step, one.error?.code]).toEqual(["explain", "step_up_cancelled"]);
  });
});
