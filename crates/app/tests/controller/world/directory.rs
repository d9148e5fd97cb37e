use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard},
};

use async_trait::async_trait;
use secrecy::SecretString;
use time::macros::datetime;
use workpass_app::ports::{
    AccountData, Authority, DirectoryError, DirectoryPort, EmailChallenge, NetworkError, Part, Photo,
};
use workpass_domain::{
    contact::{HelpContact, OrganizationKind},
    method::{MethodKind, MethodUse, SecurityMethod},
    password::PasswordPolicy,
    policy::{Addable, MethodPolicy, MethodRule, ResetReadiness},
    preference::SignInPreferences,
    profile::{Organization, Person, Profile},
    registration::RegistrationStatus,
    settings::AccountSettings,
    sign_in::SignInSummary,
    terms::{Terms, TermsDecision, TermsState, TermsText},
};

type Answer<T> = Result<T, DirectoryError>;

pub(crate) struct FakeDirectory {
    data: Mutex<AccountData>,
    failures: Mutex<VecDeque<DirectoryError>>,
    pub(crate) calls: Mutex<Vec<String>>,
    pub(super) registrations: super::methods::Registrations,
    pub(super) history: super::sign_ins::History,
    /// Reading waits for a permit.
    directed: Mutex<Vec<(&'static str, DirectoryError)>>,
    pub(crate) read_gate: tokio::sync::Semaphore,
    /// A rename waits here on its way to the service.
    pub(crate) rename_gate: tokio::sync::Semaphore,
    /// Starting a registration or an e-mail challenge waits for a permit, after the service has begun it.
    pub(crate) start_gate: tokio::sync::Semaphore,
    /// What was asked for is sent after this.
    pub(crate) export_gate: tokio::sync::Semaphore,
}

impl Default for FakeDirectory {
    fn default() -> Self {
        Self {
            data: Mutex::new(account_data()),
            failures: Mutex::default(),
            calls: Mutex::default(),
            registrations: super::methods::Registrations::default(),
            history: super::sign_ins::History::default(),
            directed: Mutex::default(),
            read_gate: tokio::sync::Semaphore::new(1000),
            rename_gate: tokio::sync::Semaphore::new(1000),
            start_gate: tokio::sync::Semaphore::new(1000),
            export_gate: tokio::sync::Semaphore::new(1000),
        }
    }
}

impl FakeDirectory {
    pub(crate) fn data(&self) -> MutexGuard<'_, AccountData> {
        self.data.lock().unwrap()
    }

    /// The next calls fail like this.
    pub(crate) fn fail_with(&self, failures: impl IntoIterator<Item = DirectoryError>) {
        self.failures.lock().unwrap().extend(failures);
    }

    pub(crate) fn go_offline(&self) {
        let offline = || DirectoryError::Network(NetworkError::Offline(None));
        self.fail_with((0..1000).map(|_| offline()));
    }

    pub(crate) fn come_back(&self) {
        self.failures.lock().unwrap().clear();
    }

    pub(crate) fn count(&self, call: &str) -> usize {
        self.calls
            .lock()
            .unwrap()
            .iter()
            .filter(|seen| seen.starts_with(call))
            .count()
    }

    /// The next call that begins like this fails.
    pub(crate) fn wants_for(&self, call: &'static str, failure: DirectoryError) {
        self.directed.lock().unwrap().push((call, failure));
    }

    pub(super) fn enter(&self, call: String) -> Answer<()> {
        let mut directed = self.directed.lock().unwrap();
        if let Some(at) = directed.iter().position(|(start, _)| call.starts_with(start)) {
            self.calls.lock().unwrap().push(call);
            return Err(directed.remove(at).1);
        }
        self.calls.lock().unwrap().push(call);
        self.failures.lock().unwrap().pop_front().map_or(Ok(()), Err)
    }
}

pub(crate) fn email_rule(registered: u32) -> MethodRule {
    MethodRule {
        kind: MethodKind::Email,
        addable: Addable::Yes,
        uses: MethodUse {
            password_reset: true,
            ..MethodUse::default()
        },
        maximum: Some(1),
        registered,
        can_change: true,
        can_delete: true,
        slot: None,
        shared: None,
        channels: None,
    }
}

fn terms(id: &str, order: u32) -> Terms {
    Terms {
        id: id.into(),
        display_name: format!("Document {id}"),
        file_id: format!("{id}-file-2"),
        version: "2".into(),
        language: "nl".into(),
        state: TermsState::Pending,
        must_be_opened: true,
        per_device: false,
        order,
        accepted: None,
        required_by: vec!["Routeplanner".into()],
    }
}

