import type { DevicesView, DeviceView } from "../src/backend/bindings";

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
