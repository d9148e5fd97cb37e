//! A phone number in the place of a user name (B-66): which number is meant, and whose it is.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::kind::{MethodKind, PhoneSlot, state as states};
use super::phone;
use crate::authority::registered;
use crate::store::entities::{method_policy, security_method, tenant, user};
use crate::store::values::MethodRules;

/// What somebody typed in the place of a user name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A number, in E.164.
    Number(String),
    /// A number of several countries' plans: it takes the country code.
    Ambiguous,
    /// No number.
    Other,
}

/// Where a number may be somebody's user name.
#[derive(Clone, Debug, Default)]
pub struct Realm {
    /// The organizations, with the country whose way of writing numbers is theirs.
    tenants: Vec<(Uuid, Option<String>)>,
}

impl Realm {
    /// The organizations that let anybody sign in with a number; of these the one that is asked for, when one is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &DatabaseConnection, asked: Option<Uuid>) -> Result<Self, DbErr> {
        // An installation has a handful of organizations and policies at most.
        let policies = method_policy::Entity::find().all(db).await?;
        let offering: BTreeSet<Uuid> = policies
            .into_iter()
            .filter(|policy| is_allowed(&policy.rules))
            .map(|policy| policy.tenant_id)
            .filter(|tenant| asked.is_none_or(|asked| asked == *tenant))
            .collect();
        let tenants = tenant::Entity::find()
            .filter(tenant::Column::Id.is_in(offering))
            .all(db)
            .await?;
        Ok(Self {
            tenants: tenants
                .into_iter()
                .map(|tenant| (tenant.id, tenant.settings.country_letter_code))
                .collect(),
        })
    }

    /// Whether nobody can sign in with a number here.
    pub fn is_empty(&self) -> bool {
        self.tenants.is_empty()
    }

    /// Reads a number with its country code, or as it is dialled in the country of the organization.
    pub fn read(&self, typed: &str) -> Typed {
        if self.is_empty() {
            return Typed::Other;
        }
        let countries: BTreeSet<Option<&str>> = self
            .tenants
            .iter()
            .map(|(_, country)| country.as_deref())
            .collect();
        let numbers: BTreeSet<String> = countries
            .into_iter()
            .filter_map(|country| phone::read(typed, country))
            .collect();
        let mut numbers = numbers.into_iter();
        match (numbers.next(), numbers.next()) {
            (Some(number), None) => Typed::Number(number),
            (Some(_), Some(_)) => Typed::Ambiguous,
            (None, _) => Typed::Other,
        }
    }

    /// Whose user name a number is now: of somebody whose account, phone and policy allow it. Nobody's when it is one
    /// person's in each of two organizations and none of them was asked for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(
        &self,
        db: &DatabaseConnection,
        number: &str,
    ) -> Result<Option<(user::Model, security_method::Model)>, DbErr> {
        let keys = self
            .tenants
            .iter()
            .map(|(tenant, _)| phone::sign_in_key(*tenant, number));
        let phones = security_method::Entity::find()
            .filter(security_method::Column::LookupKey.is_in(keys))
            .find_also_related_person()
            .all(db)
            .await?;
        let mut usable = Vec::new();
        for (phone, user) in phones {
            let Some(user) = user.filter(|user| user.is_active() && user.home_user_id.is_none()) else {
                continue;
            };
            if is_usable(&phone, number) && is_allowed(&registered::rules_of(db, &user).await?) {
                usable.push((user, phone));
            }
        }
        Ok((usable.len() == 1).then(|| usable.remove(0)))
    }
}

/// Whether a policy lets people sign in with their number.
pub fn is_allowed(rules: &MethodRules) -> bool {
    rules.phone.sms && rules.phone.sms_sign_in
}

fn is_usable(phone: &security_method::Model, number: &str) -> bool {
    phone.kind == MethodKind::Phone.name()
        && phone.slot == PhoneSlot::Mobile.name()
        && phone.state == states::ACTIVE
        && phone.value.as_deref() == Some(number)
        && phone.data.phone.as_ref().is_some_and(|phone| phone.sms_sign_in)
}

trait WithPerson {
    fn find_also_related_person(self) -> sea_orm::SelectTwo<security_method::Entity, user::Entity>;
}

impl WithPerson for sea_orm::Select<security_method::Entity> {
    fn find_also_related_person(self) -> sea_orm::SelectTwo<security_method::Entity, user::Entity> {
        use sea_orm::QuerySelect;
        self.join(
            sea_orm::JoinType::LeftJoin,
            security_method::Entity::belongs_to(user::Entity)
                .from(security_method::Column::UserId)
                .to(user::Column::Id)
                .into(),
        )
        .select_also(user::Entity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn realm(countries: &[Option<&str>]) -> Realm {
        Realm {
            tenants: countries
                .iter()
                .map(|country| (Uuid::new_v4(), country.map(str::to_owned)))
                .collect(),
        }
    }

    fn number(text: &str) -> Typed {
        Typed::Number(text.to_owned())
    }

    #[test]
    fn b66_a_number_is_read_as_it_is_dialled_in_the_organizations_country() {
        let dutch = realm(&[Some("NL")]);
        for typed in ["06 1111 1111", "0611111111", "+31 6 11111111", "0031 6 1111 1111"] {
            assert_eq!(dutch.read(typed), number("+31611111111"), "{typed}");
        }
        assert_eq!(dutch.read("+44 7400 123456"), number("+447400123456"));
        for other in [
            "sanne@noorderlicht.example",
            "",
            "06",
            "12345678901234567890",
            "06x1",
        ] {
            assert_eq!(dutch.read(other), Typed::Other, "{other}");
        }
        let nowhere = realm(&[None]);
        assert_eq!(nowhere.read("0611111111"), Typed::Other);
        assert_eq!(nowhere.read("+31611111111"), number("+31611111111"));
        assert_eq!(realm(&[]).read("+31611111111"), Typed::Other, "nobody can");
    }

    #[test]
    fn b66_a_number_of_two_countries_takes_the_country_code() {
        let two = realm(&[Some("NL"), Some("FR")]);
        // A mobile number in both plans.
        assert_eq!(two.read("0612345678"), Typed::Ambiguous);
        assert_eq!(two.read("+33612345678"), number("+33612345678"));
        let same = realm(&[Some("NL"), Some("NL")]);
        assert_eq!(same.read("0612345678"), number("+31612345678"));
    }
}
