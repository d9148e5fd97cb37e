import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";
import { icons } from "./build/icons";
import { cssHash } from "./build/scopes";
import { shortKeys } from "./build/short-keys";

export default defineConfig({
  plugins: [icons(), svelte({ compilerOptions: { cssHash } }), svelteTesting(), shortKeys()],
  clearScreen: false,
  server: { port: 5173, strictPort: true, fs: { allow: ["..", "."] } },
  build: {
    target: ["chrome111", "safari16.4", "firefox115"],
    // The content security policy forbids anything inline.
    assetsInlineLimit: 0,
    // Everything comes from this computer: nothing is gained by asking for it beforehand, or for styles by the piece.
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: true,
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    // Generous, because other work shares the processors; nothing here waits for long by itself.
    testTimeout: 60_000,
    setupFiles: ["tests/setup.ts"],
  },
});
