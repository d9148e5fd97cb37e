import type { Backend } from "../../../backend/backend";
import type { DefaultOption, RegistrationStage } from "../../../backend/bindings";
import { m } from "../../../i18n/index.svelte";
import type { Flow } from "../flow";
import { Registration } from "../registration.svelte";

export type Step = "get" | "scan" | "code" | "done";
export type Secret = Extract<RegistrationStage, { kind: "scan_secret" }>;

/** An authenticator app with codes: get it, scan, type the code it shows (B-51 … B-53, B-57). */
export class AuthenticatorCode implements Flow {
  step = $state<Step>("get");
  code = $state("");
  name = $state("");
  /** The default that came with it, to be told (B-56). */
  newDefault = $state.raw<DefaultOption | null>(null);
  readonly registration: Registration;
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.registration = new Registration(backend);
  }

  get busy(): boolean {
    return this.registration.busy;
  }

  get changing(): string | null {
    return this.registration.confirming ? m.wizard_under_way : null;
  }

  get finished(): boolean {
    return this.step === "done";
  }

  get loses(): string | null {
    return this.registration.view !== null && !this.finished ? m.app_loses : null;
  }

  /** Only while it stands on the screen. */
  get secret(): Secret | null {
    const stage = this.registration.stage;
    return stage?.kind === "scan_secret" ? stage : null;
  }

  async next(): Promise<void> {
    if (this.step === "get") await this.begin();
    else if (this.step === "scan") this.step = "code";
    else if (this.step === "code") await this.#confirm();
  }

  /** A secret that is still good is not replaced: the app may have it already. */
  async begin(): Promise<void> {
    const alive = this.secret !== null && !this.registration.ended;
    if (alive || (await this.registration.start(() => this.#backend.startAuthenticatorCodeRegistration(null)))) {
      this.code = "";
      this.step = "scan";
    }
  }

  back(): void {
    this.registration.error = null;
    this.step = this.step === "code" ? "scan" : "get";
  }

  abandon(): void {
    this.code = "";
    this.registration.abandon();
  }

  async #confirm(): Promise<void> {
    if (!(await this.registration.confirm(this.code, this.name.trim() || null))) {
      if (this.registration.ended) this.code = "";
      return;
    }
    const stage = this.registration.stage;
    this.newDefault = stage?.kind === "completed" ? stage.default_changed : null;
    this.abandon();
    this.step = "done";
  }
}
