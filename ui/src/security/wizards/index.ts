import type { Component } from "svelte";
import type { MethodKindView } from "../../backend/bindings";
import type { Task, WizardProps } from "../task";

/** The kinds that can be set up here from start to end. */
const KINDS = [
  "email",
  "phone",
  "microsoft_authenticator",
  "software_oath",
  "hardware_oath",
  "passkey",
  "recovery_codes",
  "security_questions",
] as const satisfies readonly MethodKindView[];

export type WizardKind = (typeof KINDS)[number];

export function hasWizard(kind: MethodKindView): kind is WizardKind {
  return (KINDS as readonly MethodKindView[]).includes(kind);
}

/** The wizards are one piece of the program, loaded when the first of them is opened. */
export async function loadWizard(task: Task): Promise<Component<WizardProps>> {
  if (task.what === "trial") return (await import("../../later")).Trial;
  const kind = task.what === "add" ? task.choice.kind : task.method.kind;
  if (!hasWizard(kind)) throw new Error(`no wizard for ${kind}`);
  return (await import("../../later")).wizards[kind];
}
