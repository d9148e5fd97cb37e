//! Changes to methods that are there, security questions, recovery codes, the default.

use secrecy::{ExposeSecret, SecretString};
use workpass_domain::{
    action::{Action, Unavailable},
    answers::{self, Answer},
    code,
    method::{MethodKind, PhoneSlot, SecurityMethod},
    name,
    standing::Standing,
};

use super::{
    Desk,
    call::Errand,
    deletion::Deletion,
    registration::PhoneWish,
    session::{Session, SignedIn},
};
use crate::{
    error::UiError,
    explain,
    intent::{MethodsIntent, Reply},
    known::given,
    ports::{NewMethod, QuestionAnswer},
    present::{self, method, security::footing},
    view::{
        DefaultOptionName, RecoveryCodesView, RegistrationView, SavedFileView, SecurityQuestionsView,
        StepUpFor,
    },
};

/// More than any service makes at a time.
const MOST_RECOVERY_CODES: usize = 100;

impl Desk {
    /// What the security info screens ask for.
    pub(super) fn on_methods_intent(&mut self, intent: MethodsIntent) {
        match intent {
            MethodsIntent::StartPhoneRegistration {
                phone_number,
                slot,
                channel,
                replaces_method,
                accept_lock_out,
                reply,
            } => {
                let new = PhoneWish {
                    phone_number,
                    slot,
                    channel,
                    replaces_method,
                    accept_lock_out,
                };
                self.start_phone_registration(new, reply);
            }
            MethodsIntent::StartAuthenticatorCodeRegistration { name, reply } => {
                self.start_named_registration(name, |name| NewMethod::SoftwareOath { name }, reply);
            }
            MethodsIntent::StartAuthenticatorRegistration { reply } => {
                self.start_registration(NewMethod::Authenticator, reply);
            }
            MethodsIntent::StartPasskeyRegistration { name, reply } => {
                self.start_named_registration(name, |name| NewMethod::Passkey { name }, reply);
            }
            MethodsIntent::StartTrial { id, by, reply } => self.start_trial(id, by, reply),
            MethodsIntent::WatchRegistration { id, reply } => self.watch_registration(id, reply),
            MethodsIntent::ResendRegistration { id, reply } => self.resend_registration(id, reply),
            MethodsIntent::ConfirmRegistration {
                id,
                code,
                name,
                reply,
            } => self.confirm_registration(id, &code, name, reply),
            MethodsIntent::CancelRegistration { id, reply } => self.cancel_registration(id, reply),
            MethodsIntent::OpenRegistrationPage { id, reply } => self.open_registration_page(&id, reply),
            MethodsIntent::GetSecurityQuestions { reply } => self.get_security_questions(reply),
            MethodsIntent::SaveSecurityQuestions { answers, reply } => {
                self.save_security_questions(&answers, reply);
            }
            MethodsIntent::CreateRecoveryCodes { reply } => self.create_recovery_codes(reply),
            MethodsIntent::SaveRecoveryCodes { codes, reply } => self.save_recovery_codes(&codes, reply),
            MethodsIntent::PrintRecoveryCodes { reply } => {
                let printed = self.context.shell.print();
                let _ = reply.send(printed.map_err(|error| explain::shell(&error)));
            }
            MethodsIntent::ActivateHardwareToken {
                id,
                code,
                name,
                reply,
            } => self.activate_hardware_token(id, &code, name, reply),
            MethodsIntent::DeleteMethod {
                id,
                kind,
                accept_lock_out,
                reply,
            } => {
                let deletion = Deletion {
                    id,
                    kind,
                    accept_lock_out,
                };
                self.delete_method(deletion, reply);
            }
            MethodsIntent::RenameMethod { id, name, reply } => self.rename_method(id, &name, reply),
            MethodsIntent::SetDefaultMethod { option, reply } => self.set_default_method(option, reply),
            MethodsIntent::SetSmsSignIn {
                id,
                on,
                accept_lock_out,
                reply,
            } => self.set_sms_sign_in(id, on, accept_lock_out, reply),
            MethodsIntent::ForgetRememberedDevices { reply } => self.forget_remembered_devices(reply),
            MethodsIntent::ConfirmSecurityInfo { reply } => self.confirm_security_info(reply),
            MethodsIntent::SnoozeRegistration { reply } => self.snooze_registration(reply),
            MethodsIntent::CancelStepUp { reply } => self.cancel_step_up(reply),
            MethodsIntent::ReopenStepUp { reply } => self.reopen_step_up(reply),
        }
    }

