import type { Backend } from "../../../backend/backend";
import { m } from "../../../i18n/index.svelte";
import type { Flow } from "../flow";
import { Challenge } from "./challenge.svelte";

export type Step = "address" | "code" | "done";

/** What the challenge is for: a new method, or a new address for one that stays in use until then. */
export interface Purpose {
  replaces: { id: string; address: string } | null;
}

/** The steps of adding or changing an e-mail address (B-43 … B-48). Nothing typed is lost on the way back. */
export class EmailWizard implements Flow {
  step = $state<Step>("address");
  address = $state("");
  code = $state("");
  /** An address is typed again in a moment: nothing worth asking for. */
  readonly loses = null;
  readonly purpose: Purpose;
  readonly challenge: Challenge;
  /** The address of the challenge as it was typed; the app writes its domain in a form of its own. */
  #typed = "";
  readonly #backend: Backend;
  readonly #now: () => number;

  constructor(backend: Backend, purpose: Purpose, now: () => number = Date.now) {
    this.#backend = backend;
    this.purpose = purpose;
    this.challenge = new Challenge(backend);
    this.#now = now;
  }

  get busy(): boolean {
    return this.challenge.busy;
  }

  get changing(): string | null {
    return this.challenge.confirming ? m.wizard_under_way : null;
  }

  get finished(): boolean {
    return this.step === "done";
  }

  /** Next on the first step: sends a code, unless one that is still good went to this very address. */
  async submitAddress(): Promise<void> {
    if (this.busy) return;
    const address = this.address.trim();
    if (this.challenge.isAlive(this.#now()) && this.#typed === address) {
      this.challenge.error = null;
      this.step = "code";
      return;
    }
    await this.#start(address);
  }

  /** Next on the second step. */
  async submitCode(): Promise<void> {
    if (await this.challenge.confirm(this.code)) this.step = "done";
    else if (this.challenge.ended) this.code = "";
  }

  /** A new code to the same address; a challenge that has ended is begun anew. */
  async again(): Promise<void> {
    if (this.busy || this.challenge.view === null) return;
    if (!this.challenge.isAlive(this.#now())) await this.#start(this.#typed);
    else if (await this.challenge.resend()) this.code = "";
  }

  back(): void {
    this.challenge.error = null;
    this.step = "address";
  }

  /** Leaves; a code that was sent is worth nothing from then on. */
  abandon(): void {
    this.code = "";
    this.challenge.abandon();
  }

  async #start(address: string): Promise<void> {
    const replaces = this.purpose.replaces?.id ?? null;
    if (!(await this.challenge.start(() => this.#backend.startEmailChallenge(address, replaces)))) return;
    this.#typed = address;
    this.code = "";
    this.step = "code";
  }
}
