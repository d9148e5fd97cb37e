//! The page for a code that was sent, by text or mail.

use askama::Template;

use super::arrive::{Around, Registrant};
use super::texts::RegisterTexts;
use crate::methods::sent_code;
use crate::pages::render::Frame;
use crate::pages::visitor::Visitor;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "register-code.html")]
pub(super) struct CodePage {
    pub(super) frame: Frame,
    pub(super) w: &'static RegisterTexts,
    pub(super) around: Around,
    /// Where the code goes.
    pub(super) path: String,
    pub(super) wait: Option<String>,
    pub(super) title: &'static str,
    pub(super) lead: String,
    pub(super) hint: &'static str,
    pub(super) problem: Option<String>,
}

impl CodePage {
    /// A page without words for what was sent.
    pub(super) fn of(
        state: &AppState,
        visitor: &Visitor,
        registrant: &Registrant,
        path: &str,
        resend_after_at: Option<i64>,
    ) -> Self {
        let w = RegisterTexts::of(visitor.lang);
        Self {
            around: Around::of(state, visitor, registrant),
            path: path.to_owned(),
            wait: wait(w, resend_after_at, state.now_ms()),
            title: "",
            lead: String::new(),
            hint: "",
            problem: None,
            frame: Frame::of(visitor, registrant.page(path)),
            w,
        }
    }
}

/// When another can be asked for.
pub(super) fn wait(w: &RegisterTexts, resend_after_at: Option<i64>, now_ms: i64) -> Option<String> {
    let left = sent_code::pause(resend_after_at?, now_ms)?;
    let seconds = left.as_millis().div_ceil(1000);
    Some(w.wait_to_resend.replace("{seconds}", &seconds.to_string()))
}
