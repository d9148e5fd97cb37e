import type { Backend, Outcome } from "../backend/backend";
import type { OpenSessionView, SignInFilter, SignInView, UiError } from "../backend/bindings";

/** What happened with the account, and where it is signed in: read when the screen opens, and as the person asks. */
export class Activity {
  rows = $state.raw<readonly SignInView[] | null>(null);
  unusual = $state.raw<readonly SignInView[]>([]);
  sessions = $state.raw<readonly OpenSessionView[] | null>(null);
  /** Somebody else's, just said so: what to do now (B-165). */
  stranger = $state.raw<SignInView | null>(null);
  next = $state.raw<string | null>(null);
  busy = $state(false);
  error = $state.raw<UiError | null>(null);
  search = $state("");
  filter = $state<SignInFilter>("all");

  readonly #backend: Backend;
  #turn = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** All lists at once: a screen costs one wait. */
  async start(): Promise<void> {
    await Promise.all([this.find(), this.#flagged(), this.#open()]);
  }

  /** The first page of what is looked for; of two searches the later counts. */
  find(): Promise<void> {
    this.next = null;
    return this.#page(null);
  }

  more(): Promise<void> {
    return this.#page(this.next);
  }

  /** B-164: "This was me", or that it was not. */
  async answer(row: SignInView, mine: boolean): Promise<boolean> {
    const done = await this.#try(this.#backend.answerSignIn(row.id, mine));
    if (!done) return false;
    const answered: SignInView = { ...row, risk: mine ? "mine" : "not_mine" };
    this.rows = this.rows?.map((one) => (one.id === row.id ? answered : one)) ?? null;
    this.unusual = this.unusual.filter((one) => one.id !== row.id);
    if (!mine) this.stranger = answered;
    return true;
  }

  /** Ends one session; without one, all but this app's. */
  async end(session: OpenSessionView | null): Promise<boolean> {
    const ending = session ? this.#backend.endSession(session.id) : this.#backend.endOtherSessions();
    const done = await this.#try(ending);
    if (done) await this.#open();
    return done;
  }

  async #page(after: string | null): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.busy = true;
    const outcome = await this.#backend.signIns(this.search, this.filter, after);
    if (turn !== this.#turn) return;
    this.busy = false;
    this.error = outcome.ok ? null : outcome.error;
    if (!outcome.ok) return;
    const before = after === null ? [] : (this.rows ?? []);
    const seen = new Set(before.map(({ id }) => id));
    this.rows = [...before, ...outcome.value.sign_ins.filter(({ id }) => !seen.has(id))];
    this.next = outcome.value.next;
  }

  async #flagged(): Promise<void> {
    const outcome = await this.#backend.signIns("", "unusual", null);
    if (outcome.ok) this.unusual = outcome.value.sign_ins;
  }

  async #open(): Promise<void> {
    const outcome = await this.#backend.sessions();
    if (outcome.ok) this.sessions = outcome.value;
    else this.error = outcome.error;
  }

  async #try(action: Promise<Outcome<null>>): Promise<boolean> {
    this.busy = true;
    this.error = null;
    const outcome = await action;
    this.busy = false;
    if (!outcome.ok) this.error = outcome.error;
    return outcome.ok;
  }
}
