//! What the organization asks of a person's methods: more of them, stronger ones, or a look whether they still hold
//! (B-90 … B-97). The pages ask for it at sign-in, the self-service surface tells it.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::kind::MethodKind;
use super::{holding, recovery_codes, reset};
use crate::authority::registered::Registered;
use crate::authority::second_factor::Way;
use crate::clock::span;
use crate::store::entities::{email_method, user};
use crate::store::values::MethodRules;

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Snoozing for longer is no policy's (B-94), in days.
const MOST_SNOOZE_DAYS: u32 = 14;
/// Nor is confirming less often (B-93), in days.
const MOST_RECONFIRM_DAYS: u32 = 730;

/// Whether something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All is as the organization wants it.
    Nothing,
    /// The policy asks for more than there is: nothing goes on before.
    Required,
    /// The organization would like more; it can be put off.
    Recommended,
    /// The details are to be looked at again (B-93).
    Reconfirm,
}

/// What is asked of a person, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub asked: Asked,
    /// How many methods for signing in are missing.
    pub missing_sign_in: u32,
    /// And for resetting the password.
    pub missing_reset: u32,
    pub is_skippable: bool,
    /// How often it can still be put off; none when that is not counted.
    pub skips_remaining: Option<u32>,
    /// The campaign asks now, which can be put off for some days.
    pub is_campaign: bool,
    /// When the details are to be confirmed; milliseconds since the Unix epoch.
    pub reconfirm_due: Option<i64>,
    /// There is nothing stronger than messages and calls (B-97).
    pub only_text_and_voice: bool,
    /// And the organization wants a passkey instead, before anything else.
    pub passkey_instead: bool,
    /// There is nothing but a Temporary Access Pass (B-36).
    pub only_temporary_access_pass: bool,
}

/// What it is judged by. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What can prove the person.
    pub ways: Vec<Way>,
    /// Methods for signing in; a pass and recovery codes are none.
    pub for_sign_in: u32,
    /// Kinds of methods for resetting the password.
    pub for_reset: u32,
    pub confirmed_at: Option<i64>,
    pub skips: u32,
    pub snoozed_until: Option<i64>,
}

impl Requirement {
    /// What is asked of a person now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(
        db: &impl ConnectionTrait,
        now_ms: i64,
        user: &user::Model,
        registered: &Registered,
    ) -> Result<Self, DbErr> {
        let facts = facts(db, now_ms, user, registered).await?;
        Ok(Self::judge(&registered.rules, &facts, now_ms))
    }

    /// The rules.
    pub fn judge(rules: &MethodRules, facts: &Facts, now_ms: i64) -> Self {
        let wanted = &rules.registration;
        let always =
            u32::from(rules.require_second_factor == crate::store::values::RequireSecondFactor::Always);
        let missing_sign_in = Ord::max(wanted.required_sign_in, always).saturating_sub(facts.for_sign_in);
        let wanted_for_reset = if rules.password_reset_enabled {
            wanted.required_reset
        } else {
            0
        };
        let missing_reset = wanted_for_reset.saturating_sub(facts.for_reset);

        let has = |way: fn(&Way) -> bool| facts.ways.iter().any(way);
        let campaign = wanted.campaign.enabled && !has(is_stronger);
        let counted = campaign && wanted.campaign.max_skips > 0;
        let skips_remaining = counted.then(|| wanted.campaign.max_skips.saturating_sub(facts.skips));
        let is_snoozed = facts.snoozed_until.is_some_and(|until| until > now_ms);

        let reconfirm_days = Ord::min(wanted.reconfirm_days, MOST_RECONFIRM_DAYS);
        let has_any = facts.for_sign_in + facts.for_reset > 0;
        let reconfirm_due = (reconfirm_days > 0 && has_any).then(|| {
            facts
                .confirmed_at
                .map_or(now_ms, |at| at + span(DAY * reconfirm_days))
        });

        let only_text_and_voice = only_text_and_voice(&facts.ways);
        // Nobody is stopped for something that the organization does not let people register.
        let passkey = rules.methods.get(MethodKind::Passkey.name());
        let has_passkeys =
            passkey.is_some_and(|rule| rule.allowed && !rule.managed_by_administrator && rule.maximum > 0);
        let passkey_instead = only_text_and_voice && wanted.passkey_instead_of_phone && has_passkeys;

        let asked = if missing_sign_in > 0 || passkey_instead || (skips_remaining == Some(0) && !is_snoozed) {
            Asked::Required
        } else if missing_reset > 0 || (campaign && !is_snoozed) {
            Asked::Recommended
        } else if reconfirm_due.is_some_and(|due| due <= now_ms) {
            Asked::Reconfirm
        } else {
            Asked::Nothing
        };
        Self {
            asked,
            missing_sign_in,
            missing_reset,
            is_skippable: asked == Asked::Recommended,
            skips_remaining,
            is_campaign: campaign && !is_snoozed,
            reconfirm_due,
            only_text_and_voice,
            passkey_instead,
            only_temporary_access_pass: facts.ways == [Way::TemporaryAccessPass],
        }
    }
}

