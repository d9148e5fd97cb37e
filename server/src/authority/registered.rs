//! What a person has registered that can prove who they are, and what the organization's policy says about it.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::second_factor::{Situation, Way};
use crate::methods::kind::{MethodKind, PhoneSlot, state};
use crate::methods::tap::{self, Usability};
use crate::store::entities::{method_policy, recovery_code, security_method, user};
use crate::store::values::{MethodRule, MethodRules, RequireSecondFactor};

/// The use of a method that makes it a second factor.
const MULTIFACTOR: &str = "multifactor";
/// The use of a method that lets it stand alone in the place of the password.
const SIGN_IN: &str = "signIn";

/// A person's methods and rules, as a sign-in needs them.
#[derive(Clone, Debug)]
pub struct Registered {
    pub rules: MethodRules,
    /// All that works, the oldest first.
    pub methods: Vec<security_method::Model>,
    /// The remembered computer is not in here: that is a matter of the browser.
    pub situation: Situation,
}

impl Registered {
    /// Reads what a person has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &impl ConnectionTrait, now_ms: i64, user: &user::Model) -> Result<Self, DbErr> {
        let rules = rules_of(db, user).await?;
        let methods = security_method::Entity::find()
            .filter(security_method::Column::UserId.eq(user.id))
            .filter(security_method::Column::State.eq(state::ACTIVE))
            .order_by_asc(security_method::Column::CreatedAt)
            .order_by_asc(security_method::Column::Id)
            .all(db)
            .await?;
        let methods: Vec<_> = methods
            .into_iter()
            .filter(|row| row.expires_at.is_none_or(|at| at > now_ms))
            .filter(|row| {
                row.data.pass.is_none() || tap::usability(row, now_ms) == Usability::EnabledByPolicy
            })
            .collect();
        let mut ways: BTreeSet<Way> = methods.iter().flat_map(|row| ways_of(&rules, row)).collect();
        if is_usable(&rules, MethodKind::RecoveryCodes, None, MULTIFACTOR) {
            let unused = recovery_code::Entity::find()
                .filter(recovery_code::Column::UserId.eq(user.id))
                .filter(recovery_code::Column::UsedAt.is_null())
                .count(db)
                .await?;
            ways.extend((unused > 0).then_some(Way::RecoveryCode));
        }
        let situation = Situation {
            ways,
            always: rules.require_second_factor == RequireSecondFactor::Always,
            system_preferred: rules.system_preferred,
            preferred: user.preferred_method.as_deref().and_then(preferred),
            remembered: false,
        };
        Ok(Self {
            rules,
            methods,
            situation,
        })
    }

    /// How a method can prove the person.
    pub fn ways_of(&self, row: &security_method::Model) -> Vec<Way> {
        ways_of(&self.rules, row)
    }

    /// The methods a way goes by. A code may be any app's, a call has one phone.
    pub fn methods_for(&self, way: Way) -> impl Iterator<Item = &security_method::Model> {
        self.methods
            .iter()
            .filter(move |row| ways_of(&self.rules, row).contains(&way))
    }
}

/// The rules for a person: their own policy, else the organization's default one, else nothing is allowed.
///
/// # Errors
/// When the database fails.
pub async fn rules_of(db: &impl ConnectionTrait, user: &user::Model) -> Result<MethodRules, DbErr> {
    let find = method_policy::Entity::find();
    let find = match user.method_policy_id {
        Some(id) => find.filter(method_policy::Column::Id.eq(id)),
        None => find
            .filter(method_policy::Column::TenantId.eq(user.tenant_id))
            .filter(method_policy::Column::IsDefault.eq(true)),
    };
    Ok(find.one(db).await?.map(|policy| policy.rules).unwrap_or_default())
}

/// Whether methods of a kind may take the place of the password: a passkey, or a Temporary Access Pass.
pub fn may_sign_in_with(rules: &MethodRules, kind: MethodKind) -> bool {
    is_usable(rules, kind, None, SIGN_IN)
}

/// Graph's names of the default (`userPreferredMethodForSecondaryAuthentication`).
fn preferred(name: &str) -> Option<Way> {
    Some(match name {
        "push" => Way::Approval,
        "oath" => Way::Oath,
        "sms" => Way::Text,
        "voiceMobile" => Way::CallMobile,
        "voiceAlternateMobile" => Way::CallAlternate,
        "voiceOffice" => Way::CallOffice,
        _ => return None,
    })
}

/// How a method can prove a person, as the rules have it.
fn ways_of(rules: &MethodRules, row: &security_method::Model) -> Vec<Way> {
    let Some(kind) = MethodKind::parse(&row.kind) else {
        return Vec::new();
    };
    let slot = (kind == MethodKind::Phone)
        .then(|| PhoneSlot::parse(&row.slot))
        .flatten();
    if !is_usable(rules, kind, slot, MULTIFACTOR) {
        return Vec::new();
    }
    let way = match kind {
        MethodKind::Authenticator => Way::Approval,
        MethodKind::SoftwareOath | MethodKind::HardwareOath => Way::Oath,
        MethodKind::Passkey => Way::Passkey,
        MethodKind::TemporaryAccessPass => Way::TemporaryAccessPass,
        MethodKind::Phone => return slot.map(|slot| by_phone(rules, slot)).unwrap_or_default(),
        MethodKind::Password
        | MethodKind::Email
        | MethodKind::SecurityQuestions
        | MethodKind::RecoveryCodes => {
            return Vec::new();
        }
    };
    vec![way]
}

/// Text messages go to the mobile phone only, calls to each.
fn by_phone(rules: &MethodRules, slot: PhoneSlot) -> Vec<Way> {
    let (text, call) = match slot {
        PhoneSlot::Mobile => (Some(Way::Text), Way::CallMobile),
        PhoneSlot::AlternateMobile => (None, Way::CallAlternate),
        PhoneSlot::Office => (None, Way::CallOffice),
    };
    let text = text.filter(|_| rules.phone.sms);
    let call = rules.phone.voice.then_some(call);
    text.into_iter().chain(call).collect()
}

fn is_usable(rules: &MethodRules, kind: MethodKind, slot: Option<PhoneSlot>, use_: &str) -> bool {
    let own = slot.and_then(|slot| rules.methods.get(&format!("{kind}.{}", slot.name())));
    let rule: Option<&MethodRule> = own.or_else(|| rules.methods.get(kind.name()));
    rule.is_some_and(|rule| rule.usable_for.iter().any(|usable| usable == use_))
}
