import type { DeviceView } from "../src/backend/bindings";
import type { Answers } from "../src/backend/fake";
import { devices, here, old, phone } from "./linked";
import * as people from "./people";
import { press, type Scene, signedIn } from "./scene";

export const deviceAnswers: Answers = {
  keys: {
    ok: true,
    value: [
      { id: "6f0a2d1e-94c3-4f4b-9a52-7b1d0c5e8a10", volume: "system", kept_at: "2025-10-09T08:00:00Z" },
      { id: "0b8d4f7a-2c61-4a0e-8d53-1f9e6b2a7c44", volume: "data", kept_at: "2025-10-09T08:00:00Z" },
    ],
  },
  key: {
    ok: true,
    value: { groups: ["419122", "105457", "603174", "090068", "388399", "237743", "512908", "641520"] },
  },
};

const listed = (rows: DeviceView[], change: Partial<typeof devices> = {}) =>
  signedIn({ devices: { kind: "ready", value: { ...devices, devices: rows, ...change } } });
const page = "devices" as const;
const DISABLE = (name: string) => new RegExp(`^(Disable|Uitschakelen): ${name}`);
const KEYS = /^(Recovery keys|Herstelsleutels): /;
const SHOW = /^(Show key|Sleutel tonen)$/;

export const deviceScenes: Record<string, Scene> = {
  devices: { view: signedIn(), page },
  "devices-disabled-too": { view: signedIn(), page, steps: [press(/^(Show disabled|Uitgeschakelde apparaten)/)] },
  "devices-disable": { view: signedIn(), page, steps: [press(DISABLE("📱"))] },
  "devices-disable-here": {
    view: signedIn(),
    page,
    steps: [press(DISABLE("LAPTOP")), press(/^(Yes|Ja)$/)],
  },
  "devices-keys": { view: signedIn(), page, answers: deviceAnswers, steps: [press(KEYS), press(SHOW)] },
  "devices-keys-trouble": { view: signedIn(), page, steps: [press(KEYS)] },
  "devices-keys-forbidden": {
    view: listed([here, phone], { recovery_keys: { kind: "no", reason: "not_allowed_by_policy" } }),
    page,
  },
  "devices-none": { view: listed([]), page },
  "devices-only-disabled": { view: listed([old]), page },
  "devices-official-page": {
    view: listed([{ ...here, current: false }, phone], { disable: { kind: "hand_over" } }),
    page,
  },
  "devices-elsewhere": {
    view: people.view(people.online, {
      ...people.accountWith("view_devices", { kind: "hand_over" }),
      devices: { kind: "unavailable", reason: "not_consented" },
    }),
    page,
  },
  "devices-unavailable": { view: signedIn({ devices: { kind: "unavailable", reason: "not_consented" } }), page },
  "devices-offline": { view: signedIn({}, people.offline), page },
};
