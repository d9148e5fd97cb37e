import type { AvailabilityView, ProfileView } from "../src/backend/bindings";
import { refused } from "../src/backend/fake";
import * as people from "./people";
import { press, type Scene, signedIn, type } from "./scene";

const page = "profile" as const;
const having = (change: Partial<ProfileView>) =>
  signedIn({ profile: { kind: "ready", value: { ...people.profile, ...change } } });
const photo = (change: AvailabilityView, takes_a_day = false) =>
  having({ photo: { ...people.profile.photo, change, takes_a_day } });

const EDIT = /^(Edit|Wijzigen): Contact$/;
const SAVE = /^(Save|Opslaan)$/;
const MOBILE = /^(Mobile phone|Mobiele telefoon)/;
const CHANGE = /^(Change photo|Foto wijzigen)/;

export const profileScenes: Record<string, Scene> = {
  "profile-read-only": {
    view: having({
      fields: [],
      owners: [],
      edit: { kind: "absent" },
      photo: { ...people.profile.photo, change: { kind: "absent" } },
    }),
    page,
  },
  "profile-blocks": { view: having({ blocks: ["contact"], fields: people.profile.fields.slice(0, 2) }), page },
  "profile-photo": { view: signedIn(), page, steps: [press(CHANGE)] },
  "profile-photo-day": { view: photo({ kind: "in_app" }, true), page, steps: [press(CHANGE)] },
  "profile-photo-remove": { view: signedIn(), page, steps: [press(/^(Remove photo|Foto verwijderen)$/)] },
  "profile-photo-forbidden": { view: photo({ kind: "unavailable", reason: "not_allowed_by_policy" }), page },
  "profile-photo-on-premises": { view: photo({ kind: "unavailable", reason: "photo_on_premises" }), page },
  "profile-photo-elsewhere": { view: photo({ kind: "hand_over" }), page },
  "profile-edit": { view: signedIn(), page, steps: [press(EDIT)] },
  "profile-edit-fault": {
    view: signedIn(),
    page,
    answers: {
      profile: refused({ code: "profile_field_refused", field: "mobile_phone", fault: { kind: "not_a_phone" } }),
    },
    steps: [press(EDIT), type("bel me", MOBILE), press(SAVE)],
  },
  "profile-edit-elsewhere": {
    view: signedIn(),
    page,
    answers: { profile: refused({ code: "profile_changed_meanwhile" }) },
    steps: [press(EDIT), type("0", MOBILE), press(SAVE)],
  },
  "profile-edit-not-consented": { view: having({ edit: { kind: "unavailable", reason: "not_consented" } }), page },
};
