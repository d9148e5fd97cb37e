import type { Backend } from "../backend/backend";
import type { RecoveryKeyIdView, UiError } from "../backend/bindings";

/** How long a shown key stays on the screen (B-148), in milliseconds. */
export const SHOWN_FOR = 5 * 60_000;

/** The recovery keys of one device: their ids at once, a key itself when asked for, and then not for long. */
export class RecoveryKeys {
  ids = $state.raw<readonly RecoveryKeyIdView[] | null>(null);
  /** The groups of the keys that are shown now, by id. */
  shown = $state.raw<Readonly<Record<string, readonly string[]>>>({});
  busy = $state<string | null>(null);
  error = $state.raw<UiError | null>(null);

  readonly #backend: Backend;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #over = false;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async start(device: string): Promise<void> {
    const outcome = await this.#backend.recoveryKeys(device);
    if (outcome.ok) this.ids = outcome.value;
    else this.error = outcome.error;
  }

  async show(id: string): Promise<void> {
    this.busy = id;
    this.error = null;
    const outcome = await this.#backend.recoveryKey(id);
    this.busy = null;
    if (this.#over) return;
    if (!outcome.ok) {
      this.error = outcome.error;
      return;
    }
    this.shown = { ...this.shown, [id]: outcome.value.groups };
    this.#timers.push(setTimeout(() => this.#hide(id), SHOWN_FOR));
  }

  /** Nothing stays behind when the dialog is closed, nor comes after it. */
  end(): void {
    this.#over = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.shown = {};
  }

  #hide(id: string): void {
    const { [id]: _, ...others } = this.shown;
    this.shown = others;
  }
}
