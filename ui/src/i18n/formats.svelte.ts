import { locale } from "./index.svelte";

/** How dates and times are written: a BCP 47 tag and a time zone, as the app decided. */
export class Formats {
  #tag = $state<string | null>(null);
  #zone = $state<string | null>(null);

  /** The tag that this computer can write; the language of the screens otherwise. */
  get tag(): string {
    return this.#tag ?? locale.tag;
  }

  /** Of the computer when undefined. */
  get zone(): string | undefined {
    return this.#zone !== null && isKnown(this.#zone) ? this.#zone : undefined;
  }

  /** A zone that was chosen and that this computer does not know: renamed, or newer than its data. */
  get unknown(): string | null {
    return this.#zone !== null && !isKnown(this.#zone) ? this.#zone : null;
  }

  follow(wanted: { locale: string; time_zone: string | null }): void {
    this.#tag = isTag(wanted.locale) ? wanted.locale : null;
    this.#zone = wanted.time_zone;
  }
}

export const formats = new Formats();

/** Whether this computer has the data of a time zone. */
export function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
