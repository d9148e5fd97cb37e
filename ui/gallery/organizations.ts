import type { OrganizationView, SessionView } from "../src/backend/bindings";
import { refused } from "../src/backend/fake";
import { guestAt, home, kept, off } from "./linked";
import * as people from "./people";
import { press, type Scene, signedIn, soon } from "./scene";

const listed = (organizations: OrganizationView[], session: SessionView = people.online) =>
  signedIn({ organizations: { kind: "ready", value: { organizations } } }, session);
const page = "organizations" as const;
const invited = { ...guestAt, invited: true, last_sign_in: null };

/** The other organization is shown. */
const there: OrganizationView[] = [{ ...home, switch: "possible" }, { ...guestAt, switch: "here", leave: "now" }, kept];
const visiting = (session: SessionView = people.online) =>
  signedIn(
    {
      person: { ...people.account.person, organization: guestAt.name },
      organizations: { kind: "ready", value: { organizations: there } },
    },
    session,
  );
const LEAVE = /^(Leave Zuiderzee|Zuiderzee Techniek N.V. verlaten)/;
const YES = /^(Leave|Verlaten)$/;
const signedInWith = (change: Partial<Extract<SessionView, { state: "signed_in" }>>): SessionView =>
  ({ ...people.online, ...change }) as SessionView;

export const organizationScenes: Record<string, Scene> = {
  organizations: { view: listed([home, guestAt, kept, off]), page },
  "organizations-invited": { view: listed([home, invited]), page },
  "organizations-only-home": { view: listed([home]), page },
  "organizations-no-home": { view: listed([{ ...guestAt, switch: "here", leave: "now" }]), page },
  "organizations-there": { view: visiting(), page },
  "organizations-picker": { view: visiting(), steps: [press(/^(Choose an organization|Kies een organisatie)/)] },
  "organizations-leave": { view: visiting(), page, steps: [press(LEAVE)] },
  "organizations-leave-failed": {
    view: visiting(),
    page,
    answers: { changed: refused({ code: "timed_out" }) },
    steps: [press(LEAVE), press(YES)],
  },
  "organizations-switching": {
    view: listed(
      [home, guestAt],
      signedInWith({ switching: { organization: guestAt.name, opened: true, expires_at: soon(5) } }),
    ),
    page,
  },
  "organizations-left": {
    view: listed([home, kept], signedInWith({ notice: { kind: "left", organization: guestAt.name } })),
    page,
  },
  "organizations-ended": {
    view: listed([home, guestAt], signedInWith({ notice: { kind: "ended", organization: guestAt.name } })),
  },
  "organizations-whose-methods": { view: visiting(), page: "security" },
  "organizations-unavailable": {
    view: signedIn({ organizations: { kind: "unavailable", reason: "no_self_service" } }),
    page,
  },
  "organizations-elsewhere": {
    view: people.view(people.online, {
      ...people.accountWith("view_organizations", { kind: "hand_over" }),
      organizations: { kind: "unavailable", reason: "no_self_service" },
    }),
    page,
  },
  "organizations-offline": { view: listed([home, { ...guestAt, without_sign_in: true }, kept], people.offline), page },
  /** Two that are called the same. */
  "organizations-namesakes": {
    view: listed([home, guestAt, { ...kept, name: guestAt.name }]),
    page,
    steps: [press(/^(Choose an organization|Kies een organisatie)/)],
  },
  /** What is there could not be read; the others are as home listed them. */
  "organizations-unread": {
    view: signedIn({
      as_of: null,
      trouble: { code: "timed_out" },
      person: { ...people.account.person, organization: null },
      organizations: { kind: "ready", value: { organizations: there } },
    }),
  },
};
