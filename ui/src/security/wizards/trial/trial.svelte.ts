import type { Backend } from "../../../backend/backend";
import type { MethodView, TrialWayName } from "../../../backend/bindings";
import type { Flow } from "../flow";
import { isLast, Registration } from "../registration.svelte";

/** Whether a registered method works, asked as at a sign-in. Nothing changes by it. */
export class Trial implements Flow {
  by = $state<TrialWayName>("code");
  code = $state("");
  readonly loses = null;
  readonly changing = null;
  readonly method: MethodView;
  readonly registration: Registration;
  readonly #backend: Backend;

  constructor(backend: Backend, method: MethodView) {
    this.#backend = backend;
    this.method = method;
    this.registration = new Registration(backend);
  }

  get busy(): boolean {
    return this.registration.busy;
  }

  get finished(): boolean {
    return this.registration.completed;
  }

  /** The other way to reach the same phone; `null` where there is none. */
  get other(): TrialWayName | null {
    return this.method.try_by.find((way) => way !== this.by) ?? null;
  }

  async begin(by: TrialWayName = this.by): Promise<void> {
    const { registration, method } = this;
    this.by = by;
    this.code = "";
    if (!(await registration.start(() => this.#backend.startTrial(method.id, by)))) return;
    if (by === "browser") void registration.open();
    if (registration.stage?.kind !== "code") await registration.watch();
  }

  /** Looks at what was typed. */
  async next(): Promise<void> {
    if (await this.registration.confirm(this.code, null)) this.code = "";
  }

  /** Sends or calls again; what is over is begun anew. */
  async again(): Promise<void> {
    const { ended, stage } = this.registration;
    if (ended || stage === null || isLast(stage)) await this.begin();
    else await this.registration.resend();
  }

  abandon(): void {
    this.code = "";
    this.registration.abandon();
  }
}
