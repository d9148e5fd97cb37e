//! Deleting a method: judged by a list of now, sent, and gone from the list as soon as the service confirmed it.

use workpass_domain::{
    action::Action,
    method::{MethodKind, SecurityMethod},
};

use super::{
    Desk,
    call::Errand,
    event::SessionStep,
    methods::may,
    session::{Session, SignedIn},
};
use crate::{
    error::UiError,
    explain,
    intent::Reply,
    known::given,
    ports::{DirectoryError, Part},
    present::{method, security::footing},
    view::{MethodKindView, StepUpFor},
};

/// What is remembered of the list counts as the list of now for this long.
const CURRENT: time::Duration = time::Duration::seconds(5);

/// Which method is to go, as the dialog spoke of it.
pub(super) struct Deletion {
    pub(super) id: String,
    pub(super) kind: MethodKindView,
    pub(super) accept_lock_out: bool,
}

/// How the service answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Deleted {
    Confirmed,
    /// It does not know the method, or not where it was looked for.
    NotFound,
}

impl Desk {
    /// B-27, B-29: what cannot be undone is refused before anything is sent, unless it was said that it is wanted.
    pub(super) fn delete_method(&mut self, deletion: Deletion, reply: Reply<()>) {
        self.on_current_list(reply, move |desk, reply| desk.delete_now(deletion, reply));
    }

    fn delete_now(&mut self, deletion: Deletion, reply: Reply<()>) {
        let checked = self
            .online()
            .and_then(|signed_in| may_delete(signed_in, &deletion));
        let kind = match checked {
            Ok(kind) => kind,
            Err(error) => return drop(reply.send(Err(error))),
        };
        let id = deletion.id;
        let errand = Errand::new(Action::DeleteMethod(kind.clone()), StepUpFor::DeleteMethod);
        self.call_then(
            errand,
            reply,
            {
                let id = id.clone();
                move |services, access| {
                    let (kind, id) = (kind.clone(), id.clone());
                    async move {
                        let (at, token) = (&access.authority, &access.token);
                        match services.methods.delete_method(at, token, &kind, &id).await {
                            Ok(()) => Ok(Deleted::Confirmed),
                            Err(DirectoryError::NotFound) => Ok(Deleted::NotFound),
                            Err(error) => Err(error),
                        }
                    }
                }
            },
            move |deleted, reply| SessionStep::MethodDeleted { id, deleted, reply },
        );
    }

    pub(super) fn method_deleted(&mut self, id: &str, deleted: Deleted, reply: Reply<()>) {
        match deleted {
            Deleted::Confirmed => {
                if let Some(signed_in) = self.signed_in() {
                    signed_in.forget_method(id);
                }
                self.written(Box::new(move || drop(reply.send(Ok(())))));
            }
            Deleted::NotFound => {
                let id = id.to_owned();
                self.after_reading(reply, move |desk, _, reply| {
                    // B-207: deleted is what the list says, not what a service does not find.
                    drop(reply.send(Err(if desk.lists(&id) {
                        let reference = explain::log(&DirectoryError::NotFound);
                        UiError::ServiceTrouble { reference }
                    } else {
                        UiError::MethodNotFound
                    })));
                });
            }
        }
    }

    fn lists(&self, id: &str) -> bool {
        let Session::SignedIn(signed_in) = &self.session else {
            return false;
        };
        let methods = signed_in
            .known
            .as_ref()
            .and_then(|known| given(&known.data.methods));
        methods.is_some_and(|methods| methods.iter().any(|method| method.id == id))
    }

