use std::sync::Mutex;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use time::{Duration, OffsetDateTime, macros::datetime};
use workpass_app::ports::{
    Authority, Channel, DirectoryError, MethodsPort, NewMethod, OathSecret, Part, QuestionAnswer,
    RecoveryCodes, Refusal, Registration, RegistrationKind, RegistrationState, SecurityQuestion,
    SecurityQuestions,
};
use workpass_domain::{
    method::{MethodKind, SecurityMethod, SmsSignIn, TrialWay},
    preference::DefaultOption,
};

use super::FakeDirectory;

type Answer<T> = Result<T, DirectoryError>;

/// The registrations that run, as the service keeps them.
#[derive(Default)]
pub(crate) struct Registrations(Mutex<Vec<Registration>>);

impl FakeDirectory {
    /// What happens at the phone or in the browser.
    pub(crate) fn happens(&self, id: &str, change: impl FnOnce(&mut Registration)) {
        let mut all = self.registrations.0.lock().unwrap();
        change(all.iter_mut().find(|one| one.id == id).unwrap());
    }

    /// The same, if there is such a registration.
    pub(crate) fn may_happen(&self, id: &str, change: impl FnOnce(&mut Registration)) {
        let mut all = self.registrations.0.lock().unwrap();
        if let Some(one) = all.iter_mut().find(|one| one.id == id) {
            change(one);
        }
    }

    fn keep(&self, mut registration: Registration) -> Registration {
        let answer = registration.clone();
        registration.secret = None;
        registration.page = None;
        self.registrations.0.lock().unwrap().push(registration);
        answer
    }

    fn registration(&self, id: &str) -> Answer<Registration> {
        let all = self.registrations.0.lock().unwrap();
        all.iter()
            .find(|one| one.id == id)
            .cloned()
            .ok_or(DirectoryError::Refused(Refusal::RegistrationNotFound))
    }

    pub(crate) fn add(&self, method: SecurityMethod) {
        if let Part::Given(methods) = &mut self.data().methods {
            methods.push(method);
        }
    }

    fn number(&self) -> usize {
        self.registrations.0.lock().unwrap().len() + 1
    }
}

const START: OffsetDateTime = datetime!(2026-11-22 09:00 UTC);

fn bare(number: usize, kind: RegistrationKind, state: RegistrationState) -> Registration {
    let expires_at = START + Duration::minutes(10);
    Registration::new(format!("r{number}"), kind, state, expires_at)
}

#[async_trait]
impl MethodsPort for FakeDirectory {
    async fn start_registration(
        &self,
        _: &Authority,
        _: &SecretString,
        new: &NewMethod,
    ) -> Answer<Registration> {
        self.enter(format!("register {new:?}"))?;
        let number = self.number();
        let begun = self.keep(match new {
            NewMethod::Phone {
                number: to, channel, ..
            } => Registration {
                sent_to: Some(to.clone()),
                channel: Some(*channel),
                tries_remaining: Some(5),
                resend_after: Some(START + Duration::minutes(1)),
                ..bare(
                    number,
                    RegistrationKind::Phone,
                    match channel {
                        Channel::Sms => RegistrationState::AwaitingCode,
                        Channel::Voice => RegistrationState::AwaitingCall,
                    },
                )
            },
            NewMethod::SoftwareOath { .. } => Registration {
                tries_remaining: Some(5),
                secret: Some(OathSecret {
                    secret_key: SecretString::from("CANARYSECRETKEY"),
                    uri: SecretString::from("otpauth://totp/x?secret=CANARYSECRETKEY"),
                    issuer: "Noorderlicht".into(),
                    account_name: "sanne@noorderlicht.example".into(),
                }),
                ..bare(
                    number,
                    RegistrationKind::SoftwareOath,
                    RegistrationState::AwaitingCode,
                )
            },
            NewMethod::Authenticator => Registration {
                page: Some(SecretString::from(
                    "https://login.noorderlicht.example/approve?t=canary-page",
                )),
                ..bare(
                    number,
                    RegistrationKind::Authenticator,
                    RegistrationState::AwaitingScan,
                )
            },
            NewMethod::Passkey { .. } => Registration {
                page: Some(SecretString::from(
                    "https://login.noorderlicht.example/passkey?t=canary-page",
                )),
                ..bare(
                    number,
                    RegistrationKind::Passkey,
                    RegistrationState::AwaitingBrowser,
                )
            },
        });
        self.start_gate.acquire().await.unwrap().forget();
        Ok(begun)
    }

    async fn start_trial(
        &self,
        _: &Authority,
        _: &SecretString,
        method_id: &str,
        by: TrialWay,
    ) -> Answer<Registration> {
        self.enter(format!("try {method_id} {by:?}"))?;
        let (state, sent_to) = match by {
            TrialWay::Code => (RegistrationState::AwaitingCode, None),
            TrialWay::Sms => (RegistrationState::AwaitingCode, Some("+31612345678")),
            TrialWay::Email => (RegistrationState::AwaitingCode, Some("sanne@prive.example")),
            TrialWay::Voice => (RegistrationState::AwaitingCall, Some("+31612345678")),
            TrialWay::Approval => (RegistrationState::AwaitingApproval, None),
            TrialWay::Browser => (RegistrationState::AwaitingBrowser, None),
        };
        let begun = self.keep(Registration {
            sent_to: sent_to.map(str::to_owned),
            number: (by == TrialWay::Approval).then(|| "42".to_owned()),
            page: (by == TrialWay::Browser)
                .then(|| SecretString::from("https://login.noorderlicht.example/try?t=canary-page")),
            ..bare(self.number(), RegistrationKind::Trial, state)
        });
        self.start_gate.acquire().await.unwrap().forget();
        Ok(begun)
    }

