import type { Backend } from "../backend/backend";
import type { PasswordCheckView, PasswordFaultView, PasswordView, UiError } from "../backend/bindings";

/** What is typed to change the password. It is given to the app once, and forgotten where it is of no use any more. */
export class Change {
  current = $state("");
  fresh = $state("");
  again = $state("");
  checked = $state.raw<PasswordCheckView | null>(null);
  error = $state.raw<UiError | null>(null);
  busy = $state(false);
  done = $state(false);
  /** What the organization refused: it knows more than the checklist. */
  refused = $state.raw<PasswordFaultView | null>(null);
  readonly #backend: Backend;
  #turn = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** B-119: nothing is sent before everything is typed. */
  complete(password: PasswordView): boolean {
    return this.fresh !== "" && this.again !== "" && (this.current !== "" || !password.current_required);
  }

  /** What the rules refuse is not sent either; what only the organization knows is for it to judge (B-114). */
  ready(password: PasswordView): boolean {
    return this.complete(password) && !this.mismatch && this.checked?.acceptable !== false;
  }

  get mismatch(): boolean {
    return this.again !== "" && this.again !== this.fresh;
  }

  /** Which field the error is about. */
  get concerns(): "current" | "fresh" | null {
    switch (this.error?.code) {
      case "password_wrong":
      case "current_password_wanted":
        return "current";
      case "password_refused":
        return "fresh";
      default:
        return null;
    }
  }

  /** Judged by the app, which knows the rules and the person's names. */
  async check(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const outcome = await this.#backend.checkPassword(this.fresh, this.current === "" ? null : this.current);
    if (turn === this.#turn && outcome.ok) this.checked = outcome.value;
  }

  async submit(password: PasswordView): Promise<boolean> {
    if (this.busy || !this.ready(password)) return false;
    this.busy = true;
    this.error = null;
    this.refused = null;
    const current = password.current_required ? this.current : null;
    const outcome = await this.#backend.changePassword(current, this.fresh);
    this.busy = false;
    if (outcome.ok) {
      this.done = true;
      this.#forget();
      return true;
    }
    this.error = outcome.error;
    if (outcome.error.code === "password_wrong") {
      this.current = "";
    } else if (outcome.error.code === "password_refused") {
      this.refused = outcome.error.fault;
      this.fresh = "";
      this.again = "";
    } else {
      this.#forget();
    }
    return false;
  }

  #forget(): void {
    this.current = "";
    this.fresh = "";
    this.again = "";
  }
}
