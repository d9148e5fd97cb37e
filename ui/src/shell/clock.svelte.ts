/** The time of now for screens that count down: ticks once a second while something reads it. */
import { createSubscriber } from "svelte/reactivity";

export class Clock {
  readonly #now: () => number;
  readonly #subscribe: () => void;

  constructor(now: () => number = () => Date.now()) {
    this.#now = now;
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, 1000);
      return () => clearInterval(timer);
    });
  }

  get now(): number {
    this.#subscribe();
    return this.#now();
  }

  /** Whole seconds until `time` (RFC 3339); 0 once it has passed or when it cannot be read. */
  secondsUntil(time: string): number {
    const left = (Date.parse(time) - this.now) / 1000;
    return Number.isFinite(left) ? Math.max(0, Math.ceil(left)) : 0;
  }
}

export const clock = new Clock();
