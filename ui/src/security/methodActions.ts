import CircleCheck from "@lucide/svelte/icons/circle-check";
import KeyRound from "@lucide/svelte/icons/key-round";
import MessageSquare from "@lucide/svelte/icons/message-square-text";
import Pencil from "@lucide/svelte/icons/pencil";
import Refresh from "@lucide/svelte/icons/refresh-cw";
import Tag from "@lucide/svelte/icons/tag";
import Trash2 from "@lucide/svelte/icons/trash-2";
import type { Component } from "svelte";
import type { MethodView, Possible } from "../backend/bindings";
import { m } from "../i18n/index.svelte";
import { methodName } from "./kinds";

export type MethodActionName = "activate" | "change" | "renew" | "rename" | "sms_sign_in" | "trial" | "delete";

export interface MethodAction {
  name: MethodActionName;
  icon: Component<{ size?: number; "aria-hidden"?: "true" }>;
  label: string;
  /** The label with the method in it, for those who hear one button at a time. */
  full: string;
  possible: Possible;
}

/** What can be done with a method, in the order in which it is shown; what it has no operation for is left out. */
export function methodActions(method: MethodView): MethodAction[] {
  const name = methodName(method);
  const smsOn = method.sms_sign_in?.state === "on";
  const sms = smsOn ? m.sms_off : m.sms_on;
  const all: MethodAction[] = [
    {
      name: "activate",
      icon: KeyRound,
      label: m.activate,
      full: m.security_activate_of(name),
      possible: method.activate,
    },
    {
      name: "change",
      icon: Pencil,
      label: m.change,
      full: m.security_change_of(name),
      possible: method.change,
    },
    { name: "renew", icon: Refresh, label: m.renew, full: m.security_renew_of(name), possible: method.renew },
    { name: "rename", icon: Tag, label: m.rename, full: m.security_rename_of(name), possible: method.rename },
    {
      name: "sms_sign_in",
      icon: MessageSquare,
      label: sms,
      full: `${sms}: ${name}`,
      possible: method.sms_sign_in?.switch ?? { kind: "never" },
    },
    { name: "trial", icon: CircleCheck, label: m.trial, full: m.trial_of(name), possible: method.trial },
    { name: "delete", icon: Trash2, label: m.delete, full: m.security_delete_of(name), possible: method.delete },
  ];
  return all.filter(({ possible }) => possible.kind !== "never");
}
