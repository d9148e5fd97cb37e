import type { SessionView } from "../backend/bindings";
import { m } from "../i18n/index.svelte";
import type { Page } from "./app.svelte";

const pages: Record<Page, () => string> = {
  overview: () => m.nav_overview,
  profile: () => m.nav_profile,
  security: () => m.nav_security,
  password: () => m.nav_password,
  devices: () => m.nav_devices,
  loss: () => m.lost_title,
  organizations: () => m.nav_orgs,
  sign_ins: () => m.nav_signins,
  terms: () => m.nav_terms,
  settings: () => m.nav_settings,
};

/** The document's title: the page first, so that it is heard first. */
export function pageTitle(session: SessionView, page: Page): string {
  if (session.state === "signed_in") return `${pages[page]()} · Workpass`;
  if (session.state === "awaiting_user") return `${m.code_title} · Workpass`;
  if (session.state === "signed_out") return `${m.signin_button} · Workpass`;
  return "Workpass";
}
