import type { DevicesView, DeviceView, OrganizationView } from "../src/backend/bindings";

export const here: DeviceView = {
  id: "d1",
  name: "LAPTOP-ANNA",
  system: "Debian GNU/Linux 12 (bookworm)",
  join: "registered",
  compliant: true,
  enabled: true,
  registered_at: "2025-10-09T08:00:00Z",
  last_activity: "2026-11-22T08:30:00Z",
  disabled_at: null,
  current: true,
  has_recovery_keys: true,
};
export const phone: DeviceView = {
  ...here,
  id: "d2",
  name: "📱 Telefoon van Anna 👩‍💻",
  system: "Android 16",
  compliant: false,
  last_activity: "2026-11-21T17:05:00Z",
  current: false,
  has_recovery_keys: false,
};
export const old: DeviceView = {
  ...phone,
  id: "d3",
  name: "NL-LT-0187",
  system: "Windows 10",
  join: "hybrid",
  compliant: null,
  enabled: false,
  last_activity: "2025-10-03T06:50:00Z",
  disabled_at: "2025-10-09T09:15:00Z",
};
export const devices: DevicesView = {
  devices: [here, phone, old],
  disable: { kind: "in_app" },
  recovery_keys: { kind: "yes" },
};

const contact = {
  display_name: "Helpdesk Zuiderzee Techniek",
  email: "helpdesk@zuiderzee.example",
  phone: "+31 228 555 01 00",
  web_page: null,
  hours: null,
  advice: "owner_or_consultant" as const,
};
export const home: OrganizationView = {
  id: "o1",
  name: "Noorderlicht Logistiek B.V.",
  domain: "noorderlicht.example",
  role: "member",
  home: true,
  invited: false,
  last_sign_in: "2026-11-22T08:30:00Z",
  switch: "here",
  without_sign_in: true,
  leave: "home",
  contact,
};
export const guestAt: OrganizationView = {
  ...home,
  id: "o2",
  name: "Zuiderzee Techniek N.V.",
  domain: "zuiderzee.example",
  role: "guest",
  home: false,
  last_sign_in: "2026-11-13T10:12:00Z",
  switch: "possible",
  without_sign_in: false,
  leave: "sign_in_first",
};
/** Guests cannot leave by themselves. */
export const kept: OrganizationView = {
  ...guestAt,
  id: "o3",
  name: "Waddenhaven Coöperatie U.A.",
  domain: "waddenhaven.example",
  last_sign_in: "2026-07-15T09:00:00Z",
  leave: "not_allowed",
  contact: { ...contact, display_name: "Bureau Waddenhaven", email: "helpdesk@waddenhaven.example" },
};
export const off: OrganizationView = {
  ...guestAt,
  id: "o4",
  name: "Friese Poort Advies",
  domain: "friesepoort.example",
  last_sign_in: null,
  switch: "account_disabled",
  leave: "account_disabled",
};
