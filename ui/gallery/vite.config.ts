import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { icons } from "../build/icons";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Every screen in every state, for looking at; never part of the app. Built under the app's own content security policy. */
export default defineConfig({
  root: here,
  base: "./",
  plugins: [icons(), svelte({ configFile: fileURLToPath(new URL("../svelte.config.js", import.meta.url)) })],
  server: { port: 1421, fs: { allow: ["../.."] } },
  preview: { port: 1421, strictPort: true },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: ["chrome111", "safari16.4", "firefox115"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
