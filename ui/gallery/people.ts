import type {
  AccountView,
  ActionName,
  AppView,
  AvailabilityView,
  Doors,
  HelpView,
  ProfileView,
  SessionView,
  SignInsView,
  TermsDecisionView,
  TermsDocumentView,
  TermsItem,
} from "../src/backend/bindings";
import { settings } from "./chosen";
import { devices, home } from "./linked";
import { lost } from "./lost";
import { emailOnly } from "./methods";

export * from "./methods";

export const help: HelpView = {
  display_name: "ICT Servicedesk Noorderlicht",
  email: "servicedesk@noorderlicht.example",
  phone: "+31 50 555 01 00",
  web_page: "https://servicedesk.noorderlicht.example",
  hours: "ma–vr 8:00–17:30",
  advice: "internal_helpdesk",
};

/** Somebody with a round face, drawn in two strokes. */
export const photo = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="#f3d9c4"/><circle cx="48" cy="40" r="18" fill="#8a5a3c"/><path d="M12 96c0-24 16-34 36-34s36 10 36 34z" fill="#2f6f8f"/></svg>',
)}`;

export const adviceOnly: HelpView = {
  display_name: null,
  email: null,
  phone: null,
  web_page: null,
  hours: null,
  advice: "owner_or_consultant",
};

export const doors: Doors = {
  device_code: true,
  browser: true,
  organization: "Noorderlicht Logistiek",
  password_reset: true,
  help,
};

export const profile: ProfileView = {
  display_name: "Anna de Vries",
  job_title: "Teamleider distributie",
  department: "Distributiecentrum Noord",
  company_name: "Noorderlicht Logistiek B.V.",
  employee_id: "NL-20417",
  user_name: "anna@noorderlicht.example",
  email_addresses: ["anna@noorderlicht.example", "anna.devries@noorderlicht.example"],
  phones: ["+31 50 555 01 23", "+31 6 5550 0123"],
  office: "Gebouw De Vuurtoren, 2.14",
  street: null,
  postal_code: null,
  city: "Groningen",
  state: null,
  country: "Nederland",
  guest: false,
  manager: {
    kind: "known",
    display_name: "Willem Bakker",
    job_title: "Hoofd logistiek",
    mail: "willem@noorderlicht.example",
  },
  blocks: ["work_information", "contact", "manager", "devices"],
  photo: {
    change: { kind: "in_app" },
    present: true,
    most_bytes: 4_194_304,
    longest_side: 8192,
    shortest_side: 48,
    takes_a_day: false,
  },
  fields: [
    { field: "mobile_phone", block: "contact", value: "+31 6 5550 0123", longest: 64 },
    { field: "business_phone", block: "contact", value: "+31 50 555 01 23", longest: 64 },
    { field: "office", block: "work_information", value: "Gebouw De Vuurtoren, 2.14", longest: 128 },
  ],
  edit: { kind: "in_app" },
  owners: [
    {
      display_name: "Personeelszaken",
      contact: "personeelszaken@noorderlicht.example",
      fields: ["name", "job_title", "department", "employee_id", "manager"],
    },
  ],
};

export const house: TermsItem = {
  id: "terms-1",
  file_id: "file-1",
  display_name: "Gedragscode digitale middelen",
  version: "3",
  language: "nl",
  pending: true,
  must_be_opened: true,
  per_device: false,
  accepted_version: "2",
  accepted_at: "2024-05-01T08:00:00Z",
  expires_at: null,
  declined_at: null,
  required_by: ["Noorderlicht Routeplanner"],
};

export const mobile: TermsItem = {
  ...house,
  id: "terms-2",
  file_id: "file-2",
  display_name: "Voorwaarden mobiele apparaten",
  version: "1",
  per_device: true,
  accepted_version: "1",
  required_by: [],
};

export const declinedItem: TermsItem = {
  ...mobile,
  id: "terms-4",
  file_id: "file-4",
  per_device: false,
  accepted_version: null,
  accepted_at: null,
  declined_at: "2026-11-20T08:00:00Z",
};

export const acceptedItem: TermsItem = {
  ...house,
  id: "terms-3",
  file_id: "file-3",
  display_name: "Privacyverklaring medewerkers",
  version: "5",
  pending: false,
  accepted_version: "5",
  accepted_at: "2025-10-14T13:45:00Z",
  expires_at: "2026-12-31T23:00:00Z",
  required_by: [],
};

const plain = (text: string) => [{ text, strong: false, emphasis: false, deleted: false }];

export const document: TermsDocumentView = {
  id: house.id,
  file_id: house.file_id,
  display_name: house.display_name,
  version: "3",
  language: "nl",
  blocks: [
    {
      kind: "paragraph",
      spans: plain(
        "Deze gedragscode geldt voor iedereen die werkt met computers, telefoons of accounts van Noorderlicht Logistiek.",
      ),
    },
    ...[
      "Waarvoor u de middelen gebruikt",
      "Wachtwoorden en codes",
      "Als er iets misgaat",
      "Wat wij vastleggen",
    ].flatMap(
      (title) =>
        [
          { kind: "heading", level: 2, spans: plain(title) },
          {
            kind: "paragraph",
            spans: [
              ...plain("U gebruikt de middelen van de organisatie zorgvuldig. "),
              { text: "Deel nooit een wachtwoord of code,", strong: true, emphasis: false, deleted: false },
              ...plain(" ook niet met de helpdesk. Wie erom vraagt, is niet van ons."),
            ],
          },
          {
            kind: "list",
            ordered: false,
            start: 1,
            items: [
              "Vergrendel uw scherm als u wegloopt.",
              "Meld verlies van een apparaat meteen.",
              "Installeer updates binnen een week.",
            ].map((text) => [{ kind: "paragraph", spans: plain(text) }]),
          },
        ] as const,
    ),
    { kind: "quote", spans: plain("Twijfelt u? Vraag het eerst, en klik daarna.") },
  ] as TermsDocumentView["blocks"],
  changes: null,
};

export const calm: SignInsView = {
  unusual: 0,
  shows_places: false,
  answer: { kind: "yes" },
  end_sessions: { kind: "yes" },
};

export const changedDocument: TermsDocumentView = {
  ...document,
  changes: {
    since_version: "2",
    changes: [
      { kind: "changed", at: 2, was: { kind: "paragraph", spans: plain("U gebruikt de middelen zorgvuldig.") } },
      { kind: "removed", at: 4, was: { kind: "paragraph", spans: plain("Wijzig uw wachtwoord elke negentig dagen.") } },
      { kind: "added", at: 12, was: null },
    ],
  },
};

export const decisions: TermsDecisionView[] = [
  {
    display_name: house.display_name,
    version: "2",
    language: "nl",
    accepted: true,
    at: "2024-05-01T08:00:00Z",
    app: "Workpass",
    computer: "LAPTOP-7",
    sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  },
  {
    display_name: mobile.display_name,
    version: "1",
    language: "nl",
    accepted: false,
    at: "2024-04-30T15:20:00Z",
    app: "Workpass",
    computer: null,
    sha256: "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed",
  },
];

export const account: AccountView = {
  as_of: "2026-11-22T08:30:00Z",
  loading: false,
  trouble: null,
  person: {
    display_name: "Anna de Vries",
    initials: "AV",
    user_name: "anna@noorderlicht.example",
    organization: "Noorderlicht Logistiek B.V.",
    photo: null,
  },
  profile: { kind: "ready", value: profile },
  security: { kind: "ready", value: emailOnly },
  password: {
    last_changed_at: "2026-02-03T09:00:00Z",
    expires_at: null,
    minimum_length: 8,
    maximum_length: 256,
    required_classes: null,
    history: 3,
    current_required: true,
    keeps_session: true,
    reset_page: true,
    reset: {
      methods_required: 2,
      methods_registered: 1,
      ways: ["email"],
      obstacle: "not_registered",
      for_administrator: false,
    },
  },
  terms: { kind: "ready", value: { documents: [house, mobile, acceptedItem], pending: 2, accept: { kind: "yes" } } },
  sign_ins: { kind: "ready", value: calm },
  devices: { kind: "ready", value: devices },
  lost_phone: lost,
  settings,
  organizations: { kind: "ready", value: { organizations: [home] } },
  help,
  actions: [
    { action: "view_profile", availability: { kind: "in_app" } },
    { action: "view_security_info", availability: { kind: "in_app" } },
    { action: "change_password", availability: { kind: "in_app" } },
    { action: "review_terms", availability: { kind: "in_app" } },
    { action: "view_devices", availability: { kind: "in_app" } },
    { action: "view_organizations", availability: { kind: "in_app" } },
    { action: "view_sign_ins", availability: { kind: "in_app" } },
    { action: "sign_out_everywhere", availability: { kind: "in_app" } },
    { action: "open_apps", availability: { kind: "hand_over" } },
    { action: "open_groups", availability: { kind: "hand_over" } },
    { action: "open_access_reviews", availability: { kind: "absent" } },
  ],
};

/** The same with another word on one action. */
export function accountWith(action: ActionName, availability: AvailabilityView): AccountView {
  const others = account.actions.filter((one) => one.action !== action);
  return { ...account, actions: [...others, { action, availability }] };
}

export const online: SessionView = {
  state: "signed_in",
  kept: { kind: "kept" },
  reach: { kind: "online" },
  step_up: null,
  switching: null,
  notice: null,
};
export const offline: SessionView = {
  state: "signed_in",
  kept: { kind: "kept" },
  reach: { kind: "offline", since: "2026-11-22T08:41:00Z" },
  step_up: null,
  switching: null,
  notice: null,
};

export function view(session: SessionView, shown: AccountView | null = null): AppView {
  return {
    revision: 1,
    session,
    account: shown,
    preferences: { language: "system", theme: "system", regional_format: null, time_zone: null },
    locale: "en-GB",
    formats: { locale: "en-GB", time_zone: null },
  };
}
