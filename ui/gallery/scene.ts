import type { AccountView, AppView, SecurityView, SessionView } from "../src/backend/bindings";
import type { Answers } from "../src/backend/fake";
import type { Page } from "../src/shell/app.svelte";
import * as people from "./people";

/** One picture of the gallery: a view, where in it, and what to click until it looks like that. */
export interface Scene {
  view: AppView;
  page?: Page;
  answers?: Answers;
  /** Accessible names of controls to press, or text to type into one, in order. Both languages. */
  steps?: readonly Step[];
}

export type Step = { press: RegExp } | { type: string; into: RegExp };

export const press = (name: RegExp): Step => ({ press: name });
export const type = (text: string, into: RegExp): Step => ({ type: text, into });

export const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

export function signedIn(change: Partial<AccountView> = {}, session: SessionView = people.online): AppView {
  return people.view(session, { ...people.account, ...change });
}

export function security(value: SecurityView) {
  const choices = people.choicesOf(value.methods, value.choices);
  return { security: { kind: "ready", value: { ...value, choices } } as const };
}

export const support = {
  error: "AADSTS53003",
  trace_id: "8f2a2c1e-0b1d-4f4e-9f3c-6d1b7a3c0f00",
  correlation_id: "2d7c3a52-7c1b-44a8-9d51-0a8f5f1f7b11",
  timestamp: "2026-11-22T08:30:12Z",
};
