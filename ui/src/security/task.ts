import type { MethodChoice, MethodView, SecurityView } from "../backend/bindings";
import { offered } from "./choices";

/** What a wizard is opened for. */
export type Task =
  | { what: "add"; choice: MethodChoice }
  /** Another value for a method. */
  | { what: "change"; method: MethodView }
  /** New recovery codes for old ones. */
  | { what: "renew"; method: MethodView }
  /** A hardware token that the administrator assigned. */
  | { what: "activate"; method: MethodView }
  /** Whether it works. */
  | { what: "trial"; method: MethodView };

/** What is done to a method by a wizard. */
export type TaskName = Exclude<Task["what"], "add">;

/** Every wizard takes these. */
export interface WizardProps {
  task: Task;
  security: SecurityView;
  /** Back to the list: done or stopped. */
  onleave: () => void;
  /** To the choice of methods instead (B-51). */
  onother: () => void;
  /** To another wizard. */
  onswitch: (task: Task) => void;
}

/** To new recovery codes, whether there are some or not; `null` where the organization offers none. */
export function recoveryTask(security: SecurityView): Task | null {
  const method = security.methods.find(({ kind, renew }) => kind === "recovery_codes" && renew.kind === "yes");
  if (method !== undefined) return { what: "renew", method };
  const choice = offered(security.choices).find(({ kind }) => kind === "recovery_codes");
  return choice === undefined ? null : { what: "add", choice };
}
