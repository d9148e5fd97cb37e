import type { Backend, Outcome, PhoneStart } from "./backend";
import type {
  AppView,
  ChosenSettings,
  ConnectedServiceView,
  CountryView,
  EmailChallengeView,
  LanguageChoice,
  OpenSessionView,
  PasswordCheckView,
  PhoneCheckView,
  Preferences,
  ProfileFieldChange,
  RecoveryCodesView,
  RecoveryKeyIdView,
  RecoveryKeyView,
  RegistrationView,
  SavedFileView,
  SecurityAnswer,
  SecurityQuestionsView,
  SignInPageView,
  TermsDecisionView,
  TermsDocumentView,
  UiError,
} from "./bindings";

/** What the twin answers where a test does not say otherwise. */
export interface Answers {
  photo?: string | null;
  challenge?: Outcome<EmailChallengeView>;
  confirm?: Outcome<null>;
  deleted?: Outcome<null>;
  /** Of every other change of a method that answers nothing. */
  changed?: Outcome<null>;
  /** Of every start and resend of a registration. */
  registration?: Outcome<RegistrationView>;
  /** What a watched registration comes to, one answer after the other; then it is silent. */
  watched?: Outcome<RegistrationView>[];
  confirmed?: Outcome<RegistrationView>;
  number?: Outcome<PhoneCheckView>;
  countries?: CountryView[];
  questions?: Outcome<SecurityQuestionsView>;
  saved?: Outcome<null>;
  codes?: Outcome<RecoveryCodesView>;
  file?: Outcome<SavedFileView>;
  printed?: Outcome<null>;
  password?: Outcome<null>;
  profile?: Outcome<null>;
  /** Of changing the photo and of removing it. */
  changedPhoto?: Outcome<null>;
  everywhere?: Outcome<null>;
  signIns?: (filter: string, after: string | null) => Outcome<SignInPageView>;
  sessions?: Outcome<OpenSessionView[]>;
  keys?: Outcome<RecoveryKeyIdView[]>;
  key?: Outcome<RecoveryKeyView>;
  document?: Outcome<TermsDocumentView>;
  accepted?: Outcome<null>;
  declined?: Outcome<null>;
  decisions?: Outcome<TermsDecisionView[]>;
  services?: Outcome<ConnectedServiceView[]>;
  signIn?: Outcome<null>;
  /** Never answers: for looking at screens that wait. */
  silent?: boolean;
}

const done: Outcome<null> = { ok: true, value: null };

/** As the app decides on a desktop that speaks English. */
export function localeFor(choice: LanguageChoice): string {
  return choice === "dutch" ? "nl-NL" : "en-GB";
}

export function refused<T>(error: UiError): Outcome<T> {
  return { ok: false, error };
}

/** As the app judges, by length alone. */
function judged(fresh: string): PasswordCheckView {
  const met = (holds: boolean) => (fresh === "" ? null : holds);
  const long = fresh.length >= 8;
  return {
    rules: [
      { rule: "too_short", met: met(long) },
      { rule: "contains_name", met: met(true) },
      { rule: "guessable", met: met(fresh.length >= 12) },
      { rule: "reused", met: null },
    ],
    strength: fresh === "" ? null : fresh.length >= 12 ? "strong" : long ? "fair" : "very_weak",
    acceptable: fresh.length >= 12,
  };
}

/** Of what a test did not say. */
function unanswered<T>(): Outcome<T> {
  return refused({ code: "timed_out" });
}

/** A twin of the app for tests and the gallery: shows the views it is given and remembers what it was asked. */
export class FakeBackend implements Backend {
  readonly calls: unknown[][] = [];
  answers: Answers;
  #view: AppView;
  #listeners = new Set<(view: AppView) => void>();

  constructor(view: AppView, answers: Answers = {}) {
    this.#view = view;
    this.answers = answers;
  }

