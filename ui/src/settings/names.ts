/** The languages that can be added to the preferred ones; others that somebody has are shown as well. */
export const LANGUAGES =
  "nl fy en de fr es it pt pl ro bg hu cs sk sl hr sr bs sq mk sv nb da fi et lv lt el tr uk ru ar he fa ps ku ti am so ur hi pa bn ta zh ja ko id ms vi th sw pap ca eu gl ga cy is mt lb ka hy az kk".split(
    " ",
  );

/** The regional formats that are offered. */
export const REGIONS =
  "nl-NL nl-BE fy-NL en-GB en-US en-IE en-AU en-CA en-IN en-ZA de-DE de-AT de-CH fr-FR fr-BE fr-CH fr-CA es-ES es-MX it-IT pt-PT pt-BR pl-PL ro-RO bg-BG hu-HU cs-CZ sk-SK sl-SI hr-HR sv-SE nb-NO da-DK fi-FI et-EE lv-LV lt-LT el-GR tr-TR uk-UA ru-RU ar-MA he-IL fa-IR hi-IN zh-CN zh-TW ja-JP ko-KR id-ID vi-VN th-TH".split(
    " ",
  );

/** What a tag is called in a language; the tag itself when nobody knows. */
export function nameOf(tag: string, language: string): string {
  try {
    const names = new Intl.DisplayNames(language, { type: "language", languageDisplay: "standard" });
    const name = names.of(tag) ?? tag;
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  } catch {
    return tag;
  }
}

/** Tags with their names, in the order of the names. */
export function named(tags: readonly string[], language: string): [string, string][] {
  const { compare } = new Intl.Collator(language);
  return tags.map((tag): [string, string] => [tag, nameOf(tag, language)]).sort(([, a], [, b]) => compare(a, b));
}

/** What engines list by the name of before: the city was renamed, or is spelled in another way by now. */
const RENAMED: Record<string, string> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

/** A zone by its name of today, where this computer knows that one. */
function ofToday(zone: string): string {
  const name = RENAMED[zone];
  return name !== undefined && offset(name, new Date()) !== "" ? name : zone;
}

/** The zones this computer knows, and `more`. */
export function zones(more: string | null): string[] {
  const known = new Set(["UTC", ...Intl.supportedValuesOf("timeZone").map(ofToday)]);
  if (more !== null) known.add(more);
  return [...known].sort();
}

/** How far a zone is from UTC at a moment: `UTC+05:45`. Empty for a zone that this computer does not know. */
export function offset(zone: string, at: Date): string {
  try {
    const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(at);
    const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
    return name === "GMT" ? "UTC+00:00" : name.replace("GMT", "UTC");
  } catch {
    return "";
  }
}

/** Whether every word somebody looks for is in the name of a zone or its offset. */
export function matches(zone: string, distance: string, search: string): boolean {
  const text = `${zone} ${zone.replaceAll("_", " ")} ${distance}`.toLocaleLowerCase("en");
  return search
    .toLocaleLowerCase("en")
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** A list with one of its entries a place further up or down; as it was when there is no such place. */
export function moved(list: readonly string[], entry: string, by: 1 | -1): string[] {
  const at = list.indexOf(entry);
  const to = at + by;
  if (at < 0 || to < 0 || to >= list.length) return [...list];
  const others = list.filter((other) => other !== entry);
  return [...others.slice(0, to), entry, ...others.slice(to)];
}
