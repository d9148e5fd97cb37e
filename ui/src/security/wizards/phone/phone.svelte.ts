import type { Backend } from "../../../backend/backend";
import type {
  ChannelName,
  CountryView,
  MethodChoice,
  MethodView,
  PhoneCheckView,
  PhoneSlotView,
  UiError,
} from "../../../backend/bindings";
import { m } from "../../../i18n/index.svelte";
import type { Flow } from "../flow";
import { isLast, Registration } from "../registration.svelte";

export type Step = "number" | "verify" | "done";

export interface Purpose {
  slot: PhoneSlotView;
  /** How the organization verifies a number there, of the two ways that there are (B-24). */
  channels: readonly ChannelName[];
  /** The method whose number stays in use until the new one is verified (B-71). */
  replaces: {
    id: string;
    number: string;
    /** The old number starts a sign-in, which the new one does not by itself (B-66). */
    signsIn: boolean;
    /** And there is nothing else that does. */
    lastWayIn: boolean;
  } | null;
}

/** What changing the number of a method is about. */
export function replaced({ id, value, sms_sign_in }: MethodView): Purpose["replaces"] {
  const signsIn = sms_sign_in?.state === "on";
  return { id, number: value ?? "", signsIn, lastWayIn: sms_sign_in?.last_way_in ?? false };
}

/** How a number in a slot is verified; a choice without a slot speaks of every phone. */
export function channelsOf(choices: readonly MethodChoice[], slot: PhoneSlotView): readonly ChannelName[] {
  const phones = choices.filter(({ kind }) => kind === "phone");
  const own = phones.find((choice) => choice.slot === slot) ?? phones.find((choice) => choice.slot === null);
  return own?.channels ?? [];
}

/** Adding or changing a phone number: type it, prove it by a code or a call (B-62 … B-71). */
export class Phone implements Flow {
  step = $state<Step>("number");
  country = $state("");
  number = $state("");
  channel = $state<ChannelName>("sms");
  code = $state("");
  countries = $state.raw<readonly CountryView[]>([]);
  /** The number as it was understood. */
  checked = $state.raw<PhoneCheckView | null>(null);
  /** What is wrong with the number. */
  fault = $state.raw<UiError | null>(null);
  /** The person said that they know that the old number is the last way in. */
  understood = $state(false);
  /** Next was pressed without that. */
  unsettled = $state(false);
  /** A number is typed again in a moment: nothing worth asking for. */
  readonly loses = null;
  readonly registration: Registration;
  readonly purpose: Purpose;
  readonly #backend: Backend;
  #checking = $state(false);
  #warned = $state(false);
  #sentBy: ChannelName = "sms";

  constructor(backend: Backend, purpose: Purpose) {
    this.#backend = backend;
    this.purpose = purpose;
    this.registration = new Registration(backend);
    this.channel = this.channels[0] ?? "sms";
  }

  /** The list of now may say so when the one that was shown did not. */
  get isLastWayIn(): boolean {
    return this.purpose.replaces?.lastWayIn === true || this.#warned;
  }

  get channels(): readonly ChannelName[] {
    return this.purpose.channels;
  }

  /** Why the other way is not there, to who would look for it: an office phone takes no texts anyway (B-205). */
  get without(): "calls" | "texts" | "texts_here" | null {
    if (this.channels.length !== 1 || this.purpose.slot === "office") return null;
    if (this.channels[0] === "sms") return "calls";
    return this.purpose.slot === "mobile" ? "texts" : "texts_here";
  }

  get busy(): boolean {
    return this.#checking || this.registration.busy;
  }

  get changing(): string | null {
    return this.registration.confirming ? m.wizard_under_way : null;
  }

  get finished(): boolean {
    return this.step === "done";
  }

  /** Reads the countries; only those that the organization allows are offered. The first of `homes` that is begins. */
  async load(allowed: readonly string[] | null, homes: readonly (string | null | undefined)[]): Promise<void> {
    const outcome = await this.#backend.countries();
    if (!outcome.ok) {
      this.fault = outcome.error;
      return;
    }
    this.countries = outcome.value.filter(({ code }) => allowed === null || allowed.includes(code));
    const codes = this.countries.map(({ code }) => code);
    const own = homes.find((home) => home != null && codes.includes(home)) ?? codes[0];
    if (this.country === "" && own != null) this.country = own;
  }

  async next(): Promise<void> {
    if (this.busy) return;
    if (this.step === "number") await this.#submitNumber();
    else if (this.registration.stage?.kind === "code") await this.#submitCode();
  }

  /** Another code or call to the same number; an attempt that is over is begun anew. */
  async again(): Promise<void> {
    const stage = this.registration.stage;
    const over = this.registration.ended || stage === null || isLast(stage);
    if (over) await this.#start();
    else await this.registration.resend();
  }

  /** Waits for the call to be answered. */
  async follow(): Promise<void> {
    await this.registration.watch();
    if (this.registration.completed) this.step = "done";
  }

  back(): void {
    this.fault = null;
    this.registration.error = null;
    this.step = "number";
  }

  abandon(): void {
    this.code = "";
    this.registration.abandon();
  }

  async #submitNumber(): Promise<void> {
    this.unsettled = this.isLastWayIn && !this.understood;
    if (this.unsettled) return;
    this.#checking = true;
    this.fault = null;
    const outcome = await this.#backend.checkPhoneNumber(this.number, this.country || null);
    this.#checking = false;
    if (!outcome.ok) {
      this.fault = outcome.error;
      return;
    }
    const same = this.checked?.e164 === outcome.value.e164 && this.#sentBy === this.channel;
    this.checked = outcome.value;
    // No second message to the same number while the first still works.
    const stage = this.registration.stage;
    if (same && stage?.kind === "code" && !this.registration.ended) this.step = "verify";
    else await this.#start();
  }

  async #start(): Promise<void> {
    const { checked, channel, purpose } = this;
    if (checked === null) return;
    const begun = await this.registration.start(() =>
      this.#backend.startPhoneRegistration({
        phoneNumber: checked.e164,
        slot: purpose.slot,
        channel,
        replacesMethod: purpose.replaces?.id ?? null,
        acceptLockOut: this.isLastWayIn && this.understood,
      }),
    );
    if (this.registration.error?.code === "last_way_in") this.#warned = true;
    if (!begun) return;
    this.#sentBy = channel;
    this.code = "";
    this.step = "verify";
    if (this.registration.stage?.kind !== "code") await this.follow();
  }

  async #submitCode(): Promise<void> {
    if (await this.registration.confirm(this.code, null)) {
      this.code = "";
      this.step = "done";
    } else if (this.registration.ended) {
      this.code = "";
    }
  }
}
