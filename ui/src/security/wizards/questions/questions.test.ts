import { describe, expect, it } from "vitest";
import * as people from "../../../../gallery/people";
import { type Answers, FakeBackend, refused } from "../../../backend/fake";
import { faults, normalised } from "./answers";
import { Questions } from "./questions.svelte";

const rule = { required: 2, minimum_length: 3, maximum_length: 40 };
const list = {
  ok: true as const,
  value: { required: 2, questions: ["a", "b", "c"].map((id) => ({ id, text: `Question ${id}?`, custom: false })) },
};

async function loaded(answers: Answers = {}) {
  const backend = new FakeBackend(people.view(people.online, people.account), { questions: list, ...answers });
  const questions = new Questions(backend, rule);
  await questions.load();
  return { backend, questions };
}

function fill(questions: Questions, ...entries: [string, string][]) {
  questions.entries = entries.map(([questionId, answer]) => ({ questionId, answer }));
}

describe("answers to security questions", () => {
  it("b74 are 3 to 40 characters of any script, counted as people count", () => {
    const check = (answer: string) => faults([{ questionId: "a", answer }], rule)[0]?.kind ?? "fine";
    expect(
      ["", "  ", "ab", " ab ", "abc", "Ünï", "日本語", "x".repeat(40), "x".repeat(41), "🐕🐕🐕"].map(check),
    ).toEqual(["no_answer", "no_answer", "too_short", "too_short", "fine", "fine", "fine", "fine", "too_long", "fine"]);
  });

  it("b75 may not be given twice, however they are written", () => {
    const entries = [
      { questionId: "a", answer: "Sint  Nicolaas" },
      { questionId: "b", answer: " sint nicolaas" },
    ];
    expect(faults(entries, rule).map((fault) => fault?.kind ?? "fine")).toEqual(["fine", "repeated"]);
    expect(normalised("ﬁets")).toBe("fiets");
  });
});

describe("the wizard of security questions", () => {
  it("b72 asks as many as the organization wants and saves them together", async () => {
    const { backend, questions } = await loaded();
    expect(questions.entries).toHaveLength(2);
    fill(questions, ["a", "Assen"], ["b", "Poes Minoes"]);
    await questions.save();
    expect(backend.calls.at(-1)).toEqual([
      "saveSecurityQuestions",
      [
        { question_id: "a", answer: "Assen" },
        { question_id: "b", answer: "Poes Minoes" },
      ],
    ]);
    expect(questions.finished).toBe(true);
  });

  it("b75 does not offer a question that another entry has", async () => {
    const { questions } = await loaded();
    fill(questions, ["a", ""], ["", ""]);
    expect([questions.taken("a", 1), questions.taken("a", 0), questions.taken("b", 1)]).toEqual([true, false, false]);
  });

  it("sends nothing before everything is in order, and finds fault only then", async () => {
    const { backend, questions } = await loaded();
    fill(questions, ["a", "ab"], ["", "Assen"]);
    expect(questions.faults).toEqual([null, null]);
    await questions.save();
    expect(questions.faults.map((fault) => fault?.kind)).toEqual(["too_short", "no_question"]);
    expect(backend.calls.map(([name]) => name)).toEqual(["securityQuestions"]);
    fill(questions, ["a", "abc"], ["b", "Assen"]);
    expect(questions.faults).toEqual([null, null]);
  });

  it("b76 forgets the answers when they are saved and when one leaves", async () => {
    const saved = (await loaded()).questions;
    fill(saved, ["a", "Assen"], ["b", "Minoes"]);
    await saved.save();
    expect(saved.entries).toEqual([]);
    const left = (await loaded()).questions;
    fill(left, ["a", "Assen"], ["b", ""]);
    expect(left.loses).not.toBeNull();
    left.abandon();
    expect([left.entries, left.loses]).toEqual([[], null]);
  });

  it("keeps what was typed when saving failed", async () => {
    const { questions } = await loaded({ saved: refused({ code: "timed_out" }) });
    fill(questions, ["a", "Assen"], ["b", "Minoes"]);
    await questions.save();
    expect([questions.error?.code, questions.entries.map(({ answer }) => answer)]).toEqual([
      "timed_out",
      ["Assen", "Minoes"],
    ]);
  });

  it("reads the list again when the organization changed it meanwhile", async () => {
    const { backend, questions } = await loaded({ saved: refused({ code: "question_unknown" }) });
    fill(questions, ["a", "Assen"], ["b", "Minoes"]);
    backend.answers.questions = { ok: true, value: { ...list.value, questions: list.value.questions.slice(1) } };
    await questions.save();
    expect(questions.entries).toEqual([
      { questionId: "", answer: "Assen" },
      { questionId: "b", answer: "Minoes" },
    ]);
    expect(questions.error?.code).toBe("question_unknown");
  });

  it("can be tried again when the list did not come", async () => {
    const { backend, questions } = await loaded({ questions: refused({ code: "offline" }) });
    expect([questions.error?.code, questions.questions]).toEqual(["offline", null]);
    backend.answers.questions = list;
    await questions.load();
    expect([questions.error, questions.entries.length]).toEqual([null, 2]);
  });
});
