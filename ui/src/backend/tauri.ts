import type { Backend, Outcome } from "./backend";
import { commands, events, type UiError } from "./bindings";

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: UiError };

/** The commands that can be refused, each with its outcome as the screens know it. */
type Outcomes<C> = {
  [N in keyof C]: C[N] extends (...args: infer A) => Promise<infer R>
    ? (...args: A) => Promise<Outcome<Extract<R, { status: "ok" }> extends { data: infer T } ? T : never>>
    : never;
};

/** A rejection that is no `UiError` is a fault of the bridge itself; it has no reference in the log. */
async function outcome(answer: Promise<Answer<unknown>>): Promise<Outcome<unknown>> {
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

const entries = Object.entries(commands) as [string, (...args: unknown[]) => Promise<Answer<unknown>>][];
const all = Object.fromEntries(
  entries.map(([name, command]) => [name, (...args: unknown[]) => outcome(command(...args))]),
) as Outcomes<typeof commands>;

/** The app behind the window. */
export const tauriBackend: Backend = {
  ...all,
  view: () => commands.getView(),
  onView: (listener) => events.viewChanged.listen((event) => listener(event.payload)),
  uiReady: async () => {
    await commands.uiReady();
    return { ok: true, value: null };
  },
  photo: all.getPhoto,
  startPhoneRegistration: ({ phoneNumber, slot, channel, replacesMethod, acceptLockOut }) =>
    all.startPhoneRegistration(phoneNumber, slot, channel, replacesMethod, acceptLockOut),
  countries: all.listCountries,
  securityQuestions: all.getSecurityQuestions,
  signIns: all.listSignIns,
  sessions: all.listSessions,
  connectedServices: all.listConnectedServices,
  recoveryKeys: all.listRecoveryKeys,
  recoveryKey: all.showRecoveryKey,
  termsDocument: all.getTermsDocument,
  termsDecisions: all.getTermsDecisions,
  about: all.getAbout,
};
