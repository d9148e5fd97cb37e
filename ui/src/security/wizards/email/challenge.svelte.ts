import type { Backend } from "../../../backend/backend";
import type { EmailChallengeView } from "../../../backend/bindings";
import { Attempt } from "../attempt.svelte";

/** A code on its way to an address. */
export class Challenge extends Attempt<EmailChallengeView> {
  readonly #backend: Backend;
  #used = false;

  constructor(backend: Backend) {
    super({ resend: backend.resendEmailChallenge, cancel: backend.cancelEmailChallenge });
    this.#backend = backend;
  }

  /** `true` when the code was right. */
  async confirm(code: string): Promise<boolean> {
    const view = this.view;
    if (this.busy || view === null) return false;
    const outcome = await this.confirmed(() => this.#backend.confirmEmailChallenge(view.id, code));
    this.#used ||= outcome.ok;
    return outcome.ok;
  }

  /** A code for it would still be taken. */
  isAlive(now: number): boolean {
    return this.view !== null && !this.ended && Date.parse(this.view.expires_at) > now;
  }

  protected override runs(): boolean {
    return !this.#used;
  }
}
