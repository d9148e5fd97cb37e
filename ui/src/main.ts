import { tauriBackend } from "./backend/tauri";
import "./design/tokens.css";
import "./design/base.css";

// The document is the first picture already: the mark, in the colours of the desktop. So the window comes now, and
// while it does the screens are loaded and the app is asked. Not by animation frames: a hidden window has none.
void tauriBackend.uiReady();
void import("./screens").then(({ show }) => show(tauriBackend));
