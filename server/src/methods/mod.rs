//! The security methods themselves: one module per kind, with what it takes to register one and to prove a person with
//! one. The sign-in pages, the self-service surface and Graph call the same functions.
//!
//! How a kind proves a person at sign-in (`user` is whose name and password were right):
//!
//! - codes a person has: `totp`, `recovery_codes`, `tap` each offer
//!   `verify(state: &AppState, user: &user::Model, typed: &str) -> Result<Verdict, DbErr>`. The kind spends the code
//!   and refuses replays; whoever asks counts the tries.
//! - codes that are sent: `sms::send(state, user, method: &security_method::Model, language: MailLanguage,
//!   code: &SecretString) -> Result<(), NotSent>`. Whoever asks draws the code, keeps its MAC and compares.
//! - questions answered elsewhere: `voice::call(state, user, method, language) -> Result<Uuid, NotSent>` and
//!   `approval::ask(state, user, purpose, context) -> Result<(Uuid, String), NotSent>` (the text is the number to
//!   match), each with `answer(state, id: Uuid) -> Result<Answer, DbErr>` to watch it.
//! - `passkey`: a ceremony in the browser, `begin` and `finish`.
//!
//! The limits of what is sent (per account, number and address) belong to the kind that sends.

pub mod add_phone;
pub mod approval;
pub mod asker;
pub mod called;
pub mod email;
pub mod given_phone;
pub mod hardware_tokens;
pub mod holding;
pub mod kind;
pub mod name;
pub mod oath;
pub mod offer;
pub mod passkey;
pub mod phone;
pub mod phone_registration;
pub mod places;
pub mod preferences;
pub mod questions;
pub mod recovery_codes;
pub mod removal;
pub mod required;
pub mod reset;
pub mod sent_code;
pub mod slow_hash;
pub mod sms;
pub mod tap;
pub mod text_sign_in;
pub mod token_list;
pub mod totp;
pub mod trial;
pub mod user_number;
pub mod voice;

use std::time::Duration;

use uuid::Uuid;

use crate::clock::span;

/// What one fresh proof is good for: a registration is over by then, however often its code is sent again (B-91).
const WHOLE_REGISTRATION: Duration = Duration::from_secs(15 * 60);

/// Until when a registration works whose code or call goes out now. Instants are milliseconds since the Unix epoch.
pub fn registration_ends(created_at: i64, now_ms: i64, lifetime: Duration) -> i64 {
    Ord::min(now_ms + span(lifetime), created_at + span(WHOLE_REGISTRATION))
}

/// What became of a code that somebody typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Right, and spent: the same code does not work again. The id is the method's.
    Proven(Uuid),
    /// No code of this person.
    Wrong,
    /// Right, but it was used before.
    Used,
    /// Right, but too late or too early.
    Expired,
}

/// What became of a question that is answered on another device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nobody answered yet.
    Waiting,
    /// The person said yes, with the right number or key.
    Yes,
    No,
    /// The person said that somebody else asked (B-60).
    Reported,
    /// Nobody answered in time.
    TooLate,
}

/// Why nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// The way there failed.
    Failed,
    /// Too many went out already.
    LimitReached { retry_after: Duration },
    /// This method cannot be sent anything: not a phone, not allowed, not active.
    NotPossible,
}
