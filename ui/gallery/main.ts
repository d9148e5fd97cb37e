import { mount } from "svelte";
import AppRoot from "../src/App.svelte";
import { FakeBackend } from "../src/backend/fake";
import "../src/design/tokens.css";
import "../src/design/base.css";
import { catalogues } from "../src/i18n/catalogues";
import { locale } from "../src/i18n/index.svelte";
import { App } from "../src/shell/app.svelte";
import Errors from "./Errors.svelte";
import { errorScenes } from "./errors";
import { scenes } from "./states";
import { perform } from "./steps";

const target = document.querySelector<HTMLElement>("#app");
const asked = new URLSearchParams(location.search);
const scene = scenes[asked.get("scene") ?? ""];
const errors = errorScenes[asked.get("scene") ?? ""];
const tag = asked.get("language") === "nl" ? "nl-NL" : "en-GB";

if (target !== null && errors !== undefined) {
  await Promise.all([catalogues.fetch("en"), catalogues.fetch("nl")]);
  await locale.follow(tag);
  document.documentElement.lang = tag.slice(0, 2);
  mount(Errors, { target, props: { errors } });
  document.documentElement.dataset.settled = "true";
} else if (target !== null && scene !== undefined) {
  const view = {
    ...scene.view,
    preferences: {
      language: asked.get("language") === "nl" ? "dutch" : "english",
      theme: asked.get("theme") === "dark" ? "dark" : "light",
      regional_format: null,
      time_zone: null,
    } as const,
    locale: tag,
    formats: { ...scene.view.formats, locale: scene.view.formats.locale === "en-GB" ? tag : scene.view.formats.locale },
  };
  await Promise.all([catalogues.fetch("en"), catalogues.fetch("nl")]);
  const app = new App(new FakeBackend(view, scene.answers));
  if (scene.page !== undefined) app.page = scene.page;
  mount(AppRoot, { target, props: { app } });
  await app.start();
  await perform(scene.steps ?? [], () => new Promise((settled) => setTimeout(settled, 30)));
  document.documentElement.dataset.settled = "true";
} else if (target !== null) {
  for (const name of [...Object.keys(scenes), ...Object.keys(errorScenes)]) {
    const line = document.createElement("p");
    line.append(`${name}: `);
    for (const language of ["nl", "en"]) {
      for (const theme of ["light", "dark"]) {
        const link = document.createElement("a");
        link.href = `?scene=${name}&language=${language}&theme=${theme}`;
        link.textContent = `${language} ${theme}`;
        line.append(link, " ");
      }
    }
    target.append(line);
  }
}
