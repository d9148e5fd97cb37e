//! The schema, in steps that are never edited once released. They run at start.

use sea_orm_migration::prelude::*;

mod m20261122_000001_directory;
mod m20261122_000002_methods;
mod m20261122_000003_terms;
mod m20261122_000004_signin;
mod m20261122_000005_operations;
mod m20261122_000006_security_info;
mod m20261122_000007_text_sign_ins;
mod m20261122_000008_push;
mod m20261122_000009_last_used;
mod m20261122_000010_passwords;
mod m20261122_000011_sign_ins;
mod m20261122_000012_terms_decisions;
mod m20261122_000013_devices;
mod m20261122_000014_password_resets;
mod m20261122_000015_settings;
mod m20261122_000016_organizations;
mod m20261122_000018_terms_per_device;
mod m20261122_000019_audit_append_only;

pub(super) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_directory::Migration),
            Box::new(m20261122_000002_methods::Migration),
            Box::new(m20261122_000003_terms::Migration),
            Box::new(m20261122_000004_signin::Migration),
            Box::new(m20261122_000005_operations::Migration),
            Box::new(m20261122_000006_security_info::Migration),
            Box::new(m20261122_000007_text_sign_ins::Migration),
            Box::new(m20261122_000008_push::Migration),
            Box::new(m20261122_000009_last_used::Migration),
            Box::new(m20261122_000010_passwords::Migration),
            Box::new(m20261122_000011_sign_ins::Migration),
            Box::new(m20261122_000012_terms_decisions::Migration),
            Box::new(m20261122_000013_devices::Migration),
            Box::new(m20261122_000014_password_resets::Migration),
            Box::new(m20261122_000015_settings::Migration),
            Box::new(m20261122_000016_organizations::Migration),
            Box::new(m20261122_000018_terms_per_device::Migration),
            Box::new(m20261122_000019_audit_append_only::Migration),
        ]
    }
}
