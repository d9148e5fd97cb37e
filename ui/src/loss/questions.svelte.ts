import { SvelteSet } from "svelte/reactivity";
import type { Backend } from "../backend/backend";
import type { LossHow, LossMethodView, LossWayIn, LostPhoneView, UiError } from "../backend/bindings";

/** A method within its list: an id stands for one method of a kind. */
export const methodKey = ({ kind, id }: Pick<LossMethodView, "kind" | "id">) => `${kind} ${id}`;

/** The three questions. What was answered stays when one goes back. */
export class Questions {
  step = $state(0);
  how = $state<LossHow>("lost");
  /** The id of the phone, `null` for one that is not listed: the list may change while it is asked. */
  #phone = $state.raw<string | null>(null);
  readonly onIt = new SvelteSet<string>();
  busy = $state(false);
  error = $state.raw<UiError | null>(null);
  readonly #backend: Backend;
  readonly #lost: () => LostPhoneView;

  constructor(backend: Backend, lost: () => LostPhoneView) {
    this.#backend = backend;
    this.#lost = lost;
    this.choosePhone(0);
  }

  /** Which of the phones that are listed now; the last one is another phone. */
  get phone(): number {
    const { phones } = this.#lost();
    const index = phones.findIndex(({ id }) => id === this.#phone);
    return index < 0 ? phones.length - 1 : index;
  }

  happened(how: LossHow): void {
    this.how = how;
    this.step = 1;
  }

  /** What is known of the phone answers what was on it; the person corrects it. */
  choosePhone(index: number): void {
    const { phones, methods } = this.#lost();
    this.#phone = phones[index]?.id ?? null;
    const suggested = phones[index]?.suggested ?? [];
    this.onIt.clear();
    for (const method of methods) if (suggested.includes(method.id)) this.onIt.add(methodKey(method));
  }

  toggle(method: LossMethodView, isOnIt: boolean): void {
    if (isOnIt) this.onIt.add(methodKey(method));
    else this.onIt.delete(methodKey(method));
  }

  /** What still answers a second step without the phone. */
  get atHand(): LossMethodView[] {
    return this.#lost().ways_in.filter((way) => !this.onIt.has(methodKey(way)));
  }

  next(): void {
    this.step = 2;
  }

  back(): void {
    this.step -= 1;
    this.error = null;
  }

  async begin(way: LossWayIn): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    const { phones, methods } = this.#lost();
    const outcome = await this.#backend.beginLossPlan({
      how: this.how,
      phone: phones[this.phone]?.id ?? null,
      methods: methods.filter((one) => this.onIt.has(methodKey(one))).map(({ id, kind }) => ({ id, kind })),
      way_in: way,
    });
    this.busy = false;
    if (!outcome.ok) this.error = outcome.error;
    return outcome.ok;
  }
}
