import type { Backend } from "../../../backend/backend";
import { m } from "../../../i18n/index.svelte";
import type { Flow } from "../flow";
import { isLast, Registration } from "../registration.svelte";

export type Step = "prepare" | "scan" | "approve" | "done";

/** The phone as authenticator: it scans, and answers a test notification by the number shown here (B-51 … B-56). */
export class Authenticator implements Flow {
  prepared = $state(false);
  /** The change happens elsewhere; what is under way here only begins it, or looks. */
  readonly changing = null;
  readonly registration: Registration;
  readonly #backend: Backend;
  /** The phone has scanned; that stays so when the test is refused. */
  readonly #scanned = $derived.by(() => this.registration.reached.includes("approve"));

  constructor(backend: Backend) {
    this.#backend = backend;
    this.registration = new Registration(backend);
  }

  /** Follows the phone: it decides what comes next. */
  get step(): Step {
    if (this.registration.completed) return "done";
    if (!this.prepared) return "prepare";
    return this.#scanned ? "approve" : "scan";
  }

  get busy(): boolean {
    return this.registration.busy;
  }

  get finished(): boolean {
    return this.registration.completed;
  }

  get loses(): string | null {
    const stage = this.registration.stage;
    return stage !== null && !isLast(stage) ? m.phone_app_loses : null;
  }

  /** Shows the code to scan, and waits for the phone. */
  async begin(): Promise<void> {
    if (!(await this.registration.start(() => this.#backend.startAuthenticatorRegistration()))) return;
    this.prepared = true;
    await this.registration.watch();
  }

  back(): void {
    this.registration.abandon();
    this.prepared = false;
  }

  abandon(): void {
    if (!this.finished) this.registration.abandon();
  }
}