/// Whether these ways of proving somebody end with messages and calls (B-97): there is nothing stronger.
pub fn only_text_and_voice<'w>(ways: impl IntoIterator<Item = &'w Way> + Copy) -> bool {
    let has = |way: fn(&Way) -> bool| ways.into_iter().any(way);
    has(is_phone) && !has(is_stronger)
}

fn is_phone(way: &Way) -> bool {
    matches!(
        way,
        Way::Text | Way::CallMobile | Way::CallAlternate | Way::CallOffice
    )
}

fn is_stronger(way: &Way) -> bool {
    matches!(way, Way::Passkey | Way::Approval | Way::Oath)
}

/// Puts off what can be put off (B-94): a campaign asks again after the days the policy gives, and counts where the
/// policy counts. What is for resetting only is asked at each sign-in: there is nothing to note (B-95).
///
/// # Errors
/// When the database fails.
pub async fn snooze(
    db: &impl ConnectionTrait,
    now_ms: i64,
    user_id: Uuid,
    rules: &MethodRules,
    requirement: &Requirement,
) -> Result<(), DbErr> {
    if !(requirement.is_skippable && requirement.is_campaign) {
        return Ok(());
    }
    let days = Ord::min(rules.registration.campaign.snooze_days, MOST_SNOOZE_DAYS);
    let counted = i32::from(requirement.skips_remaining.is_some());
    let is_awake = user::Column::SnoozedUntil
        .is_null()
        .or(user::Column::SnoozedUntil.lte(now_ms));
    user::Entity::update_many()
        .col_expr(
            user::Column::RegistrationSkips,
            Expr::col(user::Column::RegistrationSkips).add(counted),
        )
        .col_expr(
            user::Column::SnoozedUntil,
            Expr::value(Some(now_ms + span(DAY * days))),
        )
        .filter(user::Column::Id.eq(user_id))
        .filter(is_awake)
        .exec(db)
        .await?;
    Ok(())
}

/// Notes that a person looked at the details and that they hold (B-93).
///
/// # Errors
/// When the database fails.
pub async fn confirm(db: &impl ConnectionTrait, now_ms: i64, user_id: Uuid) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(user::Column::SecurityInfoConfirmedAt, Expr::value(Some(now_ms)))
        .filter(user::Column::Id.eq(user_id))
        .exec(db)
        .await?;
    Ok(())
}

