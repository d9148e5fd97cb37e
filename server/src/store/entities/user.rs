//! A person of a tenant, with the properties Graph's `user` shows.

use sea_orm::entity::prelude::*;

use crate::store::values::Strings;

/// A row of `users`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Graph `id`, token `oid` and `sub`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    /// Graph `userPrincipalName`, lower case.
    #[sea_orm(column_type = "Text")]
    pub user_name: String,
    #[sea_orm(column_type = "Text")]
    pub display_name: String,
    #[sea_orm(column_type = "Text")]
    pub given_name: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub surname: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub job_title: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub department: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub company_name: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub mail: Option<String>,
    pub other_mails: Strings,
    /// As Graph writes them: `SMTP:` marks the primary address, `smtp:` an alias.
    pub proxy_addresses: Strings,
    pub business_phones: Strings,
    #[sea_orm(column_type = "Text")]
    pub mobile_phone: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub office_location: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub street_address: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub postal_code: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub city: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub state: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub country: Option<String>,
    /// BCP 47, as `nl-NL`.
    #[sea_orm(column_type = "Text")]
    pub preferred_language: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub employee_id: Option<String>,
    /// `Member` or `Guest`.
    #[sea_orm(column_type = "Text")]
    pub user_type: String,
    pub is_administrator: bool,
    pub account_enabled: bool,
    pub manager_id: Option<Uuid>,
    /// The method policy of this person; none means the tenant's default one.
    pub method_policy_id: Option<Uuid>,
    /// Tokens and sessions issued before this instant are refused (Graph `signInSessionsValidFromDateTime`).
    pub sign_in_valid_from: i64,
    /// The default way to prove a second factor, as `push`, `oath`, `sms`, `voiceMobile`; none lets the server choose.
    #[sea_orm(column_type = "Text")]
    pub preferred_method: Option<String>,
    /// When the person last said that all methods still hold (B-93).
    pub security_info_confirmed_at: Option<i64>,
    /// How often registering was skipped (B-94).
    pub registration_skips: i32,
    /// Until when the person is not reminded to register.
    pub snoozed_until: Option<i64>,
    /// Set when the password is kept in a directory of the organization's own and cannot be changed here (B-118).
    pub password_on_premises: bool,
    /// Of a guest: the account at home that signs in for this one. None for members, and for guests whose home is none of
    /// this server's organizations.
    pub home_user_id: Option<Uuid>,
    /// When a guest signed in here for the first time.
    pub accepted_at: Option<i64>,
    /// When an app last got tokens by a sign-in.
    pub last_sign_in_at: Option<i64>,
    /// Set when the person left or was removed; thirty days later the row goes (B-156).
    pub deleted_at: Option<i64>,
    /// `left` or `removed`.
    #[sea_orm(column_type = "Text")]
    pub deleted_reason: Option<String>,
    pub created_at: i64,
}

impl Model {
    /// A new account of an organization about which nothing is known yet.
    pub fn nobody(tenant_id: Uuid, now_ms: i64) -> Self {
        Self {
            id: Uuid::new_v4(),
            tenant_id,
            user_name: String::new(),
            display_name: String::new(),
            given_name: None,
            surname: None,
            job_title: None,
            department: None,
            company_name: None,
            mail: None,
            other_mails: Strings::default(),
            proxy_addresses: Strings::default(),
            business_phones: Strings::default(),
            mobile_phone: None,
            office_location: None,
            street_address: None,
            postal_code: None,
            city: None,
            state: None,
            country: None,
            preferred_language: None,
            employee_id: None,
            user_type: "Member".to_owned(),
            is_administrator: false,
            account_enabled: true,
            manager_id: None,
            method_policy_id: None,
            sign_in_valid_from: 0,
            preferred_method: None,
            security_info_confirmed_at: None,
            registration_skips: 0,
            snoozed_until: None,
            password_on_premises: false,
            home_user_id: None,
            accepted_at: None,
            last_sign_in_at: None,
            deleted_at: None,
            deleted_reason: None,
            created_at: now_ms,
        }
    }

    /// Whether this account may be used: not turned off, not left.
    pub fn is_active(&self) -> bool {
        self.account_enabled && self.deleted_at.is_none()
    }

    /// The account that has the browser's session: the one at home of a guest, else this one.
    pub fn signs_in_as(&self) -> Uuid {
        self.home_user_id.unwrap_or(self.id)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
