import type { OverriddenView } from "../backend/bindings";
import { m } from "../i18n/index.svelte";
import { kindName } from "./kinds";

export { optionName } from "../design/options";

/** That the organization's choice goes before one's own (B-32). */
export function overriddenText({ by }: OverriddenView): string {
  return by === null ? m.default_overridden_unnamed : m.default_overridden(kindName(by));
}
