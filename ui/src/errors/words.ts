import { m } from "../i18n/index.svelte";

/** Seconds in words, rounded up to minutes from two minutes on. */
export function duration(seconds: number): string {
  return seconds < 120
    ? m.counted_seconds(Math.max(0, Math.ceil(seconds)))
    : m.counted_minutes(Math.ceil(seconds / 60));
}
