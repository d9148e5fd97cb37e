//! Other organizations where people of the sample are guests, with a few people of their own.

use anyhow::Context;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::organization::{APP_SCOPES, everything};
use super::{client_id, id, user_id};
use crate::authority::passwords;
use crate::organizations::guests;
use crate::store::entities::{method_policy, password, service_principal, tenant, user};
use crate::store::values::{HelpContact, PasswordRules, Strings, TenantSettings};

const DAY_MS: i64 = 24 * 3_600_000;

/// Another organization.
pub(super) struct Neighbour {
    pub(super) name: &'static str,
    pub(super) domain: &'static str,
    city: &'static str,
    helpdesk: &'static str,
    phone: &'static str,
    language: &'static str,
    /// Guests cannot leave by themselves.
    keeps_guests: bool,
    pub(super) members: &'static [Member],
    pub(super) guests: &'static [Guest],
}

/// Somebody whose home it is.
pub(super) struct Member {
    first: &'static str,
    given_name: &'static str,
    surname: &'static str,
    pub(super) password: &'static str,
    pub(super) shows: &'static str,
    job_title: &'static str,
    administrator: bool,
}

/// Somebody of the sample organization who is a guest.
pub(super) struct Guest {
    pub(super) first: &'static str,
    pub(super) standing: Standing,
}

/// How a guest stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Signed in before, so many days ago.
    Active(i64),
    /// Never signed in.
    Invited,
    Disabled,
}

/// All of them.
pub(super) const NEIGHBOURS: &[Neighbour] = &[
    Neighbour {
        name: "Zuiderzee Techniek N.V.",
        domain: "zuiderzee.example",
        city: "Enkhuizen",
        helpdesk: "Helpdesk Zuiderzee Techniek",
        phone: "+31 228 555 01 00",
        language: "nl-NL",
        keeps_guests: false,
        members: &[
            Member {
                first: "roos",
                given_name: "Roos",
                surname: "Kramer",
                password: "Haringbuis-Enkhuizen-36",
                shows: "another organization's administrator",
                job_title: "Hoofd ICT",
                administrator: true,
            },
            Member {
                first: "teun",
                given_name: "Teun",
                surname: "Schaap",
                password: "Gemaal-Medemblik-92",
                shows: "somebody whose home is another organization",
                job_title: "Constructeur",
                administrator: false,
            },
        ],
        guests: &[
            Guest {
                first: "anna",
                standing: Standing::Active(9),
            },
            Guest {
                first: "james",
                standing: Standing::Active(41),
            },
            Guest {
                first: "ruben",
                standing: Standing::Invited,
            },
            Guest {
                first: "pieter",
                standing: Standing::Disabled,
            },
        ],
    },
    Neighbour {
        name: "Waddenhaven Coöperatie U.A.",
        domain: "waddenhaven.example",
        city: "Harlingen",
        helpdesk: "Bureau Waddenhaven",
        phone: "+31 517 555 01 00",
        language: "nl-NL",
        keeps_guests: true,
        members: &[],
        guests: &[Guest {
            first: "anna",
            standing: Standing::Active(130),
        }],
    },
];

impl Neighbour {
    fn tenant_id(&self) -> Uuid {
        tenant_id_of(self.domain)
    }

    fn tenant(&self, now_ms: i64) -> tenant::Model {
        tenant::Model {
            id: self.tenant_id(),
            display_name: self.name.to_owned(),
            verified_domains: Strings::of([self.domain]),
            settings: TenantSettings {
                help_contact: HelpContact {
                    display_name: self.helpdesk.to_owned(),
                    email: Some(format!("helpdesk@{}", self.domain)),
                    phone: Some(self.phone.to_owned()),
                    web_url: None,
                    hours: None,
                },
                organization_kind: "smallCompany".to_owned(),
                profile_blocks: [
                    "workInformation",
                    "contact",
                    "manager",
                    "devices",
                    "organizations",
                ]
                .map(str::to_owned)
                .to_vec(),
                password_policy: PasswordRules::default(),
                default_language: self.language.to_owned(),
                keep_guests: self.keeps_guests,
                trust_home_second_factor: true,
                city: Some(self.city.to_owned()),
                country_letter_code: Some("NL".to_owned()),
                ..TenantSettings::default()
            },
            // The sample organization is the first: it is meant where nobody said which.
            created_at: now_ms + 1,
        }
    }
}

