import type { MethodView } from "../backend/bindings";
import type { MethodActionName } from "./methodActions";
import type { TaskName } from "./task";

/** The dialog that is open on the page, and what it is about. */
export type Open =
  | { what: "choose" | "default" | "forget" }
  | { what: Exclude<MethodActionName, TaskName>; method: MethodView };
