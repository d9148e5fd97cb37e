import { mount } from "svelte";
import App from "./App.svelte";
import type { Backend } from "./backend/backend";
import { locale } from "./i18n/index.svelte";
import { App as State } from "./shell/app.svelte";

/**
 * The screens in the place of the first picture. Until the app has said what to show they look the same. The words of
 * `tag` have to be here already: the first screen is drawn with them.
 */
export function show(backend: Backend, tag: string): void {
  const target = document.getElementById("app");
  if (target === null) throw new Error("index.html has no element for the app");
  const state = new State(backend);
  target.replaceChildren();
  // Takes effect at once, because nothing has to be fetched any more.
  void locale.follow(tag);
  mount(App, { target, props: { app: state } });
  void state.start();
}
