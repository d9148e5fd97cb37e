import { describe, expect, it } from "vitest";
import { LANGUAGES, matches, moved, named, nameOf, offset, REGIONS, zones } from "./names";

describe("names", () => {
  it("are in the language of the screens and in its order", () => {
    expect(nameOf("nl-BE", "nl-NL")).toBe("Nederlands (België)");
    expect(nameOf("fy", "en-GB")).toBe("Western Frisian");
    expect(named(["nl", "de", "en"], "nl-NL").map(([tag]) => tag)).toEqual(["de", "en", "nl"]);
  });

  it("are the tag itself where there is none", () => {
    expect(nameOf("not a tag", "en-GB")).toBe("not a tag");
  });

  it.each([...LANGUAGES, ...REGIONS])("know %s", (tag) => {
    expect(nameOf(tag, "en-GB")).not.toBe(tag);
  });
});

describe("B-178: time zones", () => {
  const winter = new Date("2026-11-22T12:00:00Z");
  const summer = new Date("2026-07-22T12:00:00Z");

  it("have their offset of the moment", () => {
    expect(["Europe/Amsterdam", "Asia/Kathmandu", "UTC", "Pacific/Kiritimati"].map((z) => offset(z, winter))).toEqual([
      "UTC+01:00",
      "UTC+05:45",
      "UTC+00:00",
      "UTC+14:00",
    ]);
    expect(offset("Europe/Amsterdam", summer)).toBe("UTC+02:00");
    expect(offset("Europe/Newly_Named", winter)).toBe("");
  });

  it("are found by city, by part and by offset", () => {
    expect(matches("America/New_York", "UTC-05:00", "new york")).toBe(true);
    expect(matches("America/New_York", "UTC-05:00", "york america")).toBe(true);
    expect(matches("America/New_York", "UTC-05:00", "-05")).toBe(true);
    expect(matches("America/New_York", "UTC-05:00", "amsterdam")).toBe(false);
  });

  it("that were renamed have their name of today", () => {
    const all = zones(null);
    expect(["Europe/Kyiv", "Asia/Kolkata", "Asia/Kathmandu"].filter((zone) => !all.includes(zone))).toEqual([]);
    expect(["Europe/Kiev", "Asia/Calcutta", "Asia/Katmandu"].filter((zone) => all.includes(zone))).toEqual([]);
  });

  it("have the one that is set, also when this computer does not know it", () => {
    expect(zones("Europe/Newly_Named")).toContain("Europe/Newly_Named");
    expect(zones(null)).toContain("Europe/Amsterdam");
    expect(new Set(zones("UTC")).size).toBe(zones("UTC").length);
  });
});

describe("B-178: the order of languages", () => {
  it("changes by one place, and not beyond the ends", () => {
    expect(moved(["a", "b", "c"], "b", -1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], "b", 1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b"], "a", -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], "x", 1)).toEqual(["a", "b"]);
  });
});
