import type { Backend } from "../../../backend/backend";
import type { QuestionsRuleView, SecurityQuestionView, UiError } from "../../../backend/bindings";
import { m } from "../../../i18n/index.svelte";
import type { Flow } from "../flow";
import { type Entry, type Fault, faults } from "./answers";

/** Where the organization did not say: the documented limits (B-74). */
const LIMITS = { minimum_length: 3, maximum_length: 40 };

/** Choosing and answering security questions (B-72 … B-76). Answers live here only until they are saved. */
export class Questions implements Flow {
  step = $state<"answer" | "done">("answer");
  questions = $state.raw<readonly SecurityQuestionView[] | null>(null);
  entries = $state<Entry[]>([]);
  /** One per entry, once Save was pressed; they go as the entries are mended. */
  checked = $state(false);
  visible = $state(false);
  busy = $state(false);
  error = $state.raw<UiError | null>(null);
  readonly rule: QuestionsRuleView;
  readonly #backend: Backend;

  constructor(backend: Backend, rule: QuestionsRuleView | null) {
    this.#backend = backend;
    this.rule = rule ?? { required: 0, ...LIMITS };
  }

  get changing(): string | null {
    return this.busy ? m.wizard_under_way : null;
  }

  get finished(): boolean {
    return this.step === "done";
  }

  get loses(): string | null {
    const touched = this.entries.some(({ questionId, answer }) => questionId !== "" || answer !== "");
    return touched ? m.questions_loses : null;
  }

  get faults(): (Fault | null)[] {
    return this.checked ? faults(this.entries, this.rule) : this.entries.map(() => null);
  }

  /** Whether another entry has this question already (B-75). */
  taken(id: string, index: number): boolean {
    return this.entries.some((entry, other) => other !== index && entry.questionId === id);
  }

  /** Reads the list; what was chosen and typed stays. */
  async load(): Promise<void> {
    this.error = null;
    const outcome = await this.#backend.securityQuestions();
    if (!outcome.ok) {
      this.error = outcome.error;
      return;
    }
    const { questions, required } = outcome.value;
    const known = new Set(questions.map(({ id }) => id));
    this.questions = questions;
    this.entries = Array.from({ length: required }, (_, index) => {
      const { questionId = "", answer = "" } = this.entries[index] ?? {};
      return { questionId: known.has(questionId) ? questionId : "", answer };
    });
  }

  async save(): Promise<void> {
    if (this.busy) return;
    this.checked = true;
    if (this.faults.some((fault) => fault !== null)) return;
    this.busy = true;
    this.error = null;
    const answers = this.entries.map(({ questionId, answer }) => ({ question_id: questionId, answer }));
    const outcome = await this.#backend.saveSecurityQuestions(answers);
    this.busy = false;
    if (outcome.ok) {
      this.abandon();
      this.step = "done";
      return;
    }
    this.error = outcome.error;
    if (outcome.error.code === "question_unknown") {
      const { error } = outcome;
      await this.load();
      this.error ??= error;
    }
  }

  /** Forgets every answer. */
  abandon(): void {
    this.entries = [];
    this.visible = false;
    this.checked = false;
  }
}
