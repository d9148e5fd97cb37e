import { describe, expect, it } from "vitest";
import * as people from "../../gallery/people";
import { answers, browser, guessed, known, strange } from "../../gallery/signins";
import { FakeBackend, refused } from "../backend/fake";
import { Activity } from "./activity.svelte";

function activity() {
  const backend = new FakeBackend(people.view(people.online, people.account), answers([strange], [known, strange]));
  return { backend, activity: new Activity(backend) };
}

const ids = (rows: readonly { id: string }[] | null) => rows?.map(({ id }) => id);

describe("my sign-ins", () => {
  it("b157 are read with what is unusual and with the sessions, all at once", async () => {
    const { activity: one, backend } = activity();
    await one.start();
    expect([ids(one.rows), ids(one.unusual), ids(one.sessions)]).toEqual([["s1", "s2"], ["s2"], ["g1", "b1"]]);
    expect(backend.calls.length).toBe(3);
  });

  it("b163 go on where the page before ended, and begin anew with a search", async () => {
    const { activity: one, backend } = activity();
    await one.start();
    await one.more();
    expect([ids(one.rows), one.next]).toEqual([["s1", "s2", "s4"], null]);
    one.search = "edge";
    one.filter = "failed";
    await one.find();
    expect(ids(one.rows)).toEqual(["s1", "s2"]);
    expect(backend.calls.at(-1)).toEqual(["signIns", "edge", "failed", null]);
  });

  it("b163 show what was looked for last, whichever answer comes last", async () => {
    const { activity: one, backend } = activity();
    const waiting: (() => void)[] = [];
    const slow = (rows: (typeof known)[]) =>
      new Promise<Awaited<ReturnType<FakeBackend["signIns"]>>>((resolve) => {
        waiting.push(() => resolve({ ok: true, value: { sign_ins: rows, next: null } }));
      });
    backend.signIns = () => slow(waiting.length === 0 ? [known] : [guessed]);
    const both = [one.find(), one.find()];
    for (const answer of waiting.toReversed()) answer();
    await Promise.all(both);
    expect(ids(one.rows)).toEqual(["s4"]);
    expect(one.busy).toBe(false);
  });

  it("b164 an own one leaves the unusual ones, after the service took it", async () => {
    const { activity: one, backend } = activity();
    await one.start();
    backend.answers.changed = refused({ code: "offline" });
    expect(await one.answer(strange, true)).toBe(false);
    expect([ids(one.unusual), one.error?.code]).toEqual([["s2"], "offline"]);
    delete backend.answers.changed;
    expect(await one.answer(strange, true)).toBe(true);
    expect([ids(one.unusual), one.rows?.[1]?.risk, one.stranger, one.error]).toEqual([[], "mine", null, null]);
  });

  it("b165 a stranger's leads on", async () => {
    const { activity: one } = activity();
    await one.start();
    await one.answer(strange, false);
    expect([one.stranger?.id, one.rows?.[1]?.risk]).toEqual(["s2", "not_mine"]);
  });

  it("end one session or all others, and are read again", async () => {
    const { activity: one, backend } = activity();
    await one.start();
    expect(await one.end(browser)).toBe(true);
    expect(await one.end(null)).toBe(true);
    expect(backend.calls.slice(3).map(([name]) => name)).toEqual([
      "endSession",
      "sessions",
      "endOtherSessions",
      "sessions",
    ]);
    backend.answers.changed = refused({ code: "forbidden" });
    expect(await one.end(browser)).toBe(false);
    expect(one.error?.code).toBe("forbidden");
  });

  it("say what went wrong, and keep what is there", async () => {
    const { activity: one, backend } = activity();
    await one.start();
    backend.answers.signIns = () => refused({ code: "timed_out" });
    await one.more();
    expect([ids(one.rows), one.error?.code, one.next]).toEqual([["s1", "s2"], "timed_out", "more"]);
  });
});
