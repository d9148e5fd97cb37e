import type { ProfileView, Section, SecurityView, TermsView, UnavailableReason } from "../backend/bindings";
import { reasonText } from "../design/words";
import { m } from "../i18n/index.svelte";

export interface TileState {
  state: "loading" | "good" | "attention" | "neutral" | "unavailable";
  status: string;
  reason?: string;
}

export function securityTile(section: Section<SecurityView>): TileState {
  return tile(section, ({ reset, methods, advise_two_step }) => {
    if (reset?.enabled) {
      const enough = reset.methods_registered >= reset.methods_required;
      return {
        state: enough && !advise_two_step ? "good" : "attention",
        status: m.overview_security_reset(reset.methods_registered, reset.methods_required),
      };
    }
    if (methods.length === 0) return { state: "attention", status: m.overview_security_none };
    return { state: advise_two_step ? "attention" : "good", status: m.overview_security_count(methods.length) };
  });
}

export function termsTile(section: Section<TermsView>): TileState {
  return tile(section, ({ pending, documents }) => {
    if (pending > 0) return { state: "attention", status: m.overview_terms_pending(pending) };
    if (documents.length > 0) return { state: "good", status: m.overview_terms_accepted(documents.length) };
    return { state: "neutral", status: m.overview_terms_none };
  });
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
