import { tauriBackend } from "./backend/tauri";
import { catalogues, languageOf } from "./i18n/catalogues";
import "./design/tokens.css";
import "./design/base.css";

// The document is the first picture already: the mark, in the colours of the desktop. So the window comes now, and
// while it does the screens are loaded, and the words in the language that the app names. Not by animation frames: a
// hidden window has none.
void tauriBackend.uiReady();
const words = tauriBackend.view().then(({ locale }) => catalogues.fetch(languageOf(locale)));
void Promise.all([import("./screens"), words]).then(([{ show }]) => show(tauriBackend));
