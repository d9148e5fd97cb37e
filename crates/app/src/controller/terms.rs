//! Terms of use: reading, accepting, declining, and the record of it (B-172 … B-177).

use workpass_domain::{
    action::Action,
    terms::{self, AcceptFault, Terms, TermsDecision, TermsText},
};

use super::{Desk, call::Errand, event::SessionStep};
use crate::{
    error::UiError,
    explain,
    intent::Reply,
    known::given,
    ports::DirectoryError,
    present::{self, terms_text},
    view::{SavedFileView, StepUpFor, TermsDecisionView, TermsDocumentView},
};

/// The name of the file with the record; does not say whose it is.
const RECORD: &str = "workpass-terms";

impl Desk {
    /// The text as it is now; with what changed, when an older version was accepted.
    pub(super) fn get_terms_document(&mut self, id: String, reply: Reply<TermsDocumentView>) {
        let language = self.locale();
        let line = self.line.clone();
        let accepted = self.listed_terms(&id).and_then(|terms| terms.accepted.clone());
        let session = self
            .signed_in()
            .map(|signed_in| signed_in.number)
            .unwrap_or_default();
        self.call(Errand::continuing(), reply, move |services, access| {
            let (id, language, line, accepted) =
                (id.clone(), language.clone(), line.clone(), accepted.clone());
            async move {
                let (at, token) = (&access.authority, &access.token);
                let directory = &services.directory;
                let before = async {
                    let version = accepted.as_ref()?.version.as_str();
                    // Without the old text there is still the new one.
                    directory
                        .read_terms(at, token, &id, &language, Some(version))
                        .await
                        .ok()
                };
                let now = directory.read_terms(at, token, &id, &language, None);
                let (now, before) = tokio::join!(now, before);
                let text = now.map_err(withdrawn)?;
                let (id, file_id) = (text.id.clone(), text.file_id.clone());
                line.step(session, SessionStep::TermsOpened { id, file_id });
                let before = before.filter(|before| is_comparable(before, &text));
                // A long one takes a moment.
                let read = tokio::task::spawn_blocking(move || terms_text::view(text, before.as_ref()));
                Ok(read
                    .await
                    .expect("laying a text out neither panics nor is it cancelled"))
            }
        });
    }

    /// B-175. A text that is newer than the list means that the list is old.
    pub(super) fn terms_opened(&mut self, id: String, file_id: String) {
        let is_listed = self
            .listed_terms(&id)
            .is_some_and(|terms| terms.file_id == file_id);
        let Some(signed_in) = self.signed_in() else { return };
        signed_in.opened_terms.insert((id, file_id));
        if !is_listed {
            self.read_account();
        }
    }

    pub(super) fn accept_terms(&mut self, id: String, file_id: String, reply: Reply<()>) {
        let opened = self
            .signed_in()
            .is_some_and(|signed_in| signed_in.opened_terms.contains(&(id.clone(), file_id.clone())));
        if let Err(error) = self.check_terms(|listed| terms::may_accept(listed, &id, &file_id, opened)) {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::new(Action::ReviewTerms, StepUpFor::AcceptTerms);
        self.write(errand, reply, move |services, access| {
            let (id, file_id) = (id.clone(), file_id.clone());
            async move {
                services
                    .directory
                    .accept_terms(&access.authority, &access.token, &id, &file_id)
                    .await
                    .map_err(withdrawn)
            }
        });
    }

    /// B-176: blocks the apps that need it, until it is accepted.
    pub(super) fn decline_terms(&mut self, id: String, file_id: String, reply: Reply<()>) {
        if let Err(error) = self.check_terms(|listed| terms::may_decline(listed, &id, &file_id)) {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::new(Action::ReviewTerms, StepUpFor::AcceptTerms);
        self.write(errand, reply, move |services, access| {
            let (id, file_id) = (id.clone(), file_id.clone());
            async move {
                services
                    .directory
                    .decline_terms(&access.authority, &access.token, &id, &file_id)
                    .await
                    .map_err(withdrawn)
            }
        });
    }

    pub(super) fn get_terms_decisions(&mut self, reply: Reply<Vec<TermsDecisionView>>) {
        self.call(Errand::continuing(), reply, move |services, access| async move {
            let decisions = services
                .directory
                .read_terms_decisions(&access.authority, &access.token)
                .await?;
            Ok(decisions.iter().map(present::terms::decision).collect())
        });
    }

    /// The record as a file of the person's own, read anew so that nothing is missing.
    pub(super) fn save_terms_decisions(&mut self, reply: Reply<SavedFileView>) {
        let shell = self.context.shell.clone();
        let (read, answer) = tokio::sync::oneshot::channel::<Result<Vec<TermsDecision>, UiError>>();
        tokio::spawn(async move {
            let saved = match answer.await {
                Ok(Ok(decisions)) => shell
                    .save_document(RECORD, &present::terms::record(&decisions))
                    .map_err(|error| explain::shell(&error)),
                Ok(Err(error)) => Err(error),
                // The session ended while it was read.
                Err(_) => Err(UiError::NotAvailable),
            };
            let _ = reply.send(saved.map(|path| SavedFileView {
                path: path.display().to_string(),
            }));
        });
        self.call(Errand::continuing(), read, move |services, access| async move {
            services
                .directory
                .read_terms_decisions(&access.authority, &access.token)
                .await
        });
    }

    fn listed_terms(&mut self, id: &str) -> Option<&Terms> {
        let known = self.signed_in()?.known.as_ref()?;
        given(&known.data.terms)?.iter().find(|terms| terms.id == id)
    }

    /// Whether the answer can be given, by what is known.
    fn check_terms(&mut self, check: impl Fn(&[Terms]) -> Result<(), AcceptFault>) -> Result<(), UiError> {
        let signed_in = self.online()?;
        let listed = signed_in
            .known
            .as_ref()
            .and_then(|known| given(&known.data.terms));
        check(listed.map(Vec::as_slice).unwrap_or_default()).map_err(explain::accept)
    }
}

/// In two languages everything is different, and nothing is said by it.
fn is_comparable(before: &TermsText, now: &TermsText) -> bool {
    before.language == now.language && before.file_id != now.file_id
}

/// Terms that are not there any more are not asked for any more.
fn withdrawn(error: DirectoryError) -> DirectoryError {
    match error {
        DirectoryError::NotFound => DirectoryError::NotOffered,
        error => error,
    }
}
