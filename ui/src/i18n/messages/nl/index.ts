import type { Translated } from "../../translated";
import type { en } from "../en";
import { account } from "./account";
import { advice } from "./advice";
import { authenticator } from "./authenticator";
import { common } from "./common";
import { devices } from "./devices";
import { errors } from "./errors";
import { kinds } from "./kinds";
import { loss } from "./loss";
import { methodErrors } from "./methodErrors";
import { methods } from "./methods";
import { organizations } from "./organizations";
import { password } from "./password";
import { phone } from "./phone";
import { profile } from "./profile";
import { questions } from "./questions";
import { recovery } from "./recovery";
import { register } from "./register";
import { reset } from "./reset";
import { security } from "./security";
import { session } from "./session";
import { settings } from "./settings";
import { signins } from "./signins";
import { stepup } from "./stepup";
import { terms } from "./terms";
import { wizard } from "./wizard";

export const nl: Translated<typeof en> = {
  ...common,
  ...session,
  ...account,
  ...security,
  ...kinds,
  ...advice,
  ...methods,
  ...wizard,
  ...recovery,
  ...register,
  ...authenticator,
  ...phone,
  ...password,
  ...reset,
  ...profile,
  ...questions,
  ...stepup,
  ...devices,
  ...loss,
  ...organizations,
  ...signins,
  ...terms,
  ...settings,
  ...errors,
  ...methodErrors,
};