  /** Shows a changed view, one revision on. */
  emit(change: Partial<AppView>): void {
    this.#view = { ...this.#view, ...change, revision: this.#view.revision + 1 };
    for (const listener of this.#listeners) listener(this.#view);
  }

  view = async () => this.#view;
  onView = async (listener: (view: AppView) => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  uiReady = () => this.#answer("uiReady", [], done);
  startSignIn = (door: string) => this.#answer("startSignIn", [door], this.answers.signIn ?? done);
  cancelSignIn = () => this.#answer("cancelSignIn", [], done);
  openVerificationPage = () => this.#answer("openVerificationPage", [], done);
  openPasswordReset = () => this.#answer("openPasswordReset", [], done);
  openHelpPage = () => this.#answer("openHelpPage", [], done);
  openHandOver = (action: string) => this.#answer("openHandOver", [action], done);
  retryResume = () => this.#answer("retryResume", [], done);
  refreshAccount = () => this.#answer("refreshAccount", [], done);
  signOut = () => this.#answer("signOut", [], done);
  signOutEverywhere = () => this.#answer("signOutEverywhere", [], this.answers.everywhere ?? done);
  photo = () => this.#answer("photo", [], { ok: true as const, value: this.answers.photo ?? null });
  startEmailChallenge = (address: string, replaces: string | null) =>
    this.#answer("startEmailChallenge", [address, replaces], this.answers.challenge ?? this.#challenge(address));
  resendEmailChallenge = (id: string) =>
    this.#answer("resendEmailChallenge", [id], this.answers.challenge ?? this.#challenge("anna@example.com"));
  confirmEmailChallenge = (id: string, code: string) =>
    this.#answer("confirmEmailChallenge", [id, code], this.answers.confirm ?? done);
  cancelEmailChallenge = (id: string) => this.#answer("cancelEmailChallenge", [id], done);
  deleteMethod = (id: string, kind: string, acceptLockOut: boolean) =>
    this.#answer("deleteMethod", [id, kind, acceptLockOut], this.answers.deleted ?? done);
  renameMethod = (id: string, name: string) => this.#change("renameMethod", [id, name]);
  setDefaultMethod = (option: string) => this.#change("setDefaultMethod", [option]);
  setSmsSignIn = (id: string, on: boolean, acceptLockOut: boolean) =>
    this.#change("setSmsSignIn", [id, on, acceptLockOut]);
  forgetRememberedDevices = () => this.#change("forgetRememberedDevices", []);
  confirmSecurityInfo = () => this.#change("confirmSecurityInfo", []);
  snoozeRegistration = () => this.#change("snoozeRegistration", []);
  startPhoneRegistration = (start: PhoneStart) => this.#registration("startPhoneRegistration", [start]);
  startAuthenticatorCodeRegistration = (name: string | null) =>
    this.#registration("startAuthenticatorCodeRegistration", [name]);
  startAuthenticatorRegistration = () => this.#registration("startAuthenticatorRegistration", []);
  startPasskeyRegistration = (name: string | null) => this.#registration("startPasskeyRegistration", [name]);
  startTrial = (id: string, by: string) => this.#registration("startTrial", [id, by]);
  resendRegistration = (id: string) => this.#registration("resendRegistration", [id]);
  watchRegistration = async (id: string) => {
    const next = this.answers.watched?.shift();
    if (next !== undefined) return this.#answer("watchRegistration", [id], next);
    this.calls.push(["watchRegistration", id]);
    return new Promise<Outcome<RegistrationView>>(() => undefined);
  };
  confirmRegistration = (id: string, code: string, name: string | null) =>
    this.#answer("confirmRegistration", [id, code, name], this.answers.confirmed ?? unanswered<RegistrationView>());
  cancelRegistration = (id: string) => this.#answer("cancelRegistration", [id], done);
  openRegistrationPage = (id: string) => this.#answer("openRegistrationPage", [id], done);
  activateHardwareToken = (id: string, code: string, name: string | null) =>
    this.#change("activateHardwareToken", [id, code, name]);
  checkPhoneNumber = (text: string, country: string | null) =>
    this.#answer("checkPhoneNumber", [text, country], this.answers.number ?? unanswered<PhoneCheckView>());
  countries = () => this.#answer("countries", [], { ok: true as const, value: this.answers.countries ?? [] });
  securityQuestions = () =>
    this.#answer("securityQuestions", [], this.answers.questions ?? unanswered<SecurityQuestionsView>());
  saveSecurityQuestions = (answers: SecurityAnswer[]) =>
    this.#answer("saveSecurityQuestions", [answers], this.answers.saved ?? done);
  createRecoveryCodes = () =>
    this.#answer("createRecoveryCodes", [], this.answers.codes ?? unanswered<RecoveryCodesView>());
  saveRecoveryCodes = (codes: string[]) =>
    this.#answer("saveRecoveryCodes", [codes], this.answers.file ?? unanswered<SavedFileView>());
  printRecoveryCodes = () => this.#answer("printRecoveryCodes", [], this.answers.printed ?? done);
  checkPassword = (fresh: string, _current: string | null) =>
    this.#answer("checkPassword", [], { ok: true as const, value: judged(fresh) });
  changePassword = (current: string | null, fresh: string) =>
    this.#answer("changePassword", [current, fresh], this.answers.password ?? done);
  reopenStepUp = () => this.#answer("reopenStepUp", [], done);
  cancelStepUp = () => this.#answer("cancelStepUp", [], done);
  signIns = (search: string, filter: string, after: string | null) =>
    this.#answer(
      "signIns",
      [search, filter, after],
      this.answers.signIns?.(filter, after) ?? unanswered<SignInPageView>(),
    );
  answerSignIn = (id: string, mine: boolean) => this.#change("answerSignIn", [id, mine]);
  sessions = () => this.#answer("sessions", [], this.answers.sessions ?? unanswered<OpenSessionView[]>());
  endSession = (id: string) => this.#change("endSession", [id]);
  endOtherSessions = () => this.#change("endOtherSessions", []);
  disableDevice = (id: string) => this.#change("disableDevice", [id]);
  recoveryKeys = (deviceId: string) =>
    this.#answer("recoveryKeys", [deviceId], this.answers.keys ?? unanswered<RecoveryKeyIdView[]>());
  recoveryKey = (id: string) => this.#answer("recoveryKey", [id], this.answers.key ?? unanswered<RecoveryKeyView>());
  beginLossPlan = (answers: unknown) => this.#change("beginLossPlan", [answers]);
  takeLossStep = (key: string) => this.#change("takeLossStep", [key]);
  markLossStep = (key: string, mark: string) => this.#change("markLossStep", [key, mark]);
  endLossPlan = () => this.#change("endLossPlan", []);
  writeToHelpdesk = (subject: string, body: string) => this.#answer("writeToHelpdesk", [subject, body], done);
  changeProfile = (changes: ProfileFieldChange[]) =>
    this.#answer("changeProfile", [changes], this.answers.profile ?? done);
  changePhoto = (jpeg: string) => this.#answer("changePhoto", [jpeg], this.answers.changedPhoto ?? done);
  removePhoto = () => this.#answer("removePhoto", [], this.answers.changedPhoto ?? done);
  switchOrganization = (id: string) => this.#change("switchOrganization", [id]);
  cancelSwitch = () => this.#change("cancelSwitch", []);
  reopenSwitchPage = () => this.#change("reopenSwitchPage", []);
  leaveOrganization = () => this.#change("leaveOrganization", []);
  dismissNotice = () => this.#change("dismissNotice", []);
  termsDocument = (id: string) =>
    this.#answer("termsDocument", [id], this.answers.document ?? refused<TermsDocumentView>({ code: "timed_out" }));
  acceptTerms = (id: string, fileId: string) =>
    this.#answer("acceptTerms", [id, fileId], this.answers.accepted ?? done);
  declineTerms = (id: string, fileId: string) =>
    this.#answer("declineTerms", [id, fileId], this.answers.declined ?? done);
  termsDecisions = () =>
    this.#answer("termsDecisions", [], this.answers.decisions ?? unanswered<TermsDecisionView[]>());
  saveTermsDecisions = () => this.#answer("saveTermsDecisions", [], this.answers.file ?? unanswered<SavedFileView>());
  changeSettings = async (chosen: ChosenSettings) => {
    const outcome = await this.#change("changeSettings", [chosen]);
    const { account } = this.#view;
    if (!outcome.ok || !account?.settings) return outcome;
    const locale = localeFor(chosen.language);
    this.emit({
      account: { ...account, settings: { ...account.settings, chosen } },
      locale,
      formats: { locale: chosen.regional_format ?? locale, time_zone: chosen.time_zone },
    });
    return outcome;
  };
  connectedServices = () =>
    this.#answer("connectedServices", [], this.answers.services ?? unanswered<ConnectedServiceView[]>());
  withdrawConsent = (id: string) => this.#change("withdrawConsent", [id]);
  exportData = () => this.#answer("exportData", [], this.answers.file ?? unanswered<SavedFileView>());
  setPreferences = async (preferences: Preferences) => {
    const outcome = await this.#answer("setPreferences", [preferences], done);
    this.emit({ preferences, locale: localeFor(preferences.language) });
    return outcome;
  };
  about = () =>
    this.#answer("about", [], {
      ok: true as const,
      value: {
        version: "0.1.0",
        web_view_version: "2.50.6",
        system: "Debian GNU/Linux 12 (bookworm)",
        authority: "https://aanmelden.noorderlicht.example/v2.0",
        licences: [
          { name: "lucide", version: "1.48.0", licence: "ISC" },
          { name: "reqwest", version: "0.13.1", licence: "MIT OR Apache-2.0" },
          { name: "svelte", version: "5.57.3", licence: "MIT" },
          { name: "tauri", version: "2.12.5", licence: "Apache-2.0 OR MIT" },
        ],
      },
    });

  #change(name: string, args: unknown[]): Promise<Outcome<null>> {
    return this.#answer(name, args, this.answers.changed ?? done);
  }

  #registration(name: string, args: unknown[]): Promise<Outcome<RegistrationView>> {
    return this.#answer(name, args, this.answers.registration ?? unanswered<RegistrationView>());
  }

  async #answer<T>(name: string, args: unknown[], outcome: Outcome<T>): Promise<Outcome<T>> {
    this.calls.push([name, ...args]);
    if (this.answers.silent) return new Promise(() => undefined);
    return outcome;
  }

  #challenge(address: string): Outcome<EmailChallengeView> {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    const value = {
      id: "challenge-1",
      email_address: address.trim(),
      expires_at: at(10),
      resend_after: at(1),
      tries_remaining: 5,
    };
    return { ok: true, value };
  }
}
