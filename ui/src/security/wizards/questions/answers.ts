import type { QuestionsRuleView } from "../../../backend/bindings";

/** One question of the form, as it stands there. */
export interface Entry {
  questionId: string;
  answer: string;
}

export type Fault =
  | { kind: "no_question" }
  | { kind: "no_answer" }
  | { kind: "too_short"; minimum: number }
  | { kind: "too_long"; maximum: number }
  | { kind: "repeated" };

/** As the service compares answers: capitals, spaces and ways of writing the same letter make no difference. */
export function normalised(answer: string): string {
  return answer.normalize("NFKC").trim().toLowerCase().replace(/\s+/gu, " ");
}

/** What is wrong with each entry before anything is sent (B-74, B-75); `null` where it is in order. */
export function faults(entries: readonly Entry[], rule: QuestionsRuleView): (Fault | null)[] {
  return entries.map((entry, index) => fault(entry, entries.slice(0, index), rule));
}

function fault(entry: Entry, before: readonly Entry[], rule: QuestionsRuleView): Fault | null {
  if (entry.questionId === "") return { kind: "no_question" };
  const answer = normalised(entry.answer);
  const length = [...answer].length;
  if (length === 0) return { kind: "no_answer" };
  if (length < rule.minimum_length) return { kind: "too_short", minimum: rule.minimum_length };
  if (length > rule.maximum_length) return { kind: "too_long", maximum: rule.maximum_length };
  return before.some((other) => normalised(other.answer) === answer) ? { kind: "repeated" } : null;
}
