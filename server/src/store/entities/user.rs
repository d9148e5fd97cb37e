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
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
