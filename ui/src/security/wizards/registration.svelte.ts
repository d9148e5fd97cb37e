import type { Backend, Outcome } from "../../backend/backend";
import type { RegistrationStage, RegistrationView, UiError } from "../../backend/bindings";

/** Refusals after which only a new start helps. */
const ENDS: readonly UiError["code"][] = [
  "registration_not_found",
  "registration_expired",
  "email_code_expired",
  "too_many_tries",
];

/** Nothing comes after these. */
const LAST: readonly RegistrationStage["kind"][] = ["completed", "declined", "expired", "failed"];

/** One running attempt to add a method, as the service tells of it. What it shows is forgotten when it is over. */
export class Registration {
  view = $state.raw<RegistrationView | null>(null);
  error = $state.raw<UiError | null>(null);
  busy = $state(false);
  /** Only a new start helps. */
  ended = $state(false);
  /** The stages this attempt has come through. */
  reached = $state.raw<readonly RegistrationStage["kind"][]>([]);
  /** Counts the codes, calls and notifications sent, so that a screen can say that a new one is under way. */
  sent = $state(0);
  readonly #backend: Backend;
  /** Goes up when what is under way no longer counts. */
  #turn = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get stage(): RegistrationStage | null {
    return this.view?.stage ?? null;
  }

  get completed(): boolean {
    return this.stage?.kind === "completed";
  }

  /** Begins, and gives up the attempt before. `true` when it has begun. */
  async start(begin: () => Promise<Outcome<RegistrationView>>): Promise<boolean> {
    if (this.busy) return false;
    const before = this.view;
    const turn = ++this.#turn;
    const outcome = await this.#during(begin);
    if (turn !== this.#turn) {
      if (outcome.ok) void this.#backend.cancelRegistration(outcome.value.id);
      return false;
    }
    if (!outcome.ok) return false;
    if (before !== null && !isLast(before.stage) && before.id !== outcome.value.id) {
      void this.#backend.cancelRegistration(before.id);
    }
    this.ended = false;
    this.sent += 1;
    this.view = outcome.value;
    this.reached = [outcome.value.stage.kind];
    return true;
  }

  /** Follows what happens elsewhere, on the phone or in the browser, until it is over or something goes wrong. */
  async watch(): Promise<void> {
    const turn = this.#turn;
    this.error = null;
    while (this.view !== null && !isLast(this.view.stage)) {
      const outcome = await this.#backend.watchRegistration(this.view.id);
      if (turn !== this.#turn) return;
      if (!outcome.ok) {
        this.#refused(outcome.error);
        return;
      }
      this.#take(outcome.value);
    }
  }

  async resend(): Promise<void> {
    const view = this.view;
    if (this.busy || view === null) return;
    const outcome = await this.#during(() => this.#backend.resendRegistration(view.id));
    if (!outcome.ok) return;
    this.sent += 1;
    this.#take(outcome.value);
  }

  /** `true` when the code was right. */
  async confirm(code: string, name: string | null): Promise<boolean> {
    const view = this.view;
    if (this.busy || view === null) return false;
    const outcome = await this.#during(() => this.#backend.confirmRegistration(view.id, code, name));
    if (outcome.ok) this.#take(outcome.value);
    return outcome.ok;
  }

  async openPage(): Promise<void> {
    const view = this.view;
    if (view !== null) await this.#during(() => this.#backend.openRegistrationPage(view.id));
  }

  /** Gives it up at the service, and forgets it here. */
  abandon(): void {
    this.#turn += 1;
    const view = this.view;
    this.view = null;
    this.error = null;
    if (view !== null && !isLast(view.stage)) void this.#backend.cancelRegistration(view.id);
  }

  /** What is shown once (a secret, the page of the QR code) stands in the first answer only. */
  #take(view: RegistrationView): void {
    const now = this.view?.stage;
    const same = now !== undefined && now.kind === view.stage.kind && now.kind.startsWith("scan_");
    this.view = same ? { ...view, stage: now } : view;
    if (!this.reached.includes(view.stage.kind)) this.reached = [...this.reached, view.stage.kind];
  }

  #refused(error: UiError): void {
    this.error = error;
    this.ended ||= ENDS.includes(error.code);
  }

  async #during<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.busy = true;
    this.error = null;
    const turn = this.#turn;
    const outcome = await work();
    this.busy = false;
    if (!outcome.ok && turn === this.#turn) this.#refused(outcome.error);
    return outcome;
  }
}

export function isLast(stage: RegistrationStage): boolean {
  return LAST.includes(stage.kind);
}
