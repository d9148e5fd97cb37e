import { mount } from "svelte";
import App from "./App.svelte";
import { tauriBackend } from "./backend/tauri";
import "./design/tokens.css";
import "./design/base.css";
import { App as State } from "./shell/app.svelte";

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no element for the app");

const state = new State(tauriBackend);
mount(App, { target, props: { app: state } });
void state.start();

// The window is hidden until something is painted: two frames, so that the first is certainly on the screen.
requestAnimationFrame(() => requestAnimationFrame(() => void tauriBackend.uiReady()));
