import { mount, tick } from "svelte";
import App from "./App.svelte";
import { tauriBackend } from "./backend/tauri";
import "./design/tokens.css";
import "./design/base.css";
import { App as State } from "./shell/app.svelte";

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no element for the app");

const state = new State(tauriBackend);
mount(App, { target, props: { app: state } });

// The window is hidden until the first true screen stands in the document. Not by animation frames: a hidden
// window has none.
state
  .start()
  .then(tick)
  .finally(() => void tauriBackend.uiReady());
