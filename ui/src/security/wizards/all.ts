import type { Component } from "svelte";
import type { WizardProps } from "../task";
import Authenticator from "./authenticator/Wizard.svelte";
import AuthenticatorCode from "./authenticator-code/Wizard.svelte";
import Email from "./email/Wizard.svelte";
import HardwareToken from "./hardware-token/Wizard.svelte";
import type { WizardKind } from "./index";
import Passkey from "./passkey/Wizard.svelte";
import Phone from "./phone/Wizard.svelte";
import Questions from "./questions/Wizard.svelte";
import RecoveryCodes from "./recovery-codes/Wizard.svelte";

/** One per kind; a kind without its wizard fails the type check. */
export const wizards: Record<WizardKind, Component<WizardProps>> = {
  email: Email,
  phone: Phone,
  microsoft_authenticator: Authenticator,
  software_oath: AuthenticatorCode,
  hardware_oath: HardwareToken,
  passkey: Passkey,
  recovery_codes: RecoveryCodes,
  security_questions: Questions,
};