/// One employee with everything.
pub(crate) fn account_data() -> AccountData {
    AccountData {
        profile: Part::Given(Profile {
            id: "sanne".into(),
            display_name: Some("Sanne Visser".into()),
            job_title: Some("Planner".into()),
            department: Some("Transport".into()),
            user_principal_name: Some("sanne@noorderlicht.example".into()),
            mail: Some("sanne.visser@noorderlicht.example".into()),
            proxy_addresses: vec!["smtp:sv@noorderlicht.example".into()],
            office_location: Some("Groningen".into()),
            mobile_phone: Some("+31 6 12345678".into()),
            user_type: Some("Member".into()),
            ..Profile::default()
        }),
        manager: Part::Given(Some(Person {
            id: "joost".into(),
            display_name: Some("Joost Bakker".into()),
            job_title: Some("Teamleider".into()),
            mail: Some("joost@noorderlicht.example".into()),
        })),
        organization: Part::Given(Organization {
            display_name: "Noorderlicht Logistiek B.V.".into(),
            country: Some("NL".into()),
            apps_page: Some("https://apps.noorderlicht.example/".into()),
            ..Organization::default()
        }),
        methods: Part::Given(vec![
            SecurityMethod::new("p", MethodKind::Password),
            SecurityMethod {
                value: Some("sanne@thuis.example".into()),
                created_at: Some(datetime!(2026-03-04 05:06:07.89 +1)),
                ..SecurityMethod::new("e", MethodKind::Email)
            },
            SecurityMethod::new("u", MethodKind::Unknown("#microsoft.graph.retinaScan".into())),
        ]),
        photo: Part::Given(Some(Photo {
            media_type: "image/png",
            bytes: vec![1, 2, 3].into(),
        })),
        policy: Part::Given(MethodPolicy {
            rules: vec![email_rule(1)],
            reset: ResetReadiness {
                enabled: true,
                methods_required: 2,
                methods_registered: 1,
                counted_by: None,
            },
            forbidden_email_domains: vec!["noorderlicht.example".into()],
            ..MethodPolicy::default()
        }),
        terms: Part::Given(vec![terms("b", 2), terms("a", 1)]),
        help: Part::Given(HelpContact {
            display_name: "Servicedesk Noorderlicht".into(),
            email: Some("help@noorderlicht.example".into()),
            organization_kind: OrganizationKind::LargeCompany,
            ..HelpContact::default()
        }),
        preferences: Part::Given(SignInPreferences::default()),
        registration: Part::Given(RegistrationStatus::default()),
        remembered_devices: Part::Given(0),
        password: Part::Given(PasswordPolicy {
            last_changed_at: Some(datetime!(2026-02-03 04:05 UTC)),
            ..PasswordPolicy::default()
        }),
        sign_ins: Part::Given(SignInSummary::default()),
        organizations: Part::Given(super::organizations::all()),
        devices: Part::Given(super::devices::all()),
        settings: Part::Given(AccountSettings::default()),
        profile_rules: Part::Given(super::profile::rules()),
    }
}

#[async_trait]
impl DirectoryPort for FakeDirectory {
    async fn read_account(&self, at: &Authority, _: &SecretString, language: &str) -> Answer<AccountData> {
        self.enter(format!("read {language}"))?;
        self.read_gate.acquire().await.unwrap().forget();
        if at.graph.is_none() {
            return Ok(AccountData {
                profile: Part::NotOffered,
                manager: Part::NotOffered,
                organization: Part::NotOffered,
                methods: Part::NotOffered,
                photo: Part::NotOffered,
                policy: Part::NotOffered,
                terms: Part::NotOffered,
                help: Part::NotOffered,
                preferences: Part::NotOffered,
                registration: Part::NotOffered,
                remembered_devices: Part::NotOffered,
                password: Part::NotOffered,
                sign_ins: Part::NotOffered,
                devices: Part::NotOffered,
                settings: Part::NotOffered,
                profile_rules: Part::NotOffered,
                organizations: Part::NotOffered,
            });
        }
        let mut data = self.data().clone();
        if at.issuer == super::ELSEWHERE {
            super::organizations::as_guest(&mut data);
        }
        if let Part::Given(all) = &mut data.organizations {
            for one in all {
                one.is_current = one.issuer == at.issuer;
            }
        }
        Ok(data)
    }

