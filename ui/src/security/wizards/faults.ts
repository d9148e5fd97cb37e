import type { UiError } from "../../backend/bindings";
import { present } from "../../errors/presentation";

/** Which of two fields of one step a refusal speaks of. */
export type Field = "code" | "name";

/** The refusal in words where it is about what stands in this field; `null` otherwise. */
export function faultOf(field: Field, error: UiError | null): string | null {
  if (error === null || (error.code === "name_invalid") !== (field === "name")) return null;
  const shown = present(error);
  return shown.next === "fix_input" ? `${shown.title}. ${shown.text}` : null;
}
