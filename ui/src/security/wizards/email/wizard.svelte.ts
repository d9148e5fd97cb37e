import type { Backend } from "../../../backend/backend";
import type { EmailChallengeView, UiError } from "../../../backend/bindings";
import type { Flow } from "../flow";

export type Step = "address" | "code" | "done";

/** What the challenge is for: a new method, or a new address for one that stays in use until then. */
export interface Purpose {
  replaces: { id: string; address: string } | null;
}

/** Errors that end the challenge: only a new code helps. */
const ENDS: readonly UiError["code"][] = ["email_code_expired", "too_many_tries"];

/** The steps of adding or changing an e-mail address (B-43 … B-48). Nothing typed is lost on the way back. */
export class EmailWizard implements Flow {
  step = $state<Step>("address");
  address = $state("");
  code = $state("");
  challenge = $state.raw<EmailChallengeView | null>(null);
  error = $state.raw<UiError | null>(null);
  busy = $state(false);
  /** The challenge is over, whatever its time says: only a new code helps. */
  ended = $state(false);
  /** Counts the codes sent, so that the screen can say that a new one is under way. */
  sent = $state(0);

  /** An address is typed again in a moment: nothing worth asking for. */
  readonly loses = null;
  readonly purpose: Purpose;
  /** The address of the challenge as it was typed; the app writes its domain in a form of its own. */
  #typed = "";
  readonly #backend: Backend;
  readonly #now: () => number;

  constructor(backend: Backend, purpose: Purpose, now: () => number = Date.now) {
    this.#backend = backend;
    this.purpose = purpose;
    this.#now = now;
  }

  /** Next on the first step: sends a code, unless one that is still good went to this very address. */
  async submitAddress(): Promise<void> {
    if (this.busy) return;
    const address = this.address.trim();
    if (this.#alive() && this.#typed === address) {
      this.error = null;
      this.step = "code";
      return;
    }
    await this.#start(address);
  }

  /** Next on the second step. */
  async submitCode(): Promise<void> {
    const challenge = this.challenge;
    if (this.busy || challenge === null) return;
    const outcome = await this.#during(this.#backend.confirmEmailChallenge(challenge.id, this.code));
    if (outcome.ok) {
      this.step = "done";
      return;
    }
    if (this.ended) this.code = "";
  }

  /** A new code to the same address; a challenge that has ended is begun anew. */
  async resend(): Promise<void> {
    const challenge = this.challenge;
    if (this.busy || challenge === null) return;
    if (!this.#alive()) {
      await this.#start(this.#typed);
      return;
    }
    const outcome = await this.#during(this.#backend.resendEmailChallenge(challenge.id));
    if (outcome.ok) this.#take(outcome.value);
  }

  back(): void {
    this.error = null;
    this.step = "address";
  }

  get finished(): boolean {
    return this.step === "done";
  }

  /** Leaves; a code that was sent is worth nothing from then on. */
  abandon(): void {
    const challenge = this.challenge;
    this.challenge = null;
    this.code = "";
    if (challenge !== null && !this.finished) void this.#backend.cancelEmailChallenge(challenge.id);
  }

  async #start(address: string): Promise<void> {
    const before = this.challenge;
    const outcome = await this.#during(this.#backend.startEmailChallenge(address, this.purpose.replaces?.id ?? null));
    if (!outcome.ok) return;
    if (before !== null && before.id !== outcome.value.id) void this.#backend.cancelEmailChallenge(before.id);
    this.#typed = address;
    this.#take(outcome.value);
    this.step = "code";
  }

  #take(challenge: EmailChallengeView): void {
    this.challenge = challenge;
    this.code = "";
    this.ended = false;
    this.sent += 1;
  }

  #alive(): boolean {
    return this.challenge !== null && !this.ended && Date.parse(this.challenge.expires_at) > this.#now();
  }

  async #during<T>(work: Promise<{ ok: true; value: T } | { ok: false; error: UiError }>) {
    this.busy = true;
    this.error = null;
    const outcome = await work;
    this.busy = false;
    if (!outcome.ok) {
      this.error = outcome.error;
      this.ended ||= ENDS.includes(outcome.error.code);
    }
    return outcome;
  }
}
