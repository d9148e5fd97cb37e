import type { Backend } from "../../../backend/backend";
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
  busy = $state(false);
  error = $state.raw<UiError | null>(null);
  readonly #backend: Backend;
  #left = false;

  constructor(backend: Backend) {
    this.#backend = backend;
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

  /** Forgets the codes, also those that are still on their way. */
  abandon(): void {
    this.#left = true;
    this.codes = [];
  }

  async #make(): Promise<void> {
    this.busy = true;
    this.error = null;
    const outcome = await this.#backend.createRecoveryCodes();
    this.busy = false;
    if (this.#left) return;
    if (!outcome.ok) {
      this.error = outcome.error;
      return;
    }
    this.codes = outcome.value.codes;
    this.step = "keep";
  }

  #finish(): void {
    this.unticked = !this.kept;
    if (this.unticked) return;
    this.codes = [];
    this.step = "done";
  }
}