    /// Goes on with a list that is the service's of now: what remains is not judged by an old one.
    pub(super) fn on_current_list<R: Send + 'static>(
        &mut self,
        reply: Reply<R>,
        go_on: impl FnOnce(&mut Self, Reply<R>) + Send + 'static,
    ) {
        if let Err(error) = self.online() {
            return drop(reply.send(Err(error)));
        }
        if self.list_is_current() {
            return go_on(self, reply);
        }
        self.after_reading(reply, |desk, read, reply| match read {
            _ if desk.list_is_current() => go_on(desk, reply),
            Ok(()) => desk.on_current_list(reply, go_on),
            Err(error) => drop(reply.send(Err(error))),
        });
    }

    fn list_is_current(&self) -> bool {
        let Session::SignedIn(signed_in) = &self.session else {
            return false;
        };
        let now = self.context.now();
        signed_in.listed_at.is_some_and(|at| now - at <= CURRENT)
    }

    /// Reads the account anew and goes on with how that ended.
    fn after_reading<R: Send + 'static>(
        &mut self,
        reply: Reply<R>,
        go_on: impl FnOnce(&mut Self, Result<(), UiError>, Reply<R>) + Send + 'static,
    ) {
        let line = self.line.clone();
        let (done, read) = tokio::sync::oneshot::channel();
        self.read_then(done, true);
        let Some(signed_in) = self.signed_in() else {
            return drop(reply.send(Err(UiError::SessionEnded)));
        };
        if let Some(reading) = &mut signed_in.reading {
            reading.asked = true;
        }
        let session = signed_in.number;
        tokio::spawn(async move {
            let read = read.await.unwrap_or(Err(UiError::SessionEnded));
            let then = move |desk: Option<&mut Self>| match desk {
                Some(desk) => go_on(desk, read, reply),
                None => drop(reply.send(Err(UiError::SessionEnded))),
            };
            line.step(session, SessionStep::ReadBefore(Box::new(then)));
        });
    }
}

impl SignedIn {
    /// A method that the service deleted is gone from the list at once, and no read of this run brings it back: the next
    /// answer may come from a copy that has not heard of it.
    fn forget_method(&mut self, id: &str) {
        let Some(known) = &mut self.known else { return };
        let methods = given(&known.data.methods).map_or(&[][..], |all| all);
        let after = footing(known, methods)
            .delete(id)
            .and_then(|effect| effect.remains.reset);
        let Part::Given(methods) = &mut known.data.methods else {
            return;
        };
        self.gone
            .extend(methods.iter().filter(|method| method.id == id).cloned());
        methods.retain(|method| method.id != id);
        if let (Part::Given(policy), Some(reset)) = (&mut known.data.policy, after) {
            policy.reset = reset;
        }
    }

    /// Takes out of a list what was deleted in this run.
    pub(super) fn without_what_is_gone(&self, methods: &mut Vec<SecurityMethod>) {
        methods.retain(|method| !self.gone.iter().any(|gone| is_same(gone, method)));
    }

    /// One of the kind is added: ids of phones and addresses are always the same ones.
    pub(super) fn expect_method(&mut self, kind: &MethodKind) {
        self.gone.retain(|gone| gone.kind != *kind);
    }
}

/// One with the same id that came later is another one.
fn is_same(gone: &SecurityMethod, listed: &SecurityMethod) -> bool {
    let later = gone.created_at.zip(listed.created_at);
    gone.id == listed.id && later.is_none_or(|(gone, listed)| gone == listed)
}

fn may_delete(signed_in: &SignedIn, deletion: &Deletion) -> Result<MethodKind, UiError> {
    let id = &deletion.id;
    let deleted = may(signed_in, id, |standing, method| standing.may_delete(method))?;
    // The dialog spoke of something else than what has this id now.
    if method::kind(&deleted) != deletion.kind {
        return Err(UiError::MethodNotFound);
    }
    let Some(known) = &signed_in.known else {
        return Ok(deleted);
    };
    let methods = given(&known.data.methods).map_or(&[][..], |all| all);
    let Some(effect) = footing(known, methods).delete(id) else {
        return Ok(deleted);
    };
    if effect.alternate_first {
        return Err(UiError::AlternatePhoneExists);
    }
    if effect.needs_new_default {
        return Err(UiError::NeedsNewDefault);
    }
    if effect.last_way_in && !deletion.accept_lock_out {
        return Err(UiError::LastWayIn);
    }
    Ok(deleted)
}
