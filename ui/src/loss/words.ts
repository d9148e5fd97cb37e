import type { LossMethodView, LossPlanView, LossStepView, LossWaitName } from "../backend/bindings";
import { kindName } from "../design/kinds";
import { optionName } from "../design/options";
import { m } from "../i18n/index.svelte";

/** The method as one calls it in a sentence. */
export function methodWords({ kind, slot, name, value }: LossMethodView): string {
  return [kindName(kind, slot), name ?? value].filter(Boolean).join(" ");
}

interface Words {
  title: string;
  /** Why, and what it means. */
  text: string;
  /** On the button. */
  action: string;
  /** What it did. */
  did: string;
}

/** One step of the plan, in words. */
export function stepWords(one: LossStepView, plan: LossPlanView): Words {
  const { step, option, method, needed } = one;
  switch (step) {
    case "end_sessions":
      return {
        title: m.plan_end_sessions,
        text: m.plan_end_sessions_text,
        action: m.plan_end_sessions_do,
        did: m.plan_end_sessions_did,
      };
    case "forget_computers":
      return {
        title: m.plan_forget_computers,
        text: m.plan_forget_computers_text,
        action: m.plan_forget_computers_do,
        did: m.plan_forget_computers_did,
      };
    case "disable_device":
      return {
        title: m.plan_disable_device(plan.phone ?? ""),
        text: m.plan_disable_device_text,
        action: m.devices_disable,
        did: m.plan_disable_device_did,
      };
    case "change_password":
      return {
        title: m.password_change,
        text: m.plan_change_password_text,
        action: m.change,
        did: m.plan_change_password_did,
      };
    case "move_default":
      return {
        title: m.plan_move_default,
        text: option ? m.plan_move_default_text(optionName(option)) : m.plan_move_default_later,
        action: m.plan_move_default_do,
        did: option ? m.plan_move_default_did(optionName(option)) : "",
      };
    case "add_replacement":
      return {
        title: m.plan_add_replacement,
        text: needed ? m.plan_add_replacement_needed : m.plan_add_replacement_text,
        action: m.add,
        did: method ? m.plan_add_replacement_did(methodWords(method)) : "",
      };
    case "remove_method":
      return {
        title: m.plan_remove_method(method ? methodWords(method) : ""),
        text: method?.kind === "phone" ? m.plan_remove_number_text : m.plan_remove_method_text,
        action: m.delete,
        did: m.plan_remove_method_did,
      };
    case "block_number":
      return { title: m.plan_block_number, text: m.plan_block_number_text, action: "", did: "" };
    case "tell_helpdesk":
      return plan.way_in === "nothing"
        ? { title: m.plan_ask_pass, text: m.plan_ask_pass_text, action: "", did: "" }
        : { title: m.plan_tell_helpdesk, text: m.plan_tell_helpdesk_text, action: "", did: "" };
    case "sign_out_everywhere":
      return { title: m.sign_out_everywhere, text: m.plan_everywhere_text, action: m.plan_end_sessions_do, did: "" };
  }
}

const waits: Record<LossWaitName, () => string> = {
  pass: () => m.plan_wait_pass,
  replacement: () => m.plan_wait_replacement,
  default: () => m.plan_wait_default,
  other_methods: () => m.plan_wait_other_methods,
  rest: () => m.plan_wait_rest,
};

/** What comes before it. */
export function waitText(until: LossWaitName): string {
  return waits[until]();
}
