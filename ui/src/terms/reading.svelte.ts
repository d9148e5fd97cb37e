import type { Backend } from "../backend/backend";
import type { TermsDocumentView, TermsItem, UiError } from "../backend/bindings";

/** Reading one document: loaded, read to the end, accepted (B-172, B-175). */
export class Reading {
  document = $state.raw<TermsDocumentView | null>(null);
  /** The end of the text has been on the screen. */
  reachedEnd = $state(false);
  error = $state.raw<UiError | null>(null);
  loading = $state(false);
  accepting = $state(false);
  declining = $state(false);

  readonly item: TermsItem;
  readonly #backend: Backend;

  constructor(backend: Backend, item: TermsItem) {
    this.#backend = backend;
    this.item = item;
  }

  get mayAccept(): boolean {
    return this.document !== null && (this.reachedEnd || !this.item.must_be_opened);
  }

  async load(): Promise<void> {
    this.loading = true;
    const outcome = await this.#backend.termsDocument(this.item.id);
    this.loading = false;
    if (outcome.ok) {
      this.document = outcome.value;
      this.reachedEnd = false;
    } else {
      this.error = outcome.error;
    }
  }

  async retry(): Promise<void> {
    this.error = null;
    await this.load();
  }

  /** Accepts the version that was read; a newer one is fetched and has to be read first. */
  async accept(): Promise<boolean> {
    const document = this.document;
    if (document === null || !this.mayAccept || this.accepting || this.declining) return false;
    this.accepting = true;
    this.error = null;
    const outcome = await this.#backend.acceptTerms(document.id, document.file_id);
    this.accepting = false;
    if (outcome.ok) return true;
    this.error = outcome.error;
    if (outcome.error.code === "terms_changed") await this.load();
    return false;
  }

  /** Declines the version that was shown (B-176). */
  async decline(): Promise<boolean> {
    const document = this.document;
    if (document === null || this.accepting || this.declining) return false;
    this.declining = true;
    this.error = null;
    const outcome = await this.#backend.declineTerms(document.id, document.file_id);
    this.declining = false;
    if (outcome.ok) return true;
    this.error = outcome.error;
    if (outcome.error.code === "terms_changed") await this.load();
    return false;
  }
}
