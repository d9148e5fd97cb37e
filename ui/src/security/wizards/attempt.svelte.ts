import type { Outcome } from "../../backend/backend";
import type { UiError } from "../../backend/bindings";

/** Refusals after which only a new start helps. */
const ENDS: readonly UiError["code"][] = [
  "registration_not_found",
  "registration_expired",
  "registration_finished",
  "email_code_expired",
  "too_many_tries",
];

/** How the service goes on with an attempt, by its id. */
export interface Calls<V> {
  resend(id: string): Promise<Outcome<V>>;
  cancel(id: string): Promise<unknown>;
}

/** One running attempt at the service, as it tells of it. What it shows is forgotten when it is over. */
export class Attempt<V extends { id: string }> {
  view = $state.raw<V | null>(null);
  error = $state.raw<UiError | null>(null);
  busy = $state(false);
  /** A code is being tried: if it is right, something changes. */
  confirming = $state(false);
  /** Only a new start helps. */
  ended = $state(false);
  /** Counts the codes, calls and notifications sent, so that a screen can say that a new one is under way. */
  sent = $state(0);
  readonly #calls: Calls<V>;
  /** Goes up when what is under way no longer counts. */
  #turn = 0;

  constructor(calls: Calls<V>) {
    this.#calls = calls;
  }

  /** Begins, and gives up the attempt before. `true` when it has begun. */
  async start(begin: () => Promise<Outcome<V>>): Promise<boolean> {
    if (this.busy) return false;
    const before = this.view;
    const counts = this.turn();
    const outcome = await this.during(begin);
    if (!counts()) {
      if (outcome.ok) void this.#calls.cancel(outcome.value.id);
      return false;
    }
    if (!outcome.ok) return false;
    if (before !== null && this.runs(before) && before.id !== outcome.value.id) void this.#calls.cancel(before.id);
    this.ended = false;
    this.sent += 1;
    this.view = null;
    this.take(outcome.value);
    return true;
  }

  async resend(): Promise<boolean> {
    const view = this.view;
    if (this.busy || view === null) return false;
    const outcome = await this.during(() => this.#calls.resend(view.id));
    if (!outcome.ok) return false;
    this.sent += 1;
    this.take(outcome.value);
    return true;
  }

  /** Gives it up at the service, and forgets it here. */
  abandon(): void {
    this.turn();
    const view = this.view;
    this.view = null;
    this.error = null;
    if (view !== null && this.runs(view)) void this.#calls.cancel(view.id);
  }

  /** Whether there is something to give up at the service. */
  protected runs(_view: V): boolean {
    return true;
  }

  /** What the service tells of the attempt now. */
  protected take(view: V): void {
    this.view = view;
  }

  protected refused(error: UiError): void {
    this.error = error;
    this.ended ||= ENDS.includes(error.code);
  }

  /** From here on only what follows counts; what is returned tells whether that is still so. */
  protected turn(): () => boolean {
    this.#turn += 1;
    return this.now();
  }

  /** Whether what is under way still counts, asked later. */
  protected now(): () => boolean {
    const turn = this.#turn;
    return () => turn === this.#turn;
  }

  protected async confirmed<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.confirming = true;
    const outcome = await this.during(work);
    this.confirming = false;
    return outcome;
  }

  protected async during<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.busy = true;
    this.error = null;
    const counts = this.now();
    const outcome = await work();
    this.busy = false;
    if (!outcome.ok && counts()) this.refused(outcome.error);
    return outcome;
  }
}
