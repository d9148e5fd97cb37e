import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { devices as en } from "../en/devices";

export const devices: Translated<typeof en> = {
  nav_devices: "Apparaten",
  overview_devices_text: "Computers en telefoons die bij uw account horen.",
  overview_devices_count: (n: number) => plural("nl", n, "1 apparaat", `${n} apparaten`),

  devices_intro: "Kent u elk apparaat hier? Schakel uit wat verloren of gestolen is, of wat u niet meer gebruikt.",
  devices_unavailable: "Uw apparaten kunnen hier niet worden getoond",
  devices_elsewhere: "Uw organisatie toont ze op een eigen pagina.",
  devices_open: "Apparaten in uw browser openen",
  devices_none: "Geen apparaten",
  devices_none_text: "Een computer staat hier zodra u zich er met Workpass aanmeldt.",
  devices_here: "Deze computer",
  devices_used: (when: string) => `Laatst gebruikt op ${when}`,
  devices_registered: "Van uzelf",
  devices_joined: "Van uw organisatie",
  devices_compliant: "Voldoet aan de regels van uw organisatie",
  devices_not_compliant: "Voldoet niet aan de regels",
  devices_off: "Uitgeschakeld",
  devices_off_since: (when: string) => `Uitgeschakeld op ${when}`,
  devices_show_off: (n: number) => `Uitgeschakelde apparaten tonen (${n})`,

  devices_disable: "Uitschakelen",
  devices_disable_named: (name: string) => `Uitschakelen: ${name}`,
  devices_disable_of: (name: string) => `${name} uitschakelen?`,
  devices_disable_text: "Workpass wordt er meteen afgemeld en kan zich er niet meer aanmelden.",
  devices_disable_browsers: "Elke browser vraagt u weer om de tweede stap, ook op uw andere computers.",
  devices_disable_undo: "Alleen een beheerder kan dit ongedaan maken.",
  devices_disable_here: "U werkt nu op dit apparaat",
  devices_disable_here_text: "U wordt hier meteen afgemeld. Om terug te komen hebt u een beheerder nodig.",
  devices_disable_know: "Ik weet dat ik me hier niet meer kan aanmelden",
  devices_disable_tick: "Vink dit eerst aan",
  devices_disable_elsewhere: "Uw organisatie schakelt apparaten uit op een eigen pagina.",
  devices_disabled_now: "Het apparaat is uitgeschakeld",

  keys: "Herstelsleutels",
  keys_of: (name: string) => `Herstelsleutels: ${name}`,
  keys_text:
    "Is het apparaat vergrendeld? Zoek de sleutel-id die op het scherm staat en typ daar die sleutel. Uw organisatie ziet wie een sleutel bekeek.",
  keys_id: "Sleutel-id",
  keys_system: "Systeemstation",
  keys_data: "Gegevensstation",
  keys_removable: "Verwisselbaar station",
  keys_show: "Sleutel tonen",
  keys_hidden: "Na vijf minuten wordt die weer verborgen.",
  keys_none: "Van dit apparaat worden geen herstelsleutels bewaard.",
};