async fn facts(
    db: &impl ConnectionTrait,
    now_ms: i64,
    user: &user::Model,
    registered: &Registered,
) -> Result<Facts, DbErr> {
    let rules = &registered.rules;
    let own = email_method::Column::UserId.eq(user.id);
    let emails = email_method::Entity::find().filter(own).count(db).await?;
    let recovery_codes = recovery_codes::remaining(db, user.id).await?;
    let working = holding::working(emails > 0, &registered.methods, recovery_codes, now_ms);
    let signs_in = |way: &Way| !matches!(way, Way::TemporaryAccessPass | Way::RecoveryCode);
    let for_sign_in = registered
        .methods
        .iter()
        .filter(|row| registered.ways_of(row).iter().any(signs_in));
    Ok(Facts {
        ways: registered.situation.ways.iter().copied().collect(),
        for_sign_in: u32::try_from(for_sign_in.count()).unwrap_or(u32::MAX),
        for_reset: reset::counted(rules, user.is_administrator, working),
        confirmed_at: user.security_info_confirmed_at,
        skips: u32::try_from(user.registration_skips).unwrap_or(0),
        snoozed_until: user.snoozed_until,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::values::{CampaignRules, RegistrationRules};

    const NOW: i64 = 1_795_338_000_000;

    fn rules(registration: RegistrationRules) -> MethodRules {
        MethodRules {
            registration,
            password_reset_enabled: true,
            ..MethodRules::default()
        }
    }

    fn nothing() -> Facts {
        Facts::default()
    }

    fn app() -> Facts {
        Facts {
            ways: vec![Way::Oath],
            for_sign_in: 1,
            ..Facts::default()
        }
    }

    #[test]
    fn b90_what_the_policy_asks_for_signing_in_is_required() {
        let two = rules(RegistrationRules {
            required_sign_in: 2,
            ..RegistrationRules::default()
        });
        let asked = Requirement::judge(&two, &app(), NOW);
        assert_eq!((asked.asked, asked.missing_sign_in), (Asked::Required, 1));
        assert!(!asked.is_skippable);
        assert_eq!(
            Requirement::judge(&rules(RegistrationRules::default()), &nothing(), NOW).asked,
            Asked::Nothing
        );
    }

    #[test]
    fn b95_what_is_for_reset_only_can_be_skipped_and_is_asked_again() {
        let reset = rules(RegistrationRules {
            required_reset: 1,
            ..RegistrationRules::default()
        });
        let snoozed = Facts {
            snoozed_until: Some(NOW + 1),
            skips: 50,
            ..app()
        };
        let asked = Requirement::judge(&reset, &snoozed, NOW);
        assert_eq!((asked.asked, asked.missing_reset), (Asked::Recommended, 1));
        assert!(asked.is_skippable && asked.skips_remaining.is_none());
        let off = MethodRules {
            password_reset_enabled: false,
            ..reset
        };
        assert_eq!(Requirement::judge(&off, &app(), NOW).asked, Asked::Nothing);
    }

    #[test]
    fn b94_a_campaign_can_be_put_off_until_it_cannot() {
        let campaign = rules(RegistrationRules {
            campaign: CampaignRules {
                enabled: true,
                snooze_days: 2,
                max_skips: 3,
            },
            ..RegistrationRules::default()
        });
        let phone = |skips, snoozed_until| Facts {
            ways: vec![Way::Text, Way::CallMobile],
            for_sign_in: 1,
            skips,
            snoozed_until,
            ..Facts::default()
        };
        let first = Requirement::judge(&campaign, &phone(0, None), NOW);
        assert_eq!(
            (first.asked, first.skips_remaining),
            (Asked::Recommended, Some(3))
        );
        assert!(first.only_text_and_voice, "B-97");
        let put_off = Requirement::judge(&campaign, &phone(1, Some(NOW + 1)), NOW);
        assert_eq!(put_off.asked, Asked::Nothing);
        let last = Requirement::judge(&campaign, &phone(3, Some(NOW)), NOW);
        assert_eq!((last.asked, last.is_skippable), (Asked::Required, false));
        assert_eq!(Requirement::judge(&campaign, &app(), NOW).asked, Asked::Nothing);
    }

    #[test]
    fn b93_details_are_confirmed_again_after_the_days_the_policy_gives() {
        let yearly = rules(RegistrationRules {
            reconfirm_days: 365,
            ..RegistrationRules::default()
        });
        let confirmed = |days_ago: i64| Facts {
            confirmed_at: Some(NOW - days_ago * 86_400_000),
            ..app()
        };
        assert_eq!(
            Requirement::judge(&yearly, &confirmed(364), NOW).asked,
            Asked::Nothing
        );
        assert_eq!(
            Requirement::judge(&yearly, &confirmed(365), NOW).asked,
            Asked::Reconfirm
        );
        assert_eq!(
            Requirement::judge(&yearly, &app(), NOW).asked,
            Asked::Reconfirm,
            "never confirmed"
        );
        assert_eq!(
            Requirement::judge(&yearly, &nothing(), NOW).asked,
            Asked::Nothing,
            "nothing to confirm"
        );
    }

    #[test]
    fn b97_a_passkey_takes_the_place_of_text_and_voice_where_the_organization_wants_it() {
        let phone = Facts {
            ways: vec![Way::Text, Way::CallMobile, Way::RecoveryCode],
            for_sign_in: 1,
            skips: 0,
            snoozed_until: Some(NOW + 1),
            ..Facts::default()
        };
        let mut wanted = rules(RegistrationRules {
            passkey_instead_of_phone: true,
            ..RegistrationRules::default()
        });
        let asked = Requirement::judge(&wanted, &phone, NOW);
        assert_eq!(asked.asked, Asked::Nothing, "no passkeys here");
        assert!(asked.only_text_and_voice && !asked.passkey_instead);
        let passkeys = crate::store::values::MethodRule {
            allowed: true,
            maximum: 10,
            ..Default::default()
        };
        wanted.methods.insert("fido2".to_owned(), passkeys);
        let asked = Requirement::judge(&wanted, &phone, NOW);
        assert_eq!((asked.asked, asked.is_skippable), (Asked::Required, false));
        assert!(asked.passkey_instead, "whatever was put off");
        for stronger in [Way::Passkey, Way::Approval, Way::Oath] {
            let mut has = phone.clone();
            has.ways.push(stronger);
            assert_eq!(Requirement::judge(&wanted, &has, NOW).asked, Asked::Nothing);
        }
        let nothing = Requirement::judge(&wanted, &nothing(), NOW);
        assert_eq!(nothing.asked, Asked::Nothing, "who has no phone is asked as ever");
    }

    proptest! {
        #[test]
        fn registering_what_is_missing_ends_the_asking(
            sign_in in 0_u32..4, reset in 0_u32..3, have in 0_u32..4, have_reset in 0_u32..3, skips in 0_u32..9,
        ) {
            let rules = rules(RegistrationRules {
                required_sign_in: sign_in,
                required_reset: reset,
                ..RegistrationRules::default()
            });
            let mut facts = Facts {
                ways: vec![Way::Oath],
                for_sign_in: have,
                for_reset: have_reset,
                skips,
                ..Facts::default()
            };
            let asked = Requirement::judge(&rules, &facts, NOW);
            prop_assert_eq!(asked.asked == Asked::Required, have < sign_in);
            facts.for_sign_in += asked.missing_sign_in;
            facts.for_reset += asked.missing_reset;
            prop_assert_eq!(Requirement::judge(&rules, &facts, NOW).asked, Asked::Nothing);
        }
    }
}
