import { createContext } from "svelte";
import type { Backend, Outcome } from "../backend/backend";
import type { AccountView, AppView, MethodChoice, OrganizationView, Possible, UiError } from "../backend/bindings";
import { reasonText } from "../design/words";
import { m } from "../i18n/index.svelte";
import { announcer } from "./announcer.svelte";

export type Page =
  | "overview"
  | "profile"
  | "security"
  | "password"
  | "devices"
  | "organizations"
  | "sign_ins"
  | "terms"
  | "settings"
  | "loss";

/** Something to do on a screen for the sake of another one, which is gone back to. */
export interface Errand {
  back: Page;
  /** The method to add. */
  add?: MethodChoice;
}

/** What the window shows: the newest view of the app, where in it the person is, and what was last refused. */
export class App {
  view = $state.raw<AppView | null>(null);
  page = $state<Page>("overview");
  /** Counts every navigation, so that going to the page one is on moves the focus to its heading too. */
  visit = $state(0);
  photo = $state.raw<string | null>(null);
  /** A refusal of an action that has no place of its own on the screen. */
  refusal = $state.raw<UiError | null>(null);
  /** The dialog of signing out everywhere is open; it can be asked for on several screens. */
  askingEverywhere = $state(false);
  thisRunNoticeSeen = $state(false);
  /** Where the person wants to go, while asked whether to lose what the screen of now holds. */
  leaving = $state<Page | null>(null);
  /** Why the person is on this screen, if another one sent them. */
  errand = $state.raw<Errand | null>(null);

  readonly backend: Backend;
  #photoOf: string | null = null;
  #loses: (() => string | null) | null = null;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  /** Listens first and asks then, so that nothing in between is missed. */
  async start(): Promise<() => void> {
    const stop = await this.backend.onView((view) => this.receive(view));
    this.receive(await this.backend.view());
    return stop;
  }

  /** Takes a view unless a newer one is there. */
  receive(view: AppView): void {
    if (this.view !== null && view.revision < this.view.revision) return;
    const before = this.view?.session.state;
    this.view = view;
    if (before !== undefined && before !== view.session.state) this.#sessionChanged(view);
    void this.#followPhoto(view.account);
  }

  get account(): AccountView | null {
    return this.view?.account ?? null;
  }

  get offline(): boolean {
    const session = this.view?.session;
    return session?.state === "signed_in" && session.reach.kind === "offline";
  }

  /** Why nothing can be changed now, if so: what is shown is only the last-known (B-208). */
  get blocked(): string | null {
    if (this.offline) return reasonText("offline");
    return this.view?.session.state === "signed_in" ? null : m.resuming_title;
  }

  /** Why a control is disabled; `null` when it is not. */
  obstacle(possible: Possible): string | null {
    if (possible.kind === "no") return reasonText(possible.reason);
    return possible.kind === "yes" ? this.blocked : null;
  }

  go(page: Page, errand: Errand | null = null): void {
    if (this.#loses?.()) {
      this.leaving = page;
      return;
    }
    this.page = page;
    this.errand = errand;
    this.visit += 1;
    this.refusal = null;
    // A guest's password is home's (B-18).
    const home = page === "password" && this.organizations.find((one) => one.home && one.switch === "possible");
    if (home) void this.switchTo(home.id);
  }

  /** Those that are known, the one that is shown among them. */
  get organizations(): OrganizationView[] {
    const section = this.account?.organizations;
    return section?.kind === "ready" ? section.value.organizations : [];
  }

  /** What an organization is called: with its domain where another one is called the same. */
  nameOf(one: OrganizationView): string {
    const same = this.organizations.filter(({ name }) => name === one.name);
    return same.length > 1 ? m.orgs_name(one.name, one.domain) : one.name;
  }

  /** Why another organization cannot be opened now, if so. One whose session is there needs no network. */
  unopenable(one: OrganizationView): string | null {
    return one.without_sign_in && this.offline ? null : this.blocked;
  }

  /** Shows another organization. Who cancels is where they were, and knows. */
  async switchTo(id: string): Promise<void> {
    const there = this.organizations.find((one) => one.id === id);
    const name = there ? this.nameOf(there) : "";
    if (await this.run(this.backend.switchOrganization(id))) announcer.say(m.orgs_now(name));
    else if (this.refusal?.code === "step_up_cancelled") this.refusal = null;
  }

  /** A screen that holds something says what would be lost by leaving it; the returned function ends that. */
  hold(loses: () => string | null): () => void {
    this.#loses = loses;
    return () => {
      if (this.#loses === loses) this.#loses = null;
    };
  }

  /** Leaves after all, to where the person wanted to go. */
  leave(): void {
    const page = this.leaving;
    this.#loses = null;
    this.leaving = null;
    if (page !== null) this.go(page);
  }

  stay(): void {
    this.leaving = null;
  }

  /** Runs an action that shows its effect by a new view; a refusal is shown above the page. */
  async run(action: Promise<Outcome<null>>): Promise<boolean> {
    this.refusal = null;
    const outcome = await action;
    if (!outcome.ok && outcome.error.code !== "busy") this.refusal = outcome.error;
    return outcome.ok;
  }

  #sessionChanged(view: AppView): void {
    this.refusal = null;
    // Also on the way back home from another organization.
    if (["signed_in", "resuming", "starting"].includes(view.session.state)) return;
    this.page = "overview";
    this.errand = null;
    this.askingEverywhere = false;
    this.thisRunNoticeSeen = false;
    this.leaving = null;
  }

  async #followPhoto(account: AccountView | null): Promise<void> {
    const wanted = account?.person.photo ?? null;
    if (wanted === this.#photoOf) return;
    this.#photoOf = wanted;
    this.photo = null;
    if (wanted === null) return;
    const outcome = await this.backend.photo();
    if (outcome.ok && this.#photoOf === wanted) this.photo = outcome.value;
  }
}

export const [useApp, provideApp] = createContext<App>();
