import type {
  AboutView,
  ActionName,
  AppView,
  ChannelName,
  ChosenSettings,
  ConnectedServiceView,
  CountryView,
  DefaultOptionName,
  Door,
  EmailChallengeView,
  LossMark,
  LostPhoneAnswers,
  MethodKindView,
  OpenSessionView,
  PasswordCheckView,
  PhoneCheckView,
  PhoneSlotView,
  Preferences,
  ProfileFieldChange,
  RecoveryCodesView,
  RecoveryKeyIdView,
  RecoveryKeyView,
  RegistrationView,
  SavedFileView,
  SecurityAnswer,
  SecurityQuestionsView,
  SignInFilter,
  SignInPageView,
  TermsDecisionView,
  TermsDocumentView,
  TrialWayName,
  UiError,
} from "./bindings";

/** What is needed to begin with a phone number. */
export interface PhoneStart {
  phoneNumber: string;
  slot: PhoneSlotView;
  channel: ChannelName;
  /** The method whose number it replaces once it is verified (B-71). */
  replacesMethod: string | null;
  /** Another number ends SMS sign-in with the old one; the person said that it may be the last way in. */
  acceptLockOut: boolean;
}

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
  /** `acceptLockOut`: the person said that it may be the last way in. */
  deleteMethod(id: string, kind: MethodKindView, acceptLockOut: boolean): Promise<Outcome<null>>;
  renameMethod(id: string, name: string): Promise<Outcome<null>>;
  setDefaultMethod(option: DefaultOptionName): Promise<Outcome<null>>;
  setSmsSignIn(id: string, on: boolean, acceptLockOut: boolean): Promise<Outcome<null>>;
  forgetRememberedDevices(): Promise<Outcome<null>>;
  confirmSecurityInfo(): Promise<Outcome<null>>;
  snoozeRegistration(): Promise<Outcome<null>>;
  startPhoneRegistration(start: PhoneStart): Promise<Outcome<RegistrationView>>;
  startAuthenticatorCodeRegistration(name: string | null): Promise<Outcome<RegistrationView>>;
  startAuthenticatorRegistration(): Promise<Outcome<RegistrationView>>;
  startPasskeyRegistration(name: string | null): Promise<Outcome<RegistrationView>>;
  /** Tries a registered method by one of the ways it names; nothing changes by it. */
  startTrial(id: string, by: TrialWayName): Promise<Outcome<RegistrationView>>;
  /** Answers when the stage changed, or after half a minute without a change. */
  watchRegistration(id: string): Promise<Outcome<RegistrationView>>;
  resendRegistration(id: string): Promise<Outcome<RegistrationView>>;
  confirmRegistration(id: string, code: string, name: string | null): Promise<Outcome<RegistrationView>>;
  cancelRegistration(id: string): Promise<Outcome<null>>;
  openRegistrationPage(id: string): Promise<Outcome<null>>;
  activateHardwareToken(id: string, code: string, name: string | null): Promise<Outcome<null>>;
  /** Checks a number as typed; nothing is sent. */
  checkPhoneNumber(text: string, country: string | null): Promise<Outcome<PhoneCheckView>>;
  countries(): Promise<Outcome<CountryView[]>>;
  securityQuestions(): Promise<Outcome<SecurityQuestionsView>>;
  saveSecurityQuestions(answers: SecurityAnswer[]): Promise<Outcome<null>>;
  createRecoveryCodes(): Promise<Outcome<RecoveryCodesView>>;
  /** Into a new file that only this person can read; answers where it stands. */
  saveRecoveryCodes(codes: string[]): Promise<Outcome<SavedFileView>>;
  /** The system's print dialog; of the page only what is marked `data-print` goes onto paper. */
  printRecoveryCodes(): Promise<Outcome<null>>;
  /** What can be said of a new password while it is typed; nothing is sent anywhere. */
  checkPassword(fresh: string, current: string | null): Promise<Outcome<PasswordCheckView>>;
  /** Without the current one where the sign-in proved so much that it is not asked. */
  changePassword(current: string | null, fresh: string): Promise<Outcome<null>>;
  reopenStepUp(): Promise<Outcome<null>>;
  cancelStepUp(): Promise<Outcome<null>>;
  /** One page, the newest first; `after` is the `next` of the page before. */
  signIns(search: string, filter: SignInFilter, after: string | null): Promise<Outcome<SignInPageView>>;
  answerSignIn(id: string, mine: boolean): Promise<Outcome<null>>;
  sessions(): Promise<Outcome<OpenSessionView[]>>;
  endSession(id: string): Promise<Outcome<null>>;
  endOtherSessions(): Promise<Outcome<null>>;
  /** Only an administrator undoes it; for this computer it ends the session. */
  disableDevice(id: string): Promise<Outcome<null>>;
  recoveryKeys(deviceId: string): Promise<Outcome<RecoveryKeyIdView[]>>;
  recoveryKey(id: string): Promise<Outcome<RecoveryKeyView>>;
  /** Makes the plan for a lost phone; one that is open stays. */
  beginLossPlan(answers: LostPhoneAnswers): Promise<Outcome<null>>;
  takeLossStep(key: string): Promise<Outcome<null>>;
  /** Says of a step what only the person can know. */
  markLossStep(key: string, mark: LossMark): Promise<Outcome<null>>;
  endLossPlan(): Promise<Outcome<null>>;
  /** Opens the person's mail program with a message to the organization's contact; nothing is sent by it. */
  writeToHelpdesk(subject: string, body: string): Promise<Outcome<null>>;
  /** Written only over what the person saw. */
  changeProfile(changes: ProfileFieldChange[]): Promise<Outcome<null>>;
  /** A cropped JPEG, in base64. */
  changePhoto(jpeg: string): Promise<Outcome<null>>;
  removePhoto(): Promise<Outcome<null>>;
  /** Opens another organization; what is shown stays until it is there. */
  switchOrganization(id: string): Promise<Outcome<null>>;
  cancelSwitch(): Promise<Outcome<null>>;
  reopenSwitchPage(): Promise<Outcome<null>>;
  /** The one that is shown. */
  leaveOrganization(): Promise<Outcome<null>>;
  dismissNotice(): Promise<Outcome<null>>;
  termsDocument(id: string): Promise<Outcome<TermsDocumentView>>;
  acceptTerms(id: string, fileId: string): Promise<Outcome<null>>;
  declineTerms(id: string, fileId: string): Promise<Outcome<null>>;
  termsDecisions(): Promise<Outcome<TermsDecisionView[]>>;
  saveTermsDecisions(): Promise<Outcome<SavedFileView>>;
  /** For the account where it keeps settings, else for this computer. */
  changeSettings(chosen: ChosenSettings): Promise<Outcome<null>>;
  connectedServices(): Promise<Outcome<ConnectedServiceView[]>>;
  withdrawConsent(id: string): Promise<Outcome<null>>;
  /** Into a new file that only this person can read; answers where it stands. */
  exportData(): Promise<Outcome<SavedFileView>>;
  setPreferences(preferences: Preferences): Promise<Outcome<null>>;
  about(): Promise<Outcome<AboutView>>;
}
