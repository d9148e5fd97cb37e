import type { Backend } from "../backend/backend";
import type { ConnectedServiceView, UiError } from "../backend/bindings";

/** The apps that use the account: read when the screen opens, and anew after one was withdrawn. */
export class Services {
  all = $state.raw<ConnectedServiceView[] | null>(null);
  error = $state.raw<UiError | null>(null);
  busy = $state(false);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async load(): Promise<void> {
    this.error = null;
    const outcome = await this.#backend.connectedServices();
    if (outcome.ok) this.all = outcome.value;
    else this.error = outcome.error;
  }

  /** Whether it is withdrawn. */
  async withdraw(consentId: string): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    const outcome = await this.#backend.withdrawConsent(consentId);
    this.busy = false;
    if (!outcome.ok) {
      this.error = outcome.error;
      return false;
    }
    // Also when the list cannot be read anew.
    this.all = this.all?.filter((service) => service.consent_id !== consentId) ?? null;
    await this.load();
    return true;
  }
}
