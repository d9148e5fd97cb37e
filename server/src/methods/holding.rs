//! What a person has and may have: the rules that apply, and every method in whatever state it is.

use std::net::IpAddr;

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::kind::{MethodKind, PhoneSlot, state as states};
use super::offer::{self, NotAddable, Possession};
use super::{recovery_codes, reset};
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
    /// How many recovery codes are left.
    pub recovery_codes: u32,
    /// What works now and is not used up.
    working: Vec<(MethodKind, Option<PhoneSlot>)>,
}

impl Holding {
    /// Of somebody with methods that all work, for tests of the rules.
    #[cfg(test)]
    pub fn for_tests(rules: MethodRules, has: Possession) -> Self {
        let kinds = has.counts.iter().filter(|(_, count)| **count > 0);
        let phones = has.phones.iter().map(|slot| (MethodKind::Phone, Some(*slot)));
        let working = kinds.map(|(kind, _)| (*kind, None)).chain(phones).collect();
        Self {
            rules,
            email: None,
            methods: Vec::new(),
            has,
            recovery_codes: 0,
            working,
        }
    }

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
        let now_ms = state.now_ms();
        let registered = Registered::of(&state.db, now_ms, user).await?;
        // Asked of everybody: a reset is not to tell by its time who has codes.
        let recovery_codes = recovery_codes::remaining(&state.db, user.id).await?;
        let has = Possession {
            can_verify: used_a_pass || can_verify(&registered),
            ..possession(user, email.is_some(), &methods)
        };
        let working = working(email.is_some(), &methods, recovery_codes, now_ms);
        Ok(Self {
            rules: registered.rules,
            email,
            methods,
            has,
            recovery_codes,
            working,
        })
    }

    /// What works now and is not used up.
    pub fn working(&self) -> &[(MethodKind, Option<PhoneSlot>)] {
        &self.working
    }

    /// How many methods count for resetting the password.
    pub fn for_reset(&self) -> u32 {
        reset::counted(
            &self.rules,
            self.has.is_administrator,
            self.working.iter().copied(),
        )
    }

    /// Whether something that works counts for resetting the password already, and one of this kind would count as the same.
    pub fn resets_with(&self, kind: MethodKind, slot: Option<PhoneSlot>) -> bool {
        let count = |working: &mut dyn Iterator<Item = (MethodKind, Option<PhoneSlot>)>| {
            reset::counted(&self.rules, self.has.is_administrator, working)
        };
        let one = count(&mut [(kind, slot)].into_iter());
        let with = count(&mut self.working.iter().copied().chain([(kind, slot)]));
        one == 1 && with == self.for_reset()
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

/// What of all this works now and is not used up.
pub(super) fn working(
    has_email: bool,
    methods: &[security_method::Model],
    recovery_codes: u32,
    now_ms: i64,
) -> Vec<(MethodKind, Option<PhoneSlot>)> {
    let active = methods
        .iter()
        .filter(|row| row.state == states::ACTIVE && row.expires_at.is_none_or(|at| at > now_ms));
    let kinds = active.filter_map(|row| {
        let kind = MethodKind::parse(&row.kind)?;
        let slot = (kind == MethodKind::Phone).then(|| PhoneSlot::parse(&row.slot));
        Some((kind, slot.flatten()))
    });
    kinds
        .filter(|(kind, _)| *kind != MethodKind::RecoveryCodes || recovery_codes > 0)
        .chain(has_email.then_some((MethodKind::Email, None)))
        .collect()
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