    async fn read_registration(
        &self,
        _: &Authority,
        _: &SecretString,
        _: RegistrationKind,
        id: &str,
    ) -> Answer<Registration> {
        self.enter(format!("watch {id}"))?;
        self.registration(id)
    }

    async fn resend_registration(
        &self,
        _: &Authority,
        _: &SecretString,
        _: RegistrationKind,
        id: &str,
    ) -> Answer<Registration> {
        self.enter(format!("send again {id}"))?;
        self.happens(id, |one| one.resend_after = Some(START + Duration::minutes(2)));
        self.registration(id)
    }

    async fn confirm_registration(
        &self,
        _: &Authority,
        _: &SecretString,
        kind: RegistrationKind,
        id: &str,
        code: &SecretString,
        name: Option<&str>,
    ) -> Answer<String> {
        self.enter(format!("prove {id} {} {name:?}", code.expose_secret()))?;
        let registration = self.registration(id)?;
        let kind = match kind {
            RegistrationKind::Phone => MethodKind::Phone,
            RegistrationKind::SoftwareOath => MethodKind::SoftwareOath,
            RegistrationKind::Authenticator => MethodKind::MicrosoftAuthenticator,
            RegistrationKind::Passkey => MethodKind::Passkey,
            RegistrationKind::Trial => {
                self.happens(id, |one| {
                    one.state = RegistrationState::Completed;
                    one.method_id = Some("tried".into());
                });
                return Ok(id.to_owned());
            }
        };
        self.add(SecurityMethod {
            value: registration.sent_to,
            name: name.map(str::to_owned),
            ..SecurityMethod::new(format!("of-{id}"), kind)
        });
        self.happens(id, |one| {
            one.state = RegistrationState::Completed;
            one.method_id = Some(format!("of-{id}"));
        });
        Ok(format!("of-{id}"))
    }

    async fn cancel_registration(
        &self,
        _: &Authority,
        _: &SecretString,
        _: RegistrationKind,
        id: &str,
    ) -> Answer<()> {
        self.enter(format!("give up {id}"))
    }

    async fn delete_method(&self, _: &Authority, _: &SecretString, _: &MethodKind, id: &str) -> Answer<()> {
        self.enter(format!("delete {id}"))?;
        if let Part::Given(methods) = &mut self.data().methods {
            methods.retain(|method| method.id != id);
        }
        Ok(())
    }

    async fn rename_method(
        &self,
        _: &Authority,
        _: &SecretString,
        _: &MethodKind,
        id: &str,
        name: &str,
    ) -> Answer<()> {
        self.rename_gate.acquire().await.unwrap().forget();
        self.enter(format!("rename {id} {name}"))?;
        if let Part::Given(methods) = &mut self.data().methods {
            for method in methods.iter_mut().filter(|method| method.id == id) {
                method.name = Some(name.to_owned());
            }
        }
        Ok(())
    }

    async fn read_security_questions(
        &self,
        _: &Authority,
        _: &SecretString,
        language: &str,
    ) -> Answer<SecurityQuestions> {
        self.enter(format!("questions {language}"))?;
        let question = |id: &str, custom| SecurityQuestion {
            id: id.into(),
            text: format!("Question {id}"),
            custom,
        };
        Ok(SecurityQuestions {
            required: 2,
            questions: vec![question("q1", false), question("q2", true)],
        })
    }

    async fn save_security_questions(
        &self,
        _: &Authority,
        _: &SecretString,
        answers: &[QuestionAnswer],
    ) -> Answer<()> {
        let ids: Vec<_> = answers.iter().map(|answer| answer.question_id.as_str()).collect();
        self.enter(format!("answer {}", ids.join(" ")))?;
        self.add(SecurityMethod::new(
            "securityQuestions",
            MethodKind::SecurityQuestions,
        ));
        Ok(())
    }

    async fn create_recovery_codes(&self, _: &Authority, _: &SecretString) -> Answer<RecoveryCodes> {
        self.enter("make codes".into())?;
        Ok(RecoveryCodes {
            codes: (0..10)
                .map(|n| SecretString::from(format!("CANARY-{n:05}")))
                .collect(),
            created_at: START,
        })
    }

    async fn activate_hardware_token(
        &self,
        _: &Authority,
        _: &SecretString,
        id: &str,
        code: &SecretString,
        name: Option<&str>,
    ) -> Answer<()> {
        self.enter(format!("activate {id} {} {name:?}", code.expose_secret()))
    }

    async fn set_default_method(&self, _: &Authority, _: &SecretString, option: DefaultOption) -> Answer<()> {
        self.enter(format!("default {option:?}"))?;
        if let Part::Given(preferences) = &mut self.data().preferences {
            preferences.current = Some(option);
        }
        Ok(())
    }

    async fn set_sms_sign_in(&self, _: &Authority, _: &SecretString, id: &str, on: bool) -> Answer<()> {
        self.enter(format!("sms {id} {on}"))?;
        let state = if on {
            SmsSignIn::Ready
        } else {
            SmsSignIn::NotEnabled
        };
        if let Part::Given(methods) = &mut self.data().methods {
            for method in methods.iter_mut().filter(|method| method.id == id) {
                method.sms_sign_in = Some(state);
            }
        }
        Ok(())
    }

    async fn forget_remembered_devices(&self, _: &Authority, _: &SecretString) -> Answer<()> {
        self.enter("forget".into())?;
        self.data().remembered_devices = Part::Given(0);
        Ok(())
    }

    async fn confirm_security_info(&self, _: &Authority, _: &SecretString) -> Answer<()> {
        self.enter("looks good".into())
    }

    async fn snooze_registration(&self, _: &Authority, _: &SecretString) -> Answer<()> {
        self.enter("snooze".into())
    }
}
