use std::sync::Mutex;

use async_trait::async_trait;
use secrecy::SecretString;
use time::macros::datetime;
use workpass_app::ports::{Authority, DirectoryError, Part, SignInsPage, SignInsPort, SignInsWanted};
use workpass_domain::sign_in::{OpenSession, Outcome, Risk, SecondStep, SignIn, Whereabouts};

use super::FakeDirectory;

type Answer<T> = Result<T, DirectoryError>;

/// What the service has of it.
#[derive(Default)]
pub(crate) struct History {
    ended: Mutex<Vec<String>>,
}

fn sign_in(id: &str, outcome: Outcome, risk: Risk) -> SignIn {
    SignIn {
        id: id.into(),
        at: datetime!(2026-11-22 08:00:00.25 +1),
        app: Some("Workpass".into()),
        from: Whereabouts {
            browser: Some("Firefox".into()),
            address: Some("203.0.113.9".into()),
            ..Whereabouts::default()
        },
        outcome,
        second_step: Some(SecondStep::Code),
        risk,
    }
}

#[async_trait]
impl SignInsPort for FakeDirectory {
    async fn read_sign_ins(
        &self,
        _: &Authority,
        _: &SecretString,
        wanted: &SignInsWanted,
    ) -> Answer<SignInsPage> {
        self.enter(format!("sign-ins {wanted:?}"))?;
        Ok(SignInsPage {
            sign_ins: vec![
                sign_in("1", Outcome::Succeeded, Risk::Unusual),
                sign_in("2", Outcome::SecondStepFailed, Risk::None),
            ],
            next: wanted.after.is_none().then(|| "2".to_owned()),
        })
    }

    async fn answer_sign_in(&self, _: &Authority, _: &SecretString, id: &str, mine: bool) -> Answer<()> {
        self.enter(format!("answer {id} {mine}"))?;
        if let Part::Given(summary) = &mut self.data().sign_ins {
            summary.unusual = 0;
        }
        Ok(())
    }

    async fn read_sessions(&self, _: &Authority, _: &SecretString) -> Answer<Vec<OpenSession>> {
        self.enter("sessions".to_owned())?;
        let ended = self.history.ended.lock().unwrap();
        let open = ["here", "there"]
            .into_iter()
            .filter(|id| !ended.contains(&(*id).to_owned()));
        Ok(open
            .map(|id| OpenSession {
                id: id.into(),
                app: Some("Workpass".into()),
                from: Whereabouts::default(),
                began_at: datetime!(2026-11-22 08:00 UTC),
                last_used_at: datetime!(2026-11-22 09:00 UTC),
                is_current: id == "here",
            })
            .collect())
    }

    async fn end_session(&self, _: &Authority, _: &SecretString, id: &str) -> Answer<()> {
        self.enter(format!("end {id}"))?;
        self.history.ended.lock().unwrap().push(id.to_owned());
        Ok(())
    }

    async fn end_other_sessions(&self, _: &Authority, _: &SecretString) -> Answer<()> {
        self.enter("end others".to_owned())?;
        self.history.ended.lock().unwrap().push("there".to_owned());
        Ok(())
    }
}
