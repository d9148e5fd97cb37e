import { describe, expect, it } from "vitest";
import * as people from "../../gallery/people";
import type { AppView } from "../backend/bindings";
import { FakeBackend } from "../backend/fake";
import { App } from "./app.svelte";

const signedIn = people.view(people.online, people.account);

function at(revision: number, change: Partial<AppView> = {}): AppView {
  return { ...signedIn, revision, ...change };
}

describe("the state of the window", () => {
  it("drops a view that is older than the one it has", () => {
    const app = new App(new FakeBackend(signedIn));
    app.receive(at(5));
    app.receive(at(4, { session: { state: "completing" } }));
    expect(app.view?.revision).toBe(5);
    expect(app.view?.session.state).toBe("signed_in");
  });

  it("listens before it asks, so that nothing in between is missed", async () => {
    const backend = new FakeBackend(at(1));
    const app = new App(backend);
    const answer = backend.view();
    backend.view = async () => {
      backend.emit({ session: { state: "completing" } });
      return answer;
    };
    await app.start();
    expect(app.view?.session.state).toBe("completing");
  });

  it("fetches the photo once per change and drops it with the account", async () => {
    const backend = new FakeBackend(signedIn, { photo: "data:image/png;base64,AAAA" });
    const app = new App(backend);
    const withPhoto = { ...people.account, person: { ...people.account.person, photo: "etag-1" } };
    app.receive(at(1, { account: withPhoto }));
    app.receive(at(2, { account: withPhoto }));
    await Promise.resolve();
    await Promise.resolve();
    expect(backend.calls).toEqual([["photo"]]);
    expect(app.photo).toBe("data:image/png;base64,AAAA");
    app.receive(at(3, { account: null }));
    expect(app.photo).toBeNull();
  });

  it("goes back to the overview and closes what was asked when the session ends", () => {
    const app = new App(new FakeBackend(signedIn));
    app.receive(at(1));
    app.go("security");
    app.askingEverywhere = true;
    app.receive(
      at(2, {
        session: { state: "signed_out", why: "everywhere", error: null, doors: people.doors, left_behind: false },
        account: null,
      }),
    );
    expect([app.page, app.askingEverywhere]).toEqual(["overview", false]);
  });

  it("stays on the page when a resumed session becomes a full one", () => {
    const app = new App(new FakeBackend(signedIn));
    app.receive(at(1, { session: { state: "resuming", user_name: null } }));
    app.go("profile");
    app.receive(at(2));
    expect(app.page).toBe("profile");
  });

  it("b208 has a reason for everything that writes while offline", () => {
    const app = new App(new FakeBackend(signedIn));
    app.receive(at(1));
    expect(app.obstacle({ kind: "yes" })).toBeNull();
    app.receive(at(2, { session: people.offline }));
    expect(app.obstacle({ kind: "yes" })).toMatch(/offline/);
    expect(app.obstacle({ kind: "no", reason: "limit_reached" })).toMatch(/maximum/);
  });

  it("shows a refusal of an action, but not that it is under way already", async () => {
    const app = new App(new FakeBackend(signedIn));
    await app.run(Promise.resolve({ ok: false, error: { code: "busy" } }));
    expect(app.refusal).toBeNull();
    await app.run(Promise.resolve({ ok: false, error: { code: "browser_not_opened" } }));
    expect(app.refusal).toEqual({ code: "browser_not_opened" });
  });
});
