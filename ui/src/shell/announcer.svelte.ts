/** What the live regions say. They are in the page from load, because later ones are not heard. */
class Announcer {
  polite = $state("");
  assertive = $state("");
  #flip = false;

  /** Says it when the screen reader is done with what it reads now. */
  say(text: string): void {
    this.polite = this.#distinct(text);
  }

  /** Says it at once; for refusals only. */
  interrupt(text: string): void {
    this.assertive = this.#distinct(text);
  }

  /** The same text twice is announced twice only when it differs: a no-break space at the end. */
  #distinct(text: string): string {
    this.#flip = !this.#flip;
    return this.#flip ? text : `${text}\u00a0`;
  }
}

export const announcer = new Announcer();
