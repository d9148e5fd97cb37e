import type { LossView, MethodKindView } from "../backend/bindings";
import { m } from "../i18n/index.svelte";
import { eitherOf } from "../i18n/list";
import { kindInUse } from "./kinds";

/** What the person still signs in with, in words: what does it alone, and the password with what answers the second step. */
export function stillWith(loss: LossView): string {
  const alone: MethodKindView[] = loss.sign_in_left.filter((kind) => kind !== "password");
  const second = loss.two_step_left.filter((kind) => !alone.includes(kind));
  const ways = alone.map(kindInUse);
  if (loss.sign_in_left.includes("password")) {
    const answers = eitherOf(second.map(kindInUse));
    ways.push(answers === "" ? m.use_password : m.use_together(m.use_password, answers));
  }
  return eitherOf(ways);
}
