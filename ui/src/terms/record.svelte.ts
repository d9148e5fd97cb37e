import type { Backend } from "../backend/backend";
import type { TermsDecisionView, UiError } from "../backend/bindings";

/** What was ever accepted and declined: read when it is asked for, saved as a file. */
export class Record {
  entries = $state.raw<TermsDecisionView[] | null>(null);
  /** Where the file stands. */
  saved = $state<string | null>(null);
  error = $state.raw<UiError | null>(null);
  busy = $state(false);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async load(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = null;
    const outcome = await this.#backend.termsDecisions();
    this.busy = false;
    if (outcome.ok) this.entries = outcome.value;
    else this.error = outcome.error;
  }

  /** The path, or nothing when it could not be saved. */
  async save(): Promise<string | null> {
    if (this.busy) return null;
    this.busy = true;
    this.error = null;
    const outcome = await this.#backend.saveTermsDecisions();
    this.busy = false;
    if (outcome.ok) {
      this.saved = outcome.value.path;
      return outcome.value.path;
    }
    this.error = outcome.error;
    return null;
  }
}
