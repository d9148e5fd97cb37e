import { tauriBackend } from "./backend/tauri";
import { catalogues, languageOf } from "./i18n/catalogues";
import "./design/tokens.css";
import "./design/base.css";

// The document is the first picture already: the mark, in the colours of the desktop. So the window comes now, and
// while it does the screens are loaded, and the words in the language that the app names. Not by animation frames: a
// hidden window has none.
void tauriBackend.uiReady();
const locale = tauriBackend.view().then(async (view) => {
  await catalogues.fetch(languageOf(view.locale));
  return view.locale;
});
void Promise.all([import("./screens"), locale]).then(([{ show }, tag]) => show(tauriBackend, tag));