impl Member {
    pub(super) fn user_name(&self, domain: &str) -> String {
        format!("{}@{domain}", self.first)
    }

    fn user(&self, tenant: &tenant::Model, now_ms: i64) -> user::Model {
        let domain = tenant.verified_domains.0.first().map_or("", String::as_str);
        let user_name = self.user_name(domain);
        user::Model {
            id: user_id(self.first),
            job_title: Some(self.job_title.to_owned()),
            is_administrator: self.administrator,
            user_name: user_name.clone(),
            display_name: format!("{} {}", self.given_name, self.surname),
            mail: Some(user_name),
            given_name: Some(self.given_name.to_owned()),
            surname: Some(self.surname.to_owned()),
            company_name: Some(tenant.display_name.clone()),
            preferred_language: Some(tenant.settings.default_language.clone()),
            ..user::Model::nobody(tenant.id, now_ms)
        }
    }
}

/// The id of an organization beside the sample's own, by its domain.
pub fn tenant_id_of(domain: &str) -> Uuid {
    id(&format!("tenant {domain}"))
}

/// The id of a person of the sample as a guest, by the first part of the user name and the organization's domain.
pub fn guest_id(first_name: &str, domain: &str) -> Uuid {
    id(&format!("guest {first_name} {domain}"))
}

/// The names of the organizations where somebody is a guest.
pub(super) fn where_guest(first_name: &str) -> Vec<&'static str> {
    NEIGHBOURS
        .iter()
        .filter(|neighbour| neighbour.guests.iter().any(|guest| guest.first == first_name))
        .map(|neighbour| neighbour.name)
        .collect()
}

/// The passwords of their own people.
pub(super) fn passwords(now_ms: i64) -> anyhow::Result<Vec<password::ActiveModel>> {
    let members = NEIGHBOURS.iter().flat_map(|neighbour| neighbour.members);
    members
        .map(|member| {
            Ok(password::ActiveModel {
                user_id: Set(user_id(member.first)),
                hash: Set(passwords::hash(member.password)?),
                changed_at: Set(now_ms),
                last_used_at: Set(None),
            })
        })
        .collect()
}

/// Writes them all, after the people of the sample.
pub(super) async fn write(change: &DatabaseTransaction, now_ms: i64) -> anyhow::Result<()> {
    for neighbour in NEIGHBOURS {
        let tenant = neighbour.tenant(now_ms);
        tenant::Entity::insert(tenant.clone().into_active_model().reset_all())
            .exec_without_returning(change)
            .await?;
        method_policy::Entity::insert(method_policy::ActiveModel {
            id: Set(id(&format!("policy {}", neighbour.domain))),
            tenant_id: Set(tenant.id),
            name: Set("Standaard".to_owned()),
            is_default: Set(true),
            rules: Set(everything()),
        })
        .exec_without_returning(change)
        .await?;
        service_principal::Entity::insert(service_principal::ActiveModel {
            client_id: Set(client_id()),
            tenant_id: Set(tenant.id),
            consented_scopes: Set(Strings::of(APP_SCOPES.iter().copied())),
            enabled: Set(true),
        })
        .exec_without_returning(change)
        .await?;
        for member in neighbour.members {
            guests::add(change, member.user(&tenant, now_ms)).await?;
        }
        for guest in neighbour.guests {
            let home = user::Entity::find_by_id(user_id(guest.first)).one(change).await?;
            let home = home.context("a guest of the sample is one of its people")?;
            let row = guests::guest(guest_id(guest.first, neighbour.domain), &home, &tenant, now_ms);
            let days = match guest.standing {
                Standing::Active(days) => Some(days),
                Standing::Invited => None,
                Standing::Disabled => Some(200),
            };
            guests::add(
                change,
                user::Model {
                    account_enabled: guest.standing != Standing::Disabled,
                    accepted_at: days.map(|_| now_ms - 300 * DAY_MS),
                    last_sign_in_at: days.map(|days| now_ms - days * DAY_MS),
                    manager_id: neighbour.members.first().map(|member| user_id(member.first)),
                    created_at: now_ms - 301 * DAY_MS,
                    ..row
                },
            )
            .await?;
        }
    }
    Ok(())
}
