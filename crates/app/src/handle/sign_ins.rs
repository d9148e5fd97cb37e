//! My sign-ins.

use super::Handle;
use crate::{
    error::UiError,
    intent::{Intent, Reply, SignInsIntent},
    view::{OpenSessionView, SignInFilter, SignInPageView},
};

impl Handle {
    /// One page, the newest first; `after` is what the page before ended with.
    pub async fn sign_ins(
        &self,
        search: String,
        filter: SignInFilter,
        after: Option<String>,
    ) -> Result<SignInPageView, UiError> {
        self.ask_sign_ins(|reply| SignInsIntent::List {
            search,
            filter,
            after,
            reply,
        })
        .await
    }

    pub async fn answer_sign_in(&self, id: String, mine: bool) -> Result<(), UiError> {
        self.ask_sign_ins(|reply| SignInsIntent::Answer { id, mine, reply })
            .await
    }

    pub async fn sessions(&self) -> Result<Vec<OpenSessionView>, UiError> {
        self.ask_sign_ins(|reply| SignInsIntent::ListSessions { reply })
            .await
    }

    pub async fn end_session(&self, id: String) -> Result<(), UiError> {
        self.ask_sign_ins(|reply| SignInsIntent::EndSession { id, reply })
            .await
    }

    pub async fn end_other_sessions(&self) -> Result<(), UiError> {
        self.ask_sign_ins(|reply| SignInsIntent::EndOtherSessions { reply })
            .await
    }

    async fn ask_sign_ins<T>(&self, intent: impl FnOnce(Reply<T>) -> SignInsIntent) -> Result<T, UiError> {
        self.ask(|reply| Intent::SignIns(intent(reply))).await
    }
}
