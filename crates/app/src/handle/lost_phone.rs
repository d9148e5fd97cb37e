//! "I lost my phone".

use super::Handle;
use crate::{
    error::UiError,
    intent::{Intent, LostPhoneIntent, Reply},
    view::{LossMark, LostPhoneAnswers},
};

impl Handle {
    /// Makes the plan; one that is open stays.
    pub async fn begin_loss_plan(&self, answers: LostPhoneAnswers) -> Result<(), UiError> {
        self.ask_lost_phone(|reply| LostPhoneIntent::Begin { answers, reply })
            .await
    }

    /// Does a step, by its key.
    pub async fn take_loss_step(&self, key: String) -> Result<(), UiError> {
        self.ask_lost_phone(|reply| LostPhoneIntent::Take { key, reply })
            .await
    }

    /// Says of a step what only the person can know.
    pub async fn mark_loss_step(&self, key: String, mark: LossMark) -> Result<(), UiError> {
        self.ask_lost_phone(|reply| LostPhoneIntent::Mark { key, mark, reply })
            .await
    }

    /// Opens the person's mail program; nothing is sent by it.
    pub async fn write_to_helpdesk(&self, subject: String, body: String) -> Result<(), UiError> {
        self.ask_lost_phone(|reply| LostPhoneIntent::WriteToHelpdesk { subject, body, reply })
            .await
    }

    /// Closes the plan, finished or not.
    pub async fn end_loss_plan(&self) -> Result<(), UiError> {
        self.ask_lost_phone(|reply| LostPhoneIntent::End { reply }).await
    }

    async fn ask_lost_phone<T>(
        &self,
        intent: impl FnOnce(Reply<T>) -> LostPhoneIntent,
    ) -> Result<T, UiError> {
        self.ask(|reply| Intent::LostPhone(intent(reply))).await
    }
}
