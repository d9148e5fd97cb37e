import type { DefaultOption, DefaultOptionName } from "../backend/bindings";
import { m } from "../i18n/index.svelte";

const options: Record<DefaultOptionName, () => string> = {
  push: () => m.option_push,
  oath: () => m.option_oath,
  sms: () => m.option_sms,
  voice_mobile: () => m.option_voice_mobile,
  voice_alternate_mobile: () => m.option_voice_alternate_mobile,
  voice_office: () => m.option_voice_office,
};

/** As the options stand in the list (B-30): "Phone - text (+31 6 …)". */
export function optionName({ option, value }: DefaultOption): string {
  const name = options[option]();
  return value === null ? name : m.option_of(name, value);
}
