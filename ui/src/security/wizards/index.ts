import type { Component } from "svelte";
import type { MethodKindView } from "../../backend/bindings";
import type { Task, WizardProps } from "../task";

type Loader = () => Promise<{ default: Component<WizardProps> }>;

/** One piece of the program per wizard, loaded when it is opened. */
const wizards: Partial<Record<MethodKindView, Loader>> = {
  email: () => import("./email/Wizard.svelte"),
  phone: () => import("./phone/Wizard.svelte"),
  microsoft_authenticator: () => import("./authenticator/Wizard.svelte"),
  software_oath: () => import("./authenticator-code/Wizard.svelte"),
  hardware_oath: () => import("./hardware-token/Wizard.svelte"),
  passkey: () => import("./passkey/Wizard.svelte"),
  recovery_codes: () => import("./recovery-codes/Wizard.svelte"),
  security_questions: () => import("./questions/Wizard.svelte"),
};

/** Whether the kind can be set up here from start to end. */
export function hasWizard(kind: MethodKindView): boolean {
  return kind in wizards;
}

export function kindOf(task: Task): MethodKindView {
  return task.what === "add" ? task.choice.kind : task.method.kind;
}

export async function loadWizard(task: Task): Promise<Component<WizardProps>> {
  const load = wizards[kindOf(task)];
  if (load === undefined) throw new Error(`no wizard for ${kindOf(task)}`);
  return (await load()).default;
}
