//! My sign-ins: lists that are read when their screen opens, and what the person says of them.

use workpass_domain::action::{Action, Unavailable};

use super::{Desk, call::Errand};
use crate::{
    error::UiError,
    explain,
    intent::{Reply, SignInsIntent},
    ports::SignInsWanted,
    present::{self, sign_ins},
};

/// The longest search that is sent, in characters.
const LONGEST_SEARCH: usize = 200;

impl Desk {
    /// What the screen asks for.
    pub(super) fn on_sign_ins_intent(&mut self, intent: SignInsIntent) {
        match intent {
            SignInsIntent::List {
                search,
                filter,
                after,
                reply,
            } => {
                let search: String = search.trim().chars().take(LONGEST_SEARCH).collect();
                let wanted = SignInsWanted {
                    search: (!search.is_empty()).then_some(search),
                    only: sign_ins::only(filter),
                    after,
                };
                self.call(Errand::continuing(), reply, move |services, access| {
                    let wanted = wanted.clone();
                    async move {
                        let (at, token) = (&access.authority, &access.token);
                        let page = services.sign_ins.read_sign_ins(at, token, &wanted).await?;
                        Ok(sign_ins::page(page))
                    }
                });
            }
            SignInsIntent::Answer { id, mine, reply } => self.answer_sign_in(id, mine, reply),
            SignInsIntent::ListSessions { reply } => {
                self.call(Errand::continuing(), reply, |services, access| async move {
                    let (at, token) = (&access.authority, &access.token);
                    let sessions = services.sign_ins.read_sessions(at, token).await?;
                    Ok(sessions.into_iter().map(sign_ins::session).collect())
                });
            }
            SignInsIntent::EndSession { id, reply } => self.end_session_of(id, reply),
            SignInsIntent::EndOtherSessions { reply } => self.end_other_sessions(reply),
        }
    }

    fn answer_sign_in(&mut self, id: String, mine: bool, reply: Reply<()>) {
        if let Err(error) = self.may(&Action::AnswerSignIn) {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::plain(Action::AnswerSignIn);
        self.write(errand, reply, move |services, access| {
            let id = id.clone();
            async move {
                let (at, token) = (&access.authority, &access.token);
                services.sign_ins.answer_sign_in(at, token, &id, mine).await
            }
        });
    }

    fn end_session_of(&mut self, id: String, reply: Reply<()>) {
        if let Err(error) = self.may(&Action::EndSession) {
            return drop(reply.send(Err(error)));
        }
        self.call(
            Errand::plain(Action::EndSession),
            reply,
            move |services, access| {
                let id = id.clone();
                async move {
                    let (at, token) = (&access.authority, &access.token);
                    services.sign_ins.end_session(at, token, &id).await
                }
            },
        );
    }

    fn end_other_sessions(&mut self, reply: Reply<()>) {
        if let Err(error) = self.may(&Action::EndSession) {
            return drop(reply.send(Err(error)));
        }
        // Browsers that were not asked for the second step are asked again: what is shown of them is old.
        self.write(
            Errand::plain(Action::EndSession),
            reply,
            |services, access| async move {
                let (at, token) = (&access.authority, &access.token);
                services.sign_ins.end_other_sessions(at, token).await
            },
        );
    }

    /// Whether it is possible by all that is known; the service has the last word.
    pub(super) fn may(&self, action: &Action) -> Result<(), UiError> {
        let signed_in = self.online()?;
        let Some(known) = &signed_in.known else {
            return Ok(());
        };
        let standing = known.standing(&signed_in.refused, signed_in.is_offline());
        let refused = |why: Unavailable| explain::unavailable(present::reason(why), None);
        standing.possible(action).map_err(refused)
    }
}
