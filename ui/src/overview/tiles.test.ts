import { describe, expect, it } from "vitest";
import * as people from "../../gallery/people";
import { mood, thingsToDo } from "./state";
import { profileTile, securityTile, termsTile } from "./tiles";

const ready = <T>(value: T) => ({ kind: "ready", value }) as const;
const terms = (documents: (typeof people.house)[]) =>
  ready({ documents, pending: documents.filter((item) => item.pending).length, accept: { kind: "yes" } as const });

describe("the tiles", () => {
  it("count the methods for resetting the password", () => {
    expect(securityTile(ready(people.emailOnly))).toEqual({
      state: "attention",
      status: "1 of 2 methods for password reset",
    });
    expect(securityTile(ready(people.wellProtected)).state).toBe("good");
  });

  it("count methods when the organization does not say how many are needed", () => {
    const some = { ...people.wellProtected, reset: null };
    expect(securityTile(ready(some))).toEqual({ state: "good", status: "3 methods" });
    expect(securityTile(ready({ ...some, methods: [] })).state).toBe("attention");
  });

  it("count the documents to accept", () => {
    expect(termsTile(terms([people.house, people.acceptedItem])).status).toBe("1 document to accept");
    expect(termsTile(terms([people.acceptedItem])).state).toBe("good");
    expect(termsTile(terms([])).status).toBe("No terms of use");
  });

  it("say why something is not there", () => {
    const tile = profileTile({ kind: "unavailable", reason: "no_directory" });
    expect(tile.state).toBe("unavailable");
    expect(tile.reason).toMatch(/does not offer/);
  });
});

describe("am I all right?", () => {
  const account = { ...people.account, security: ready(people.wellProtected), terms: terms([people.acceptedItem]) };

  it("is yes only when everything was read and nothing is to be done", () => {
    expect(mood(account)).toBe("all_right");
    expect(mood({ ...account, terms: { kind: "loading" } })).toBe("loading");
    expect(mood({ ...account, terms: { kind: "unavailable", reason: "offline" } })).toBe("unsure");
  });

  it("counts one thing per tile", () => {
    expect(thingsToDo({ ...account, security: ready(people.emailOnly) })).toBe(1);
    expect(thingsToDo({ ...account, security: ready(people.emailOnly), terms: terms([people.house]) })).toBe(2);
    expect(mood({ ...account, terms: terms([people.house]), security: { kind: "loading" } })).toBe("to_do");
  });
});
