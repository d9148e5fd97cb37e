import type { Backend } from "../backend/backend";
import type { DefaultOption, DefaultOptionName, MethodView, UiError } from "../backend/bindings";

/** Deleting a method: what has to be settled first, and then the deletion itself (B-27 … B-29). */
export class Deletion {
  readonly method: MethodView;
  /** The new default sign-in method, where one has to be chosen first. */
  newDefault = $state<DefaultOptionName | undefined>();
  /** The person said that they know it is the last way in. */
  understood = $state(false);
  busy = $state(false);
  error = $state.raw<UiError | null>(null);
  /** Yes was pressed before everything was settled. */
  unsettled = $state(false);
  readonly #backend: Backend;
  readonly #listed: () => boolean;
  /** The list of now says that it is the last way in, which the one that was shown did not. */
  #warned = $state(false);
  /** The default was changed already; a second try must not ask for it again. */
  #moved = false;

  /** `listed`: whether the list of now has the method. */
  constructor(backend: Backend, method: MethodView, listed: () => boolean) {
    this.#backend = backend;
    this.#listed = listed;
    this.method = method;
    this.newDefault = method.effect.new_default?.option;
  }

  get lacksDefault(): boolean {
    return this.method.effect.needs_new_default && this.newDefault === undefined;
  }

  get isLastWayIn(): boolean {
    return this.method.effect.last_way_in || this.#warned;
  }

  get lacksConsent(): boolean {
    return this.isLastWayIn && !this.understood;
  }

  /** Yes: `true` when the method is gone. */
  async confirm(): Promise<boolean> {
    if (this.busy) return false;
    this.unsettled = this.lacksDefault || this.lacksConsent;
    if (this.unsettled) return false;
    this.busy = true;
    this.error = null;
    const refusal = (await this.#moveDefault()) ?? (await this.#remove());
    this.busy = false;
    // Somebody else was quicker; not found while the list has it is no deletion.
    if (refusal === null || (refusal.code === "method_not_found" && !this.#listed())) return true;
    if (refusal.code === "last_way_in" && !this.#warned) this.#warned = true;
    else this.error = refusal;
    return false;
  }

  async #moveDefault(): Promise<UiError | null> {
    if (!this.method.effect.needs_new_default || this.#moved || this.newDefault === undefined) return null;
    const outcome = await this.#backend.setDefaultMethod(this.newDefault);
    this.#moved = outcome.ok;
    return outcome.ok ? null : outcome.error;
  }

  async #remove(): Promise<UiError | null> {
    const { id, kind } = this.method;
    const outcome = await this.#backend.deleteMethod(id, kind, this.isLastWayIn && this.understood);
    return outcome.ok ? null : outcome.error;
  }
}

/** What could take over as the default: every option but the one that rests on this method alone. */
export function otherDefaults(method: MethodView, options: readonly DefaultOption[], current: DefaultOption | null) {
  if (method.kind === "phone") return options.filter((option) => !ofPhone(method, option.option));
  return options.filter((option) => option.option !== current?.option);
}

const OF_SLOT: Record<NonNullable<MethodView["slot"]>, readonly DefaultOptionName[]> = {
  mobile: ["sms", "voice_mobile"],
  alternate_mobile: ["voice_alternate_mobile"],
  office: ["voice_office"],
};

function ofPhone(method: MethodView, option: DefaultOptionName): boolean {
  return OF_SLOT[method.slot ?? "mobile"].includes(option);
}
