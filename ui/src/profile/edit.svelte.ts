import type { Backend } from "../backend/backend";
import type { FieldFaultView, ProfileFieldName, ProfileFieldView, UiError } from "../backend/bindings";
import { m } from "../i18n/index.svelte";

const faults: Record<FieldFaultView["kind"], (fault: FieldFaultView) => string> = {
  too_long: (fault) => m.profile_too_long(fault.kind === "too_long" ? fault.maximum : 0),
  not_a_phone: () => m.profile_not_a_phone,
  characters: () => m.profile_characters,
  refused: () => m.profile_refused,
};

/** What is wrong with a field, and what to do. */
export function faultText(fault: FieldFaultView): string {
  return faults[fault.kind](fault);
}

/** A form over some fields: what was seen when it was opened, what is typed, and what the service said. */
export class Edit {
  typed = $state<Partial<Record<ProfileFieldName, string>>>({});
  faults = $state.raw<Partial<Record<ProfileFieldName, string>>>({});
  error = $state.raw<UiError | null>(null);
  busy = $state(false);

  readonly #backend: Backend;
  /** What the person saw: only over this anything is written. */
  #seen = $state.raw<Partial<Record<ProfileFieldName, string>>>({});

  constructor(backend: Backend, fields: readonly ProfileFieldView[]) {
    this.#backend = backend;
    this.#see(fields);
    for (const { field, value } of fields) this.typed[field] = value;
  }

  get changed(): boolean {
    return Object.entries(this.typed).some(([field, text]) => text.trim() !== this.#seen[field as ProfileFieldName]);
  }

  /** What stands there now, where that is not what the person saw: it was changed elsewhere. */
  elsewhere(fields: readonly ProfileFieldView[], field: ProfileFieldName): string | null {
    const now = fields.find((one) => one.field === field)?.value ?? "";
    return now === this.#seen[field] ? null : now;
  }

  /** Whether it is done: changed, or there was nothing to change. */
  async save(fields: () => readonly ProfileFieldView[]): Promise<boolean> {
    this.faults = {};
    this.error = null;
    const changes = Object.entries(this.typed).flatMap(([name, after]) => {
      const field = name as ProfileFieldName;
      const before = this.#seen[field] ?? "";
      return after.trim() === before ? [] : [{ field, before, after }];
    });
    if (changes.length === 0) return true;
    this.busy = true;
    const outcome = await this.#backend.changeProfile(changes);
    this.busy = false;
    if (outcome.ok) return true;
    const { error } = outcome;
    if (error.code === "profile_field_refused" && error.field !== null) {
      this.faults = { [error.field]: faultText(error.fault) };
      return false;
    }
    this.error = error;
    if (error.code === "profile_changed_meanwhile") {
      await this.#backend.refreshAccount();
      this.#follow(fields());
    }
    return false;
  }

  /** What was changed elsewhere is seen from now on; what was not typed over follows it. */
  #follow(fields: readonly ProfileFieldView[]): void {
    for (const { field, value } of fields) {
      if (this.typed[field] === this.#seen[field]) this.typed[field] = value;
      else if (this.elsewhere(fields, field) !== null) this.faults = { ...this.faults, [field]: m.profile_now(value) };
    }
    this.#see(fields);
  }

  #see(fields: readonly ProfileFieldView[]): void {
    this.#seen = Object.fromEntries(fields.map(({ field, value }) => [field, value]));
  }
}
