import type {
  AccountView,
  AdviceView,
  DevicesView,
  OrganizationsView,
  ProfileView,
  Section,
  SecurityView,
  SignInsView,
  TermsView,
  UnavailableReason,
} from "../backend/bindings";
import { presentAdvice } from "../design/advice";
import { expiry, reasonText } from "../design/words";
import { day } from "../i18n/format";
import { m } from "../i18n/index.svelte";

export interface TileState {
  state: "loading" | "good" | "attention" | "neutral" | "unavailable";
  status: string;
  reason?: string;
}

export function securityTile(section: Section<SecurityView>): TileState {
  return tile(section, (security) => {
    const urgent = security.advice.find(asks);
    const advice = urgent ? presentAdvice(urgent) : null;
    const count = counted(security);
    if (advice?.severity === "warning") return { state: "attention", status: advice.title };
    if (!count.enough) return { state: "attention", status: count.status };
    return advice ? { state: "attention", status: advice.title } : { state: "good", status: count.status };
  });
}

/** The rest is worth having; without it one's account is in order all the same. */
function asks(advice: AdviceView): boolean {
  return advice.kind !== "no_recovery_codes";
}

/** How many methods there are of how many that it takes, as far as the organization says. */
function counted({ reset, methods }: SecurityView): { enough: boolean; status: string } {
  if (reset?.enabled) {
    const { methods_registered: registered, methods_required: required } = reset;
    return { enough: registered >= required, status: m.overview_security_reset(registered, required) };
  }
  const enough = methods.length > 0;
  return { enough, status: enough ? m.overview_security_count(methods.length) : m.overview_security_none };
}

const DAYS_AHEAD = 14;

/** `null`: there is no password to change. */
export function passwordTile({ password, actions }: AccountView, now = Date.now()): TileState | null {
  const way = actions.find(({ action }) => action === "change_password")?.availability;
  if (!password || !way || way.kind === "absent") return null;
  if (way.kind === "unavailable") return unavailable(way.reason);
  const { expires_at: expires, last_changed_at: changed } = password;
  if (expires && Date.parse(expires) - now < DAYS_AHEAD * 86_400_000) {
    return { state: "attention", status: expiry(expires, now) };
  }
  return { state: "neutral", status: changed ? m.security_changed(day(changed)) : m.password_change };
}

export function termsTile(section: Section<TermsView>): TileState {
  return tile(section, ({ pending, documents }) => {
    if (pending > 0) return { state: "attention", status: m.overview_terms_pending(pending) };
    if (documents.length > 0) return { state: "good", status: m.overview_terms_accepted(documents.length) };
    return { state: "neutral", status: m.overview_terms_none };
  });
}

export function signInsTile(section: Section<SignInsView>): TileState {
  return tile(section, ({ unusual }) =>
    unusual > 0
      ? { state: "attention", status: m.overview_signins_unusual(unusual) }
      : { state: "good", status: m.overview_signins_none },
  );
}

export function devicesTile(section: Section<DevicesView>): TileState {
  return tile(section, ({ devices }) => {
    const count = devices.filter(({ enabled }) => enabled).length;
    return { state: "neutral", status: count > 0 ? m.overview_devices_count(count) : m.devices_none };
  });
}

export function organizationsTile(section: Section<OrganizationsView>): TileState {
  return tile(section, ({ organizations }) => ({
    state: "neutral",
    status: m.overview_orgs_count(organizations.length),
  }));
}

export function profileTile(section: Section<ProfileView>): TileState {
  return tile(section, () => ({ state: "neutral", status: m.overview_profile_managed }));
}

function tile<T>(section: Section<T>, ready: (value: T) => TileState): TileState {
  if (section.kind === "loading") return { state: "loading", status: m.loading };
  if (section.kind === "unavailable") return unavailable(section.reason);
  return ready(section.value);
}

function unavailable(reason: UnavailableReason): TileState {
  const status = reason === "offline" ? m.overview_offline : m.overview_unavailable;
  return { state: "unavailable", status, reason: reasonText(reason) };
}