    async fn start_email_challenge(
        &self,
        _: &Authority,
        _: &SecretString,
        email_address: &str,
        replaces_method: Option<&str>,
    ) -> Answer<EmailChallenge> {
        self.enter(format!("start {email_address} {replaces_method:?}"))?;
        self.start_gate.acquire().await.unwrap().forget();
        Ok(challenge(email_address))
    }

    async fn resend_email_challenge(
        &self,
        _: &Authority,
        _: &SecretString,
        id: &str,
    ) -> Answer<EmailChallenge> {
        self.enter(format!("resend {id}"))?;
        Ok(challenge("sanne@nieuw.example"))
    }

    async fn confirm_email_challenge(
        &self,
        _: &Authority,
        _: &SecretString,
        id: &str,
        code: &SecretString,
    ) -> Answer<()> {
        use secrecy::ExposeSecret;
        self.enter(format!("confirm {id} {}", code.expose_secret()))?;
        if let Part::Given(methods) = &mut self.data().methods {
            methods.retain(|method| method.kind != MethodKind::Email);
            methods.push(SecurityMethod {
                value: Some("sanne@nieuw.example".into()),
                ..SecurityMethod::new("new", MethodKind::Email)
            });
        }
        Ok(())
    }

    async fn cancel_email_challenge(&self, _: &Authority, _: &SecretString, id: &str) -> Answer<()> {
        self.enter(format!("cancel {id}"))
    }

    async fn read_terms(
        &self,
        _: &Authority,
        _: &SecretString,
        id: &str,
        language: &str,
        version: Option<&str>,
    ) -> Answer<TermsText> {
        let version = version.unwrap_or("2");
        self.enter(format!("terms {id} {language} {version}"))?;
        Ok(TermsText {
            id: id.into(),
            file_id: format!("{id}-file-{version}"),
            version: version.into(),
            language: "nl".into(),
            display_name: format!("Document {id}"),
            markdown: if version == "2" {
                "# Kop\n\nTekst"
            } else {
                "# Kop\n\nTekst van vroeger\n\nWeg"
            }
            .into(),
        })
    }

    async fn accept_terms(&self, _: &Authority, _: &SecretString, id: &str, file_id: &str) -> Answer<()> {
        self.enter(format!("accept {id} {file_id}"))?;
        if let Part::Given(terms) = &mut self.data().terms {
            let at = datetime!(2026-11-22 09:30 UTC);
            for document in terms.iter_mut().filter(|document| document.id == id) {
                document.state = TermsState::Accepted {
                    version: document.version.clone(),
                    at,
                };
            }
        }
        Ok(())
    }

    async fn decline_terms(&self, _: &Authority, _: &SecretString, id: &str, file_id: &str) -> Answer<()> {
        self.enter(format!("decline {id} {file_id}"))?;
        if let Part::Given(terms) = &mut self.data().terms {
            let at = datetime!(2026-11-22 09:30 UTC);
            for document in terms.iter_mut().filter(|document| document.id == id) {
                document.state = TermsState::Declined { at };
            }
        }
        Ok(())
    }

    async fn change_password(
        &self,
        _: &Authority,
        _: &SecretString,
        current: Option<&SecretString>,
        new: &SecretString,
    ) -> Answer<()> {
        use secrecy::ExposeSecret;
        let current = current.map(ExposeSecret::expose_secret);
        self.enter(format!("password {current:?} {}", new.expose_secret()))?;
        if let Part::Given(policy) = &mut self.data().password {
            policy.last_changed_at = Some(datetime!(2026-11-22 09:00 UTC));
        }
        Ok(())
    }

    async fn read_terms_decisions(&self, _: &Authority, _: &SecretString) -> Answer<Vec<TermsDecision>> {
        self.enter("decisions".into())?;
        Ok(vec![TermsDecision {
            display_name: "Document a".into(),
            version: "1".into(),
            language: "nl".into(),
            accepted: true,
            at: datetime!(2025-01-02 03:04:05 UTC),
            until: None,
            sha256: "ba78".into(),
            app: "Workpass".into(),
            computer: Some("LAPTOP-7".into()),
        }])
    }

    async fn revoke_sign_in_sessions(&self, _: &Authority, _: &SecretString) -> Answer<()> {
        self.enter("revoke".into())
    }
}

fn challenge(email_address: &str) -> EmailChallenge {
    EmailChallenge {
        id: "challenge".into(),
        email_address: email_address.into(),
        expires_at: datetime!(2026-11-22 09:10 UTC),
        resend_after: datetime!(2026-11-22 09:01 UTC),
        tries_remaining: 5,
    }
}
