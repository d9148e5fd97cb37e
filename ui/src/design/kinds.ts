import AppWindow from "@lucide/svelte/icons/app-window";
import HelpCircle from "@lucide/svelte/icons/circle-question-mark";
import Fingerprint from "@lucide/svelte/icons/fingerprint-pattern";
import Key from "@lucide/svelte/icons/key-round";
import Laptop from "@lucide/svelte/icons/laptop-minimal";
import ListChecks from "@lucide/svelte/icons/list-checks";
import Lock from "@lucide/svelte/icons/lock-keyhole";
import Mail from "@lucide/svelte/icons/mail";
import MessageCircleQuestion from "@lucide/svelte/icons/message-circle-question-mark";
import Phone from "@lucide/svelte/icons/phone";
import QrCode from "@lucide/svelte/icons/qr-code";
import Smartphone from "@lucide/svelte/icons/smartphone";
import Ticket from "@lucide/svelte/icons/ticket";
import Usb from "@lucide/svelte/icons/usb";
import type { Component } from "svelte";
import type { MethodKindView, MethodView, PhoneSlotView, UsageView } from "../backend/bindings";
import { m } from "../i18n/index.svelte";

interface Kind {
  icon: Component<{ size?: number; "aria-hidden"?: "true" }>;
  name: () => string;
}

const kinds: Record<MethodKindView, Kind> = {
  password: { icon: Lock, name: () => m.kind_password },
  email: { icon: Mail, name: () => m.kind_email },
  phone: { icon: Phone, name: () => m.kind_phone },
  microsoft_authenticator: { icon: Smartphone, name: () => m.kind_microsoft_authenticator },
  software_oath: { icon: Smartphone, name: () => m.kind_software_oath },
  hardware_oath: { icon: Usb, name: () => m.kind_hardware_oath },
  passkey: { icon: Fingerprint, name: () => m.kind_passkey },
  windows_hello: { icon: Laptop, name: () => m.kind_windows_hello },
  platform_credential: { icon: Laptop, name: () => m.kind_platform_credential },
  temporary_access_pass: { icon: Ticket, name: () => m.kind_temporary_access_pass },
  external: { icon: Key, name: () => m.kind_external },
  qr_code_pin: { icon: QrCode, name: () => m.kind_qr_code_pin },
  security_questions: { icon: MessageCircleQuestion, name: () => m.kind_security_questions },
  recovery_codes: { icon: ListChecks, name: () => m.kind_recovery_codes },
  app_password: { icon: AppWindow, name: () => m.kind_app_password },
  unknown: { icon: HelpCircle, name: () => m.kind_unknown },
};

export function kindIcon(kind: MethodKindView): Kind["icon"] {
  return kinds[kind].icon;
}

const phones: Record<PhoneSlotView, () => string> = {
  mobile: () => m.kind_phone,
  alternate_mobile: () => m.kind_phone_alternate,
  office: () => m.kind_phone_office,
};

/** The kind in words, a phone by its place (B-68). */
export function kindName(kind: MethodKindView, slot: PhoneSlotView | null = null): string {
  return kind === "phone" && slot !== null ? phones[slot]() : kinds[kind].name();
}

const inUse: Partial<Record<MethodKindView, () => string>> = {
  password: () => m.use_password,
  phone: () => m.use_phone,
  microsoft_authenticator: () => m.use_microsoft_authenticator,
  software_oath: () => m.use_software_oath,
  hardware_oath: () => m.use_hardware_oath,
  passkey: () => m.use_passkey,
  temporary_access_pass: () => m.use_temporary_access_pass,
  recovery_codes: () => m.use_recovery_codes,
};

/** What one uses of the kind, in the middle of a sentence: "a code from the authenticator app". */
export function kindInUse(kind: MethodKindView): string {
  return inUse[kind]?.() ?? kindName(kind);
}

/** What stands first in a row; for a kind the app does not know, the directory's own name stands beside it. */
export function methodKind(method: MethodView): string {
  const name = kindName(method.kind, method.slot);
  return method.type_name === null ? name : `${name} (${method.type_name})`;
}

/** The method as one calls it in a sentence: "Email anna@example.com". */
export function methodName(method: MethodView): string {
  return [methodKind(method), method.name ?? method.value].filter(Boolean).join(" ");
}

const usages: Record<UsageView, () => string> = {
  two_step_and_reset: () => m.security_usage_two_step_and_reset,
  reset_only: () => m.security_usage_reset_only,
  two_step_only: () => m.security_usage_two_step_only,
  sign_in_and_two_step: () => m.security_usage_alone,
  sign_in: () => m.security_usage_sign_in,
  none: () => m.security_usage_none,
};

/** The sentence every row and choice states (B-39). */
export function usageText(usage: UsageView): string {
  return usages[usage]();
}
