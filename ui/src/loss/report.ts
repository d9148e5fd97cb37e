import type { AccountView, LossPlanView } from "../backend/bindings";
import { reasonText } from "../design/words";
import { moment } from "../i18n/format";
import { m } from "../i18n/index.svelte";
import { stepWords, waitText } from "./words";

function whose({ person }: AccountView): string {
  return m.request_account(person.display_name, person.user_name ?? person.display_name);
}

/** What the helpdesk has to know. Nothing in it is secret. */
export function request(plan: LossPlanView, account: AccountView): { subject: string; body: string } {
  const asksPass = plan.way_in === "nothing";
  const when = moment(plan.begun_at);
  const lines = [
    plan.how === "stolen" ? m.request_stolen(when) : m.request_lost(when),
    plan.phone,
    asksPass ? m.request_pass : null,
    m.request_look,
    "",
    whose(account),
  ];
  return {
    subject: asksPass ? m.request_subject_pass : m.request_subject_stolen,
    body: lines.filter((line) => line !== null).join("\n"),
  };
}

/** What was done and what was not, for the helpdesk or for oneself. */
export function report(plan: LossPlanView, account: AccountView): string {
  const lines = plan.steps.map((step) => {
    const { title, did } = stepWords(step, plan);
    const { state } = step;
    if (state.kind === "done") return `✓ ${title}. ${did} ${moment(state.at)}`.replace("  ", " ");
    if (state.kind === "skipped") return `– ${title}: ${m.plan_left_out}`;
    if (state.kind === "impossible") return `– ${title}: ${reasonText(state.reason)}`;
    return state.kind === "waiting" ? `… ${title}: ${waitText(state.until)}` : `… ${title}`;
  });
  return [m.lost_title, whose(account), moment(plan.begun_at), "", ...lines].join("\n");
}
