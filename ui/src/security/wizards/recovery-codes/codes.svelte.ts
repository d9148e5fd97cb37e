import type { Backend, Outcome } from "../../../backend/backend";
import type { UiError } from "../../../backend/bindings";
import { m } from "../../../i18n/index.svelte";
import type { Flow } from "../flow";

export type Step = "explain" | "keep" | "done";

/** Making recovery codes: what they are, the codes themselves once, and that they were kept. */
export class RecoveryCodes implements Flow {
  step = $state<Step>("explain");
  /** Only while they stand on the screen. */
  codes = $state.raw<readonly string[]>([]);
  kept = $state(false);
  /** Next was pressed before the codes were kept. */
  unticked = $state(false);
  /** Where they were saved as a file. */
  saved = $state<string | null>(null);
  busy = $state(false);
  error = $state.raw<UiError | null>(null);
  readonly #backend: Backend;
  #left = false;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get changing(): string | null {
    return this.step === "explain" && this.busy ? m.recovery_making : null;
  }

  get finished(): boolean {
    return this.step === "done";
  }

  /** The old codes are gone as soon as the new ones are shown. */
  get applied(): boolean {
    return this.step === "keep";
  }

  get loses(): string | null {
    return this.step === "keep" && !this.kept ? m.recovery_loses : null;
  }

  async next(): Promise<void> {
    if (this.busy) return;
    if (this.step === "explain") await this.#make();
    else if (this.step === "keep") this.#finish();
  }

  async print(): Promise<void> {
    await this.#during(() => this.#backend.printRecoveryCodes());
  }

  async save(): Promise<void> {
    const outcome = await this.#during(() => this.#backend.saveRecoveryCodes([...this.codes]));
    if (outcome?.ok) this.saved = outcome.value.path;
  }

  /** Forgets the codes, also those that are still on their way. */
  abandon(): void {
    this.#left = true;
    this.codes = [];
  }

  async #make(): Promise<void> {
    const outcome = await this.#during(() => this.#backend.createRecoveryCodes());
    if (!outcome?.ok || this.#left) return;
    this.codes = outcome.value.codes;
    this.step = "keep";
  }

  #finish(): void {
    this.unticked = !this.kept;
    if (this.unticked) return;
    this.codes = [];
    this.error = null;
    this.step = "done";
  }

  /** One thing at a time; `null` when another is under way. */
  async #during<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T> | null> {
    if (this.busy) return null;
    this.busy = true;
    this.error = null;
    const outcome = await work();
    this.busy = false;
    if (!outcome.ok && !this.#left) this.error = outcome.error;
    return outcome;
  }
}
