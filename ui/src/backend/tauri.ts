import type { Backend, Outcome } from "./backend";
import { commands, events, type UiError } from "./bindings";

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: UiError };

/** A rejection that is no `UiError` is a fault of the bridge itself; it has no reference in the log. */
async function outcome<T>(answer: Promise<Answer<T>>): Promise<Outcome<T>> {
  try {
    const result = await answer;
    return result.status === "ok" ? { ok: true, value: result.data } : { ok: false, error: asUiError(result.error) };
  } catch {
    return { ok: false, error: { code: "unexpected", reference: "bridge" } };
  }
}

function asUiError(error: unknown): UiError {
  const known = typeof error === "object" && error !== null && "code" in error;
  return known ? (error as UiError) : { code: "unexpected", reference: "bridge" };
}

async function nothing(answer: Promise<Answer<unknown>>): Promise<Outcome<null>> {
  const result = await outcome(answer);
  return result.ok ? { ok: true, value: null } : result;
}

/** The app behind the window. */
export const tauriBackend: Backend = {
  view: () => commands.getView(),
  onView: (listener) => events.viewChanged.listen((event) => listener(event.payload)),
  uiReady: async () => {
    await commands.uiReady();
    return { ok: true, value: null };
  },
  startSignIn: (door) => nothing(commands.startSignIn(door)),
  cancelSignIn: () => nothing(commands.cancelSignIn()),
  openVerificationPage: () => nothing(commands.openVerificationPage()),
  openPasswordReset: () => nothing(commands.openPasswordReset()),
  openHelpPage: () => nothing(commands.openHelpPage()),
  openHandOver: (action) => nothing(commands.openHandOver(action)),
  retryResume: () => nothing(commands.retryResume()),
  refreshAccount: () => nothing(commands.refreshAccount()),
  signOut: () => nothing(commands.signOut()),
  signOutEverywhere: () => nothing(commands.signOutEverywhere()),
  photo: () => outcome(commands.getPhoto()),
  startEmailChallenge: (emailAddress, replacesMethod) =>
    outcome(commands.startEmailChallenge(emailAddress, replacesMethod)),
  resendEmailChallenge: (id) => outcome(commands.resendEmailChallenge(id)),
  confirmEmailChallenge: (id, code) => nothing(commands.confirmEmailChallenge(id, code)),
  cancelEmailChallenge: (id) => nothing(commands.cancelEmailChallenge(id)),
  deleteMethod: (id, kind, acceptLockOut) => nothing(commands.deleteMethod(id, kind, acceptLockOut)),
  renameMethod: (id, name) => nothing(commands.renameMethod(id, name)),
  setDefaultMethod: (option) => nothing(commands.setDefaultMethod(option)),
  setSmsSignIn: (id, on, acceptLockOut) => nothing(commands.setSmsSignIn(id, on, acceptLockOut)),
  forgetRememberedDevices: () => nothing(commands.forgetRememberedDevices()),
  confirmSecurityInfo: () => nothing(commands.confirmSecurityInfo()),
  snoozeRegistration: () => nothing(commands.snoozeRegistration()),
  startPhoneRegistration: ({ phoneNumber, slot, channel, replacesMethod, acceptLockOut }) =>
    outcome(commands.startPhoneRegistration(phoneNumber, slot, channel, replacesMethod, acceptLockOut)),
  startAuthenticatorCodeRegistration: (name) => outcome(commands.startAuthenticatorCodeRegistration(name)),
  startAuthenticatorRegistration: () => outcome(commands.startAuthenticatorRegistration()),
  startPasskeyRegistration: (name) => outcome(commands.startPasskeyRegistration(name)),
  watchRegistration: (id) => outcome(commands.watchRegistration(id)),
  resendRegistration: (id) => outcome(commands.resendRegistration(id)),
  confirmRegistration: (id, code, name) => outcome(commands.confirmRegistration(id, code, name)),
  cancelRegistration: (id) => nothing(commands.cancelRegistration(id)),
  openRegistrationPage: (id) => nothing(commands.openRegistrationPage(id)),
  activateHardwareToken: (id, code, name) => nothing(commands.activateHardwareToken(id, code, name)),
  checkPhoneNumber: (text, country) => outcome(commands.checkPhoneNumber(text, country)),
  countries: () => outcome(commands.listCountries()),
  securityQuestions: () => outcome(commands.getSecurityQuestions()),
  saveSecurityQuestions: (answers) => nothing(commands.saveSecurityQuestions(answers)),
  createRecoveryCodes: () => outcome(commands.createRecoveryCodes()),
  saveRecoveryCodes: (codes) => outcome(commands.saveRecoveryCodes(codes)),
  printRecoveryCodes: () => nothing(commands.printRecoveryCodes()),
  checkPassword: (fresh, current) => outcome(commands.checkPassword(fresh, current)),
  changePassword: (current, fresh) => nothing(commands.changePassword(current, fresh)),
  reopenStepUp: () => nothing(commands.reopenStepUp()),
  cancelStepUp: () => nothing(commands.cancelStepUp()),
  signIns: (search, filter, after) => outcome(commands.listSignIns(search, filter, after)),
  answerSignIn: (id, mine) => nothing(commands.answerSignIn(id, mine)),
  sessions: () => outcome(commands.listSessions()),
  endSession: (id) => nothing(commands.endSession(id)),
  endOtherSessions: () => nothing(commands.endOtherSessions()),
  disableDevice: (id) => nothing(commands.disableDevice(id)),
  recoveryKeys: (deviceId) => outcome(commands.listRecoveryKeys(deviceId)),
  recoveryKey: (id) => outcome(commands.showRecoveryKey(id)),
  termsDocument: (id) => outcome(commands.getTermsDocument(id)),
  acceptTerms: (id, fileId) => nothing(commands.acceptTerms(id, fileId)),
  declineTerms: (id, fileId) => nothing(commands.declineTerms(id, fileId)),
  termsDecisions: () => outcome(commands.getTermsDecisions()),
  saveTermsDecisions: () => outcome(commands.saveTermsDecisions()),
  setPreferences: (preferences) => nothing(commands.setPreferences(preferences)),
  about: () => outcome(commands.getAbout()),
};
