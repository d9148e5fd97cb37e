import type {
  AboutView,
  ActionName,
  AppView,
  Door,
  EmailChallengeView,
  Preferences,
  TermsDocumentView,
  UiError,
} from "./bindings";

/** What a command came to: the value, or why not, as a code the screens know. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: UiError };

/**
 * Everything the UI can ask of the app. The real one talks to the shell; tests and the gallery use a twin.
 * Results that change what is shown arrive by `onView`, never by the answer of a command.
 */
export interface Backend {
  view(): Promise<AppView>;
  /** Calls back with every new view; the returned function stops it. */
  onView(listener: (view: AppView) => void): Promise<() => void>;
  uiReady(): Promise<Outcome<null>>;
  startSignIn(door: Door): Promise<Outcome<null>>;
  cancelSignIn(): Promise<Outcome<null>>;
  openVerificationPage(): Promise<Outcome<null>>;
  openPasswordReset(): Promise<Outcome<null>>;
  openHelpPage(): Promise<Outcome<null>>;
  openHandOver(action: ActionName): Promise<Outcome<null>>;
  retryResume(): Promise<Outcome<null>>;
  refreshAccount(): Promise<Outcome<null>>;
  signOut(): Promise<Outcome<null>>;
  signOutEverywhere(): Promise<Outcome<null>>;
  /** The photo as a data URL; `null` when there is none. */
  photo(): Promise<Outcome<string | null>>;
  startEmailChallenge(emailAddress: string, replacesMethod: string | null): Promise<Outcome<EmailChallengeView>>;
  resendEmailChallenge(id: string): Promise<Outcome<EmailChallengeView>>;
  confirmEmailChallenge(id: string, code: string): Promise<Outcome<null>>;
  cancelEmailChallenge(id: string): Promise<Outcome<null>>;
  deleteEmailMethod(id: string): Promise<Outcome<null>>;
  termsDocument(id: string): Promise<Outcome<TermsDocumentView>>;
  acceptTerms(id: string, fileId: string): Promise<Outcome<null>>;
  setPreferences(preferences: Preferences): Promise<Outcome<null>>;
  about(): Promise<Outcome<AboutView>>;
}
