import axe from "axe-core";
import { tick } from "svelte";
import { afterEach, describe, expect, it } from "vitest";
import { scenes } from "../gallery/states";
import { perform } from "../gallery/steps";
import "../src/devices/Devices.svelte";
import "../src/loss/Loss.svelte";
import "../src/organizations/Organizations.svelte";
import "../src/security/wizards/all";
import "../src/signins/SignIns.svelte";
import { show } from "./show";

const settle = async () => {
  await tick();
  await new Promise((settled) => setTimeout(settled, 0));
  await tick();
};

describe.each(["dutch", "english"] as const)("every scene in %s", (language) => {
  afterEach(() => document.body.replaceChildren());

  it.each(Object.entries(scenes))(
    "%s has one heading, a language, and nothing that axe objects to",
    async (_, scene) => {
      const { container } = await show(scene, language);
      await perform(scene.steps ?? [], settle);

      expect(container.querySelectorAll("h1")).toHaveLength(1);
      expect(document.documentElement.lang).toBe(language === "dutch" ? "nl" : "en");
      expect(container.querySelectorAll("main")).toHaveLength(1);
      expect(container.textContent).not.toMatch(/undefined|\[object|NaN|Invalid Date/);

      // Colours need a real browser: `npm run gallery:check` looks at those.
      const { violations } = await axe.run(container, {
        resultTypes: ["violations"],
        rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
      });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
    },
  );
});
