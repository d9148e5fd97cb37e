import type { Backend } from "../../../backend/backend";
import { m } from "../../../i18n/index.svelte";
import type { Flow } from "../flow";
import { isLast, Registration } from "../registration.svelte";

export type Step = "prepare" | "browser" | "done";

/** A passkey or security key: the ceremony runs in the system browser, and the app notices the end (B-81 … B-85). */
export class Passkey implements Flow {
  step = $state<Step>("prepare");
  name = $state("");
  /** The change happens elsewhere; what is under way here only begins it, or looks. */
  readonly changing = null;
  readonly registration: Registration;
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.registration = new Registration(backend);
  }

  get busy(): boolean {
    return this.registration.busy;
  }

  get finished(): boolean {
    return this.step === "done";
  }

  get loses(): string | null {
    const stage = this.registration.stage;
    return stage !== null && !isLast(stage) ? m.passkey_loses : null;
  }

  /** Opens the browser, for whoever is still here, and waits for what happens there. */
  async begin(): Promise<void> {
    const name = this.name.trim() || null;
    if (!(await this.registration.start(() => this.#backend.startPasskeyRegistration(name)))) return;
    this.step = "browser";
    await Promise.all([this.registration.open(), this.follow()]);
  }

  async follow(): Promise<void> {
    await this.registration.watch();
    if (this.registration.completed) this.step = "done";
  }

  back(): void {
    this.registration.abandon();
    this.step = "prepare";
  }

  abandon(): void {
    this.registration.abandon();
  }
}
