//! What every command needs: the database, the keys, and who is meant.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::args::{Place, PolicyArgs};
use crate::audit;
use crate::authority::directory;
use crate::secrets::ServerSecrets;
use crate::store;
use crate::store::entities::{client, method_policy, tenant, user};

/// As many ids as one question to the database has room for.
const AT_ONCE: usize = 500;
/// The largest file a command reads.
const MOST_BYTES: u64 = 6 * 1024 * 1024;

/// An open database with its keys, at one instant.
pub(super) struct Desk {
    pub(super) db: DatabaseConnection,
    pub(super) secrets: ServerSecrets,
    pub(super) now_ms: i64,
    organization: Option<String>,
}

impl Desk {
    pub(super) async fn open(place: &Place, now_ms: i64) -> anyhow::Result<Self> {
        let url: SecretString = match (&place.database, &place.data) {
            (Some(url), _) => url.clone(),
            (None, Some(data)) => {
                // A new database here would answer every question with "nobody".
                if !data.join("workpass.sqlite").is_file() {
                    bail!("there is no database in {}", data.display());
                }
                store::sqlite_url(data).into()
            }
            (None, None) => bail!("say where the database is: --data or --database"),
        };
        let db = store::open(url.expose_secret())
            .await
            .context("opening the database")?;
        Ok(Self {
            secrets: ServerSecrets::load(&db, now_ms)
                .await
                .context("reading the server's keys")?,
            db,
            now_ms,
            organization: place.organization.clone(),
        })
    }

    pub(super) async fn close(self) -> anyhow::Result<()> {
        self.db.close().await.context("closing the database")
    }

    /// The person of a user name; in an organization that is named and where they are a guest, the guest.
    pub(super) async fn user(&self, name: &str) -> anyhow::Result<user::Model> {
        let user = directory::user_by_name(&self.db, name)
            .await?
            .with_context(|| format!("nobody has the user name {name}"))?;
        if self.organization.is_none() {
            return Ok(user);
        }
        let tenant = self.tenant().await?;
        if tenant.id == user.tenant_id {
            return Ok(user);
        }
        let guest = directory::guest_of(&self.db, user.id, tenant.id).await?;
        guest.with_context(|| format!("{name} belongs to another organization, and is no guest in this one"))
    }

    /// The organization that is meant.
    pub(super) async fn tenant(&self) -> anyhow::Result<tenant::Model> {
        let mut tenants = tenant::Entity::find().all(&self.db).await?;
        let Some(wanted) = &self.organization else {
            return match tenants.len() {
                0 => bail!("there is no organization in this database"),
                1 => Ok(tenants.remove(0)),
                _ => bail!("there are several organizations: say which with --organization"),
            };
        };
        let domain = wanted.to_lowercase();
        let id = Uuid::try_parse(wanted).ok();
        tenants
            .into_iter()
            .find(|tenant| Some(tenant.id) == id || tenant.verified_domains.has(&domain))
            .with_context(|| format!("there is no organization {wanted}"))
    }

    /// The user names of people, by id.
    pub(super) async fn user_names(
        &self,
        ids: impl Iterator<Item = Uuid>,
    ) -> anyhow::Result<HashMap<Uuid, String>> {
        let mut names = HashMap::new();
        for ids in distinct(ids).chunks(AT_ONCE) {
            let found = user::Entity::find()
                .filter(user::Column::Id.is_in(ids.iter().copied()))
                .all(&self.db)
                .await?;
            names.extend(found.into_iter().map(|user| (user.id, user.user_name)));
        }
        Ok(names)
    }

    /// The names of apps, by client id.
    pub(super) async fn app_names(
        &self,
        ids: impl Iterator<Item = Uuid>,
    ) -> anyhow::Result<HashMap<Uuid, String>> {
        let mut names = HashMap::new();
        for ids in distinct(ids).chunks(AT_ONCE) {
            let found = client::Entity::find()
                .filter(client::Column::Id.is_in(ids.iter().copied()))
                .all(&self.db)
                .await?;
            names.extend(found.into_iter().map(|client| (client.id, client.display_name)));
        }
        Ok(names)
    }

    /// The policy that is meant: by name, a person's, or the default one.
    pub(super) async fn policy(&self, args: &PolicyArgs) -> anyhow::Result<method_policy::Model> {
        if let Some(name) = &args.name {
            let policy = self.policy_by_name(self.tenant().await?.id, name).await?;
            return policy.with_context(|| format!("there is no policy {name}"));
        }
        let user = match &args.user {
            Some(name) => Some(self.user(name).await?),
            None => None,
        };
        let find = method_policy::Entity::find();
        let find = match user.as_ref().and_then(|user| user.method_policy_id) {
            Some(id) => find.filter(method_policy::Column::Id.eq(id)),
            None => {
                let tenant_id = match &user {
                    Some(user) => user.tenant_id,
                    None => self.tenant().await?.id,
                };
                find.filter(method_policy::Column::TenantId.eq(tenant_id))
                    .filter(method_policy::Column::IsDefault.eq(true))
            }
        };
        find.one(&self.db)
            .await?
            .context("the organization has no default policy")
    }

    pub(super) async fn policy_by_name(
        &self,
        tenant_id: Uuid,
        name: &str,
    ) -> anyhow::Result<Option<method_policy::Model>> {
        Ok(method_policy::Entity::find()
            .filter(method_policy::Column::TenantId.eq(tenant_id))
            .filter(method_policy::Column::Name.eq(name))
            .one(&self.db)
            .await?)
    }

    /// An event of a person that an administrator caused.
    pub(super) fn event_of<'a>(
        &self,
        kind: &'a str,
        user: &user::Model,
        detail: &[(&'static str, &str)],
    ) -> audit::Event<'a> {
        audit::Event {
            detail: by_administrator(detail),
            ..audit::Event::of(kind, user)
        }
    }

    /// An event of an organization that an administrator caused.
    pub(super) fn event_in<'a>(
        &self,
        kind: &'a str,
        tenant_id: Uuid,
        detail: &[(&'static str, &str)],
    ) -> audit::Event<'a> {
        audit::Event {
            kind,
            tenant_id: Some(tenant_id),
            detail: by_administrator(detail),
            ..audit::Event::default()
        }
    }
}

fn distinct(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let ids: BTreeSet<Uuid> = ids.collect();
    ids.into_iter().collect()
}

fn by_administrator(detail: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    detail
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .chain([("by", "administrator".to_owned())])
        .collect()
}

/// The text of a file, or of standard input for `-`.
pub(super) fn read(file: &Path) -> anyhow::Result<SecretString> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(MOST_BYTES).read_to_string(&mut text)
    } else {
        std::fs::File::open(file)
            .with_context(|| format!("opening {}", file.display()))?
            .take(MOST_BYTES)
            .read_to_string(&mut text)
    };
    let length = read.with_context(|| format!("reading {}", file.display()))?;
    if length as u64 == MOST_BYTES {
        bail!("{} is too large", file.display());
    }
    Ok(text.into())
}
