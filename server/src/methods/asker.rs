//! Who asks for a method, from where: an app that calls, or a page.

use std::net::IpAddr;

use uuid::Uuid;

use super::holding::Holding;
use super::kind::MethodKind;
use crate::audit::Event;
use crate::mail::MailLanguage;
use crate::store::entities::{tenant, user};

/// A person who adds or changes a method, with what they have.
#[derive(Clone, Copy)]
pub struct Asker<'a> {
    pub user: &'a user::Model,
    pub tenant: &'a tenant::Model,
    pub holding: &'a Holding,
    /// The app that calls; none on a page.
    pub app: Option<Uuid>,
    pub address: IpAddr,
    /// What they are written and spoken to in.
    pub language: MailLanguage,
}

impl Asker<'_> {
    /// The event of something they do with a method.
    pub fn event<'e>(&self, kind: &'e str, method: MethodKind) -> Event<'e> {
        Event {
            client_id: self.app,
            address: Some(self.address.to_string()),
            detail: vec![("method", method.name().to_owned())],
            ..Event::of(kind, self.user)
        }
    }
}
