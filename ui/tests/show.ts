import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import type { Scene } from "../gallery/scene";
import { scenes } from "../gallery/states";
import AppRoot from "../src/App.svelte";
import { FakeBackend, localeFor } from "../src/backend/fake";
import { App } from "../src/shell/app.svelte";

export type Shown = {
  app: App;
  backend: FakeBackend;
  user: ReturnType<typeof userEvent.setup>;
  container: HTMLElement;
};

/** The whole window on a twin of the app, as a scene of the gallery has it; its steps are not done. */
export async function show(scene: string | Scene, language: "dutch" | "english" = "english"): Promise<Shown> {
  const found = typeof scene === "string" ? scenes[scene] : scene;
  if (found === undefined) throw new Error(`no scene ${scene}`);
  const preferences = { ...found.view.preferences, language, theme: "system" } as const;
  const view = { ...found.view, preferences, locale: localeFor(language) };
  const backend = new FakeBackend(view, { ...found.answers });
  const app = new App(backend);
  if (found.page !== undefined) app.page = found.page;
  const { container } = render(AppRoot, { app });
  await app.start();
  await screen.findByRole("heading", { level: 1 });
  return { app, backend, user: userEvent.setup(), container };
}

export function named(backend: FakeBackend): string[] {
  return backend.calls.map(([name]) => String(name));
}