    fn start_named_registration(
        &mut self,
        name: Option<String>,
        new: impl FnOnce(Option<String>) -> NewMethod,
        reply: Reply<RegistrationView>,
    ) {
        match checked_name(name) {
            Ok(name) => self.start_registration(new(name), reply),
            Err(error) => drop(reply.send(Err(error))),
        }
    }

    pub(super) fn rename_method(&mut self, id: String, name: &str, reply: Reply<()>) {
        let checked = self.online().and_then(|signed_in| {
            let kind = may(signed_in, &id, |standing, method| standing.may_rename(method))?;
            Ok((kind, name::check(name).map_err(|_| UiError::NameInvalid)?))
        });
        let (kind, name) = match checked {
            Ok(checked) => checked,
            Err(error) => return drop(reply.send(Err(error))),
        };
        let errand = Errand::new(Action::RenameMethod(kind.clone()), StepUpFor::RenameMethod);
        self.write(errand, reply, move |services, access| {
            let (kind, id, name) = (kind.clone(), id.clone(), name.clone());
            async move {
                let (at, token) = (&access.authority, &access.token);
                services.methods.rename_method(at, token, &kind, &id, &name).await
            }
        });
    }

    /// B-30, B-31: only what is registered can be the default.
    pub(super) fn set_default_method(&mut self, name: DefaultOptionName, reply: Reply<()>) {
        let option = method::option_from(name);
        let allowed = self.online().and_then(|signed_in| {
            let Some(known) = &signed_in.known else {
                return Ok(());
            };
            let standing = known.standing(&signed_in.refused, signed_in.is_offline());
            standing.may_set_default().map_err(|why| refused(why, None))?;
            let methods = given(&known.data.methods).map_or(&[][..], |all| all);
            if footing(known, methods).default_options().contains(&option) {
                Ok(())
            } else {
                Err(UiError::NotAvailable)
            }
        });
        if let Err(error) = allowed {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::new(Action::SetDefaultMethod, StepUpFor::SetDefaultMethod);
        self.write(errand, reply, move |services, access| async move {
            let (at, token) = (&access.authority, &access.token);
            services.methods.set_default_method(at, token, option).await
        });
    }

    /// B-66. Switching off may close the last way in: then it is done only if that is wanted.
    pub(super) fn set_sms_sign_in(&mut self, id: String, on: bool, accept_lock_out: bool, reply: Reply<()>) {
        self.on_current_list(reply, move |desk, reply| {
            let allowed = desk.online().and_then(|signed_in| {
                may(signed_in, &id, |standing, method| {
                    standing.may_switch_sms_sign_in(method)
                })?;
                if on || accept_lock_out {
                    return Ok(());
                }
                keeps_a_way_in(signed_in, &id)
            });
            if let Err(error) = allowed {
                return drop(reply.send(Err(error)));
            }
            let errand = Errand::new(Action::SwitchSmsSignIn, StepUpFor::ChangeMethod);
            desk.write(errand, reply, move |services, access| {
                let id = id.clone();
                async move {
                    let (at, token) = (&access.authority, &access.token);
                    services.methods.set_sms_sign_in(at, token, &id, on).await
                }
            });
        });
    }

    pub(super) fn activate_hardware_token(
        &mut self,
        id: String,
        typed: &SecretString,
        name: Option<String>,
        reply: Reply<()>,
    ) {
        let checked = self.online().and_then(|signed_in| {
            may(signed_in, &id, |standing, method| standing.may_activate(method))?;
            let code = code::normalise_token(typed.expose_secret()).ok_or(UiError::CodeMalformed)?;
            Ok((SecretString::from(code), checked_name(name)?))
        });
        let (code, name) = match checked {
            Ok(checked) => checked,
            Err(error) => return drop(reply.send(Err(error))),
        };
        let errand =
            Errand::new(Action::ActivateToken, StepUpFor::AddMethod).explained_by(explain::registration);
        self.write(errand, reply, move |services, access| {
            let (id, code, name) = (id.clone(), code.clone(), name.clone());
            async move {
                let (at, token) = (&access.authority, &access.token);
                services
                    .methods
                    .activate_hardware_token(at, token, &id, &code, name.as_deref())
                    .await
            }
        });
    }

    pub(super) fn get_security_questions(&mut self, reply: Reply<SecurityQuestionsView>) {
        let language = self.locale();
        self.call(Errand::continuing(), reply, move |services, access| {
            let language = language.clone();
            async move {
                let (at, token) = (&access.authority, &access.token);
                let questions = services
                    .methods
                    .read_security_questions(at, token, &language)
                    .await;
                questions.map(present::registration::questions)
            }
        });
    }

    /// B-72 … B-75: what is wrong with the answers is said before anything is sent.
    pub(super) fn save_security_questions(&mut self, given: &[Answer], reply: Reply<()>) {
        let action = self
            .may_add(&MethodKind::SecurityQuestions, None)
            .and_then(|action| {
                let rule = self.policy().and_then(|policy| policy.questions);
                answers::check(given, rule).map_err(explain::answer)?;
                Ok(action)
            });
        let action = match action {
            Ok(action) => action,
            Err(error) => return drop(reply.send(Err(error))),
        };
        let answers: Vec<QuestionAnswer> = given
            .iter()
            .map(|answer| QuestionAnswer {
                question_id: answer.question_id.clone(),
                answer: answer.answer.clone(),
            })
            .collect();
        let errand = Errand::new(action, StepUpFor::SaveSecurityQuestions);
        self.write(errand, reply, move |services, access| {
            let answers = answers.clone();
            async move {
                let (at, token) = (&access.authority, &access.token);
                services
                    .methods
                    .save_security_questions(at, token, &answers)
                    .await
            }
        });
    }

    /// New ones take the place of the old; so a limit does not stand in the way.
    pub(super) fn create_recovery_codes(&mut self, reply: Reply<RecoveryCodesView>) {
        let action = match self.may_add(&MethodKind::RecoveryCodes, None) {
            Ok(action) => action,
            Err(error) => return drop(reply.send(Err(error))),
        };
        let errand = Errand::new(action, StepUpFor::CreateRecoveryCodes);
        self.write(errand, reply, move |services, access| async move {
            let (at, token) = (&access.authority, &access.token);
            let codes = services.methods.create_recovery_codes(at, token).await?;
            Ok(present::registration::recovery_codes(&codes))
        });
    }

    /// Nothing but recovery codes is written: a file of its own choice is more than the web view is trusted with.
    fn save_recovery_codes(&self, codes: &[SecretString], reply: Reply<SavedFileView>) {
        let plausible = (1..=MOST_RECOVERY_CODES).contains(&codes.len())
            && codes
                .iter()
                .all(|one| code::is_recovery_code(one.expose_secret()));
        let saved = if plausible {
            let saved = self.context.shell.save_recovery_codes(codes);
            saved.map_err(|error| explain::shell(&error))
        } else {
            Err(UiError::NotAvailable)
        };
        let _ = reply.send(saved.map(|path| SavedFileView {
            path: path.display().to_string(),
        }));
    }

    /// B-107.
    pub(super) fn forget_remembered_devices(&mut self, reply: Reply<()>) {
        if let Err(error) = self.allowed(&Action::ForgetRememberedDevices) {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::new(
            Action::ForgetRememberedDevices,
            StepUpFor::ForgetRememberedDevices,
        );
        self.write(errand, reply, move |services, access| async move {
            let (at, token) = (&access.authority, &access.token);
            services.methods.forget_remembered_devices(at, token).await
        });
    }

    /// "Looks good" (B-93).
    pub(super) fn confirm_security_info(&mut self, reply: Reply<()>) {
        if let Err(error) = self.allowed(&Action::ConfirmSecurityInfo) {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::new(Action::ConfirmSecurityInfo, StepUpFor::ConfirmSecurityInfo);
        self.write(errand, reply, move |services, access| async move {
            let (at, token) = (&access.authority, &access.token);
            services.methods.confirm_security_info(at, token).await
        });
    }

    /// "Skip for now" (B-94).
    pub(super) fn snooze_registration(&mut self, reply: Reply<()>) {
        if let Err(error) = self.allowed(&Action::ConfirmSecurityInfo) {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::new(Action::ConfirmSecurityInfo, StepUpFor::ConfirmSecurityInfo);
        self.write(errand, reply, move |services, access| async move {
            let (at, token) = (&access.authority, &access.token);
            services.methods.snooze_registration(at, token).await
        });
    }

    /// What concerns no single method.
    fn allowed(&self, action: &Action) -> Result<(), UiError> {
        let signed_in = self.online()?;
        let Some(known) = &signed_in.known else {
            return Ok(());
        };
        let standing = known.standing(&signed_in.refused, signed_in.is_offline());
        standing.possible(action).map_err(|why| refused(why, None))
    }

    /// Whether one of the kind may be added by all that is known; the service has the last word.
    pub(super) fn may_add(&self, kind: &MethodKind, slot: Option<PhoneSlot>) -> Result<Action, UiError> {
        let signed_in = self.online()?;
        let action = Action::AddMethod(kind.clone());
        let Some(known) = &signed_in.known else {
            return Ok(action);
        };
        let standing = known.standing(&signed_in.refused, signed_in.is_offline());
        let rule = known.policy().and_then(|policy| policy.rule_for(kind, slot));
        let allowed = match rule {
            Some(rule) => standing.may_add(rule),
            None => standing.may_add_unruled(kind),
        };
        let maximum = rule.and_then(|rule| rule.told_maximum());
        allowed.map_err(|why| refused(why, maximum))?;
        Ok(action)
    }

    /// How many of a kind the organization allows, as far as known.
    pub(super) fn limit_of(&self, kind: &MethodKind, slot: Option<PhoneSlot>) -> Option<u32> {
        let policy = self.policy()?;
        let rule = policy.rule_for(kind, slot).or_else(|| policy.rule(kind));
        rule?.told_maximum()
    }

    pub(super) fn may_change(&self, id: &str) -> Result<Action, UiError> {
        let kind = may(self.online()?, id, |standing, method| standing.may_change(method))?;
        Ok(Action::ChangeMethod(kind))
    }

    fn policy(&self) -> Option<&workpass_domain::policy::MethodPolicy> {
        match &self.session {
            Session::SignedIn(signed_in) => signed_in.known.as_ref()?.policy(),
            _ => None,
        }
    }
}

/// Whether something may be done to a method of the list; its kind.
pub(super) fn may(
    signed_in: &SignedIn,
    id: &str,
    mut question: impl FnMut(&Standing<'_>, &SecurityMethod) -> Option<Result<(), Unavailable>>,
) -> Result<MethodKind, UiError> {
    let known = signed_in.known.as_ref().ok_or(UiError::MethodNotFound)?;
    let methods = given(&known.data.methods).ok_or(UiError::MethodNotFound)?;
    let one = methods
        .iter()
        .find(|method| method.id == id)
        .ok_or(UiError::MethodNotFound)?;
    let standing = known.standing(&signed_in.refused, signed_in.is_offline());
    match question(&standing, one) {
        Some(Ok(())) => Ok(one.kind.clone()),
        Some(Err(why)) => Err(refused(why, None)),
        None => Err(UiError::NotAvailable),
    }
}

/// Whether the person still gets in without SMS sign-in with this number: another number has to be allowed anew.
pub(super) fn keeps_a_way_in(signed_in: &SignedIn, id: &str) -> Result<(), UiError> {
    let Some(known) = &signed_in.known else {
        return Ok(());
    };
    let methods = given(&known.data.methods).map_or(&[][..], |all| all);
    if footing(known, methods).without_sms_sign_in_closes(id) {
        Err(UiError::LastWayIn)
    } else {
        Ok(())
    }
}

fn refused(why: Unavailable, maximum: Option<u32>) -> UiError {
    explain::unavailable(present::reason(why), maximum)
}

/// A name is optional; an empty one is none.
pub(super) fn checked_name(typed: Option<String>) -> Result<Option<String>, UiError> {
    match typed.filter(|typed| !typed.trim().is_empty()) {
        Some(typed) => name::check(&typed).map(Some).map_err(|_| UiError::NameInvalid),
        None => Ok(None),
    }
}
