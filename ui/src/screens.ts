import { mount } from "svelte";
import App from "./App.svelte";
import type { Backend } from "./backend/backend";
import { App as State } from "./shell/app.svelte";

/** The screens in the place of the first picture. Until the app has said what to show they look the same. */
export function show(backend: Backend): void {
  const target = document.getElementById("app");
  if (target === null) throw new Error("index.html has no element for the app");
  const state = new State(backend);
  target.replaceChildren();
  mount(App, { target, props: { app: state } });
  void state.start();
}
