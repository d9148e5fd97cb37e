import { formats } from "./formats.svelte";

/** A day, in words: "3 November 2026". An unreadable time gives the text as it came. */
export function day(time: string): string {
  return format(time, { dateStyle: "long" });
}

/** A day with the hour: "3 November 2026 at 09:12". */
export function moment(time: string): string {
  return format(time, { dateStyle: "long", timeStyle: "short" });
}

/** A time with its day only when that is not today. */
export function recent(time: string, now: Date): string {
  return dayOf(new Date(time)) === dayOf(now) ? format(time, { timeStyle: "short" }) : moment(time);
}

function format(time: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return new Intl.DateTimeFormat(formats.tag, { ...options, timeZone: formats.zone }).format(date);
}

/** Which day it is where the person is. */
function dayOf(date: Date): string | null {
  if (Number.isNaN(date.getTime())) return null;
  return new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone: formats.zone }).format(date);
}

/** `9:05`, for a clock that counts down; never below zero. */
export function countdown(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}
