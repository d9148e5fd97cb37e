import type { Backend } from "../../../backend/backend";
import type { UiError } from "../../../backend/bindings";
import { m } from "../../../i18n/index.svelte";
import type { Flow } from "../flow";

/** Activating a hardware token that an administrator assigned, by the code it shows. */
export class HardwareToken implements Flow {
  step = $state<"code" | "done">("code");
  code = $state("");
  name = $state("");
  busy = $state(false);
  error = $state.raw<UiError | null>(null);
  /** A code is read again in a moment: nothing worth asking for. */
  readonly loses = null;
  readonly #backend: Backend;
  readonly #id: string;

  constructor(backend: Backend, id: string) {
    this.#backend = backend;
    this.#id = id;
  }

  get changing(): string | null {
    return this.busy ? m.wizard_under_way : null;
  }

  get finished(): boolean {
    return this.step === "done";
  }

  async next(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = null;
    const outcome = await this.#backend.activateHardwareToken(this.#id, this.code, this.name.trim() || null);
    this.busy = false;
    if (!outcome.ok) {
      this.error = outcome.error;
      return;
    }
    this.code = "";
    this.step = "done";
  }

  abandon(): void {
    this.code = "";
  }
}
