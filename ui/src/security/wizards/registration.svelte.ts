import type { Backend } from "../../backend/backend";
import type { RegistrationStage, RegistrationView, UiError } from "../../backend/bindings";
import { Attempt } from "./attempt.svelte";

/** Nothing comes after these. */
const LAST: readonly RegistrationStage["kind"][] = ["completed", "declined", "expired", "failed"];

/** Where nothing changed, nobody asks again sooner than this. */
const PACE_MS = 1000;

/** An attempt to add a method that goes through stages, here or elsewhere. */
export class Registration extends Attempt<RegistrationView> {
  /** The stages this attempt has come through. */
  reached = $state.raw<readonly RegistrationStage["kind"][]>([]);
  /** The browser was opened for this attempt. */
  opened = $state(false);
  /** Why the browser did not open. */
  unopened = $state.raw<UiError | null>(null);
  readonly #backend: Backend;

  constructor(backend: Backend) {
    super({ resend: backend.resendRegistration, cancel: backend.cancelRegistration });
    this.#backend = backend;
  }

  get stage(): RegistrationStage | null {
    return this.view?.stage ?? null;
  }

  get completed(): boolean {
    return this.stage?.kind === "completed";
  }

  /** Opens the page of the attempt in the browser. */
  async open(): Promise<void> {
    const view = this.view;
    if (view === null) return;
    const outcome = await this.#backend.openRegistrationPage(view.id);
    this.opened ||= outcome.ok;
    this.unopened = outcome.ok ? null : outcome.error;
  }

  /** Follows what happens elsewhere, on the phone or in the browser, until it is over or something goes wrong. */
  async watch(): Promise<void> {
    const counts = this.now();
    this.error = null;
    while (this.view !== null && !isLast(this.view.stage)) {
      const asked = performance.now();
      const { id, stage } = this.view;
      const outcome = await this.#backend.watchRegistration(id);
      if (!counts()) return;
      if (outcome.ok) this.take(outcome.value);
      else if (outcome.error.code !== "throttled") return this.refused(outcome.error);
      const changed = outcome.ok && this.view?.stage.kind !== stage.kind;
      const pause = outcome.ok ? PACE_MS : Math.max(PACE_MS, 1000 * askedToWait(outcome.error));
      if (!changed) await passing(pause - (performance.now() - asked));
      if (!counts()) return;
    }
  }

  /** `true` when the code was right. */
  async confirm(code: string, name: string | null): Promise<boolean> {
    const view = this.view;
    if (this.busy || view === null) return false;
    const outcome = await this.confirmed(() => this.#backend.confirmRegistration(view.id, code, name));
    if (outcome.ok) this.take(outcome.value);
    return outcome.ok;
  }

  protected override runs(view: RegistrationView): boolean {
    return !isLast(view.stage);
  }

  /** What is shown once (a secret, the page of the QR code) stands in the first answer only. */
  protected override take(view: RegistrationView): void {
    const now = this.view?.stage;
    const same = now !== undefined && now.kind === view.stage.kind && now.kind.startsWith("scan_");
    const reached = now === undefined ? [] : this.reached;
    if (now === undefined) this.opened = false;
    this.view = same ? { ...view, stage: now } : view;
    this.reached = reached.includes(view.stage.kind) ? reached : [...reached, view.stage.kind];
  }
}

export function isLast(stage: RegistrationStage): boolean {
  return LAST.includes(stage.kind);
}

/** How many seconds the service wants to be left alone. */
function askedToWait(error: UiError): number {
  return error.code === "throttled" ? (error.retry_after_seconds ?? 0) : 0;
}

function passing(milliseconds: number): Promise<void> | undefined {
  return milliseconds > 0 ? new Promise((resume) => setTimeout(resume, milliseconds)) : undefined;
}
