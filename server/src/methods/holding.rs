//! What a person has and may have: the rules that apply, and every method in whatever state it is.

use std::net::IpAddr;

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::kind::{MethodKind, PhoneSlot};
use super::offer::{self, NotAddable, Possession};
use crate::authority::registered::Registered;
use crate::authority::second_factor::Way;
use crate::state::AppState;
use crate::store::entities::{email_method, security_method, user};
use crate::store::values::MethodRules;

/// What a person has, and the rules for it.
pub struct Holding {
    pub rules: MethodRules,
    pub email: Option<email_method::Model>,
    /// Of every state, the oldest first.
    pub methods: Vec<security_method::Model>,
    pub has: Possession,
}

impl Holding {
    /// Reads what a person has. `used_a_pass`: a Temporary Access Pass brought them in, which stands for another method
    /// before a passkey is made (B-80).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(state: &AppState, user: &user::Model, used_a_pass: bool) -> Result<Self, DbErr> {
        let email = email_method::Entity::find()
            .filter(email_method::Column::UserId.eq(user.id))
            .one(&state.db)
            .await?;
        let methods = security_method::Entity::find()
            .filter(security_method::Column::UserId.eq(user.id))
            .order_by_asc(security_method::Column::CreatedAt)
            .order_by_asc(security_method::Column::Id)
            .all(&state.db)
            .await?;
        let registered = Registered::of(&state.db, state.now_ms(), user).await?;
        let has = Possession {
            can_verify: used_a_pass || can_verify(&registered),
            ..possession(user, email.is_some(), &methods)
        };
        Ok(Self {
            rules: registered.rules,
            email,
            methods,
            has,
        })
    }

    /// The same, of a person who is at this address: the organization may let people register at some places only (B-92).
    #[must_use]
    pub fn seen_from(mut self, address: IpAddr) -> Self {
        self.has.is_elsewhere = !self.rules.registration.is_trusted(address);
        self
    }

    /// Why the person cannot add one more; none when they can.
    pub fn not_addable(&self, kind: MethodKind, slot: Option<PhoneSlot>) -> Option<NotAddable> {
        offer::not_addable(&self.rules, &self.has, kind, slot)
    }

    /// Why the kind is not offered to the person at all.
    pub fn not_offered(&self, kind: MethodKind, slot: Option<PhoneSlot>) -> Option<NotAddable> {
        offer::not_offered(&self.rules, self.has.is_administrator, kind, slot)
    }

    /// Whether the person may put something new in the place of what they have.
    pub fn can_change(&self, kind: MethodKind, slot: Option<PhoneSlot>) -> bool {
        offer::can_change(&self.rules, self.has.is_administrator, kind, slot)
    }

    /// The phone in a slot.
    pub fn phone(&self, slot: PhoneSlot) -> Option<&security_method::Model> {
        self.phones().find(|row| row.slot == slot.name())
    }

    /// Whether the person has a phone of this number (E.164).
    pub fn has_number(&self, number: &str) -> bool {
        self.phones().any(|row| row.value.as_deref() == Some(number))
    }

    fn phones(&self) -> impl Iterator<Item = &security_method::Model> {
        self.methods
            .iter()
            .filter(|row| row.kind == MethodKind::Phone.name())
    }
}

/// Whether something verifies the person before a passkey does (B-80). Recovery codes are for the day all else is lost.
fn can_verify(registered: &Registered) -> bool {
    let ways = &registered.situation.ways;
    ways.iter()
        .any(|way| !matches!(way, Way::RecoveryCode | Way::Password))
}

fn possession(user: &user::Model, has_email: bool, methods: &[security_method::Model]) -> Possession {
    let mut has = Possession {
        is_administrator: user.is_administrator,
        ..Possession::default()
    };
    has.counts.insert(MethodKind::Email, u32::from(has_email));
    has.counts.insert(MethodKind::Password, 1);
    for method in methods {
        match MethodKind::parse(&method.kind) {
            Some(MethodKind::Phone) => has.phones.extend(PhoneSlot::parse(&method.slot)),
            Some(kind) => *has.counts.entry(kind).or_default() += 1,
            None => {}
        }
    }
    has
}
