import { describe, expect, it } from "vitest";
import { addressParts, codeGroups, shownGroups, spelled } from "./userCode";

describe("the code", () => {
  it("stands as the authority wrote it when it is grouped", () => {
    expect(shownGroups("BCDF-GHJK")).toEqual(["BCDF-GHJK"]);
  });

  it("is grouped when it is not", () => {
    expect(shownGroups("E5RN7XG4S")).toEqual(["E5R", "N7X", "G4S"]);
    expect(codeGroups("BCDFGHJK")).toEqual(["BCDF", "GHJK"]);
  });

  it("is spelled for those who listen", () => {
    expect(spelled("BCDF-GHJK")).toBe("B C D F, G H J K");
  });

  it("keeps every letter whatever it looks like", () => {
    for (const code of ["A", "", "A-B-C", "12345", "A B"]) {
      expect(codeGroups(code).join("")).toBe(code.replace(/[-\s]/g, ""));
    }
  });
});

describe("the address", () => {
  it("may break after dots and slashes and loses nothing", () => {
    expect(addressParts("microsoft.com/devicelogin")).toEqual(["microsoft.", "com/", "devicelogin"]);
  });
});
