import { afterEach, describe, expect, it } from "vitest";
import { day, moment, recent } from "./format";
import { formats } from "./formats.svelte";

const here = { locale: "en-GB", time_zone: null };
const at = (time_zone: string, locale = "en-GB") => formats.follow({ locale, time_zone });

afterEach(() => formats.follow(here));

describe("B-178: dates follow the time zone", () => {
  /** An hour before clocks in Europe go forward, and at that moment. */
  const before = "2026-03-29T00:59:59Z";
  const after = "2026-03-29T01:00:00Z";

  it("over the hour that is not there in spring", () => {
    at("Europe/Amsterdam");
    expect([moment(before), moment(after)]).toEqual(["29 March 2026 at 01:59", "29 March 2026 at 03:00"]);
  });

  it("and the hour that comes twice in autumn", () => {
    at("Europe/Amsterdam");
    expect([moment("2026-10-25T00:30:00Z"), moment("2026-10-25T01:30:00Z")]).toEqual([
      "25 October 2026 at 02:30",
      "25 October 2026 at 02:30",
    ]);
  });

  it.each([
    ["Pacific/Kiritimati", "29 March 2026 at 14:59", "29 March 2026"],
    ["Etc/GMT+12", "28 March 2026 at 12:59", "28 March 2026"],
    ["Asia/Kolkata", "29 March 2026 at 06:29", "29 March 2026"],
    ["Asia/Kathmandu", "29 March 2026 at 06:44", "29 March 2026"],
    ["Australia/Lord_Howe", "29 March 2026 at 11:59", "29 March 2026"],
    ["America/Los_Angeles", "28 March 2026 at 17:59", "28 March 2026"],
    ["UTC", "29 March 2026 at 00:59", "29 March 2026"],
  ])("in %s", (zone, whole, dayOnly) => {
    at(zone);
    expect([moment(before), day(before)]).toEqual([whole, dayOnly]);
  });

  it("also in what is today", () => {
    const now = new Date("2026-11-22T22:30:00Z");
    at("Etc/GMT+12");
    expect(recent("2026-11-22T11:00:00Z", now)).toBe("21 November 2026 at 23:00");
    at("Europe/Amsterdam");
    expect(recent("2026-11-22T11:00:00Z", now)).toBe("12:00");
  });
});

describe("B-178: the regional format", () => {
  it("decides how a date is written, whatever the language of the screens is", () => {
    at("UTC", "de-DE");
    expect(day("2026-11-22T09:00:00Z")).toBe("22. November 2026");
    at("UTC", "en-US");
    expect(moment("2026-11-22T19:05:00Z")).toMatch(/^November 22, 2026 at 7:05\sPM$/);
  });
});

describe("what this computer cannot do", () => {
  it("falls back, and says which zone it does not know", () => {
    formats.follow({ locale: "not a tag", time_zone: "Europe/Newly_Named" });
    expect([formats.zone, formats.unknown]).toEqual([undefined, "Europe/Newly_Named"]);
    expect(day("2026-11-22T12:00:00Z")).toBe("22 November 2026");
    at("Europe/Amsterdam");
    expect(formats.unknown).toBeNull();
  });

  it("shows a time that cannot be read as it came", () => {
    at("Asia/Kolkata");
    expect([day("soon"), moment(""), recent("x", new Date())]).toEqual(["soon", "", "x"]);
  });
});
