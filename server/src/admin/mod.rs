//! `workpass-server admin …`: what an administrator decides and hands out. Every command may be repeated: it says
//! what it did, and whether there was anything to do. Every change is in the audit trail.

mod app_args;
mod apps;
mod args;
mod desk;
mod device_args;
mod devices;
mod guest_args;
mod guests;
mod methods;
mod organizations;
mod passes;
mod passwords;
mod phones;
mod policies;
mod profile;
mod profile_args;
mod questions;
mod said;
mod sessions;
mod settings;
mod settings_args;
mod terms;
mod tokens;
mod trail;
mod trail_args;

use std::io::Write;
use std::sync::Arc;

use anyhow::Context;

use app_args::AppCommand;
pub use args::AdminArgs;
use args::{
    Group, MethodCommand, OrganizationCommand, PassCommand, PasswordCommand, PhoneCommand, PolicyCommand,
    QuestionCommand, TermsCommand, TokenCommand,
};
use desk::Desk;
use device_args::{DeviceCommand, RecoveryKeyCommand};
use guest_args::GuestCommand;
use said::Said;
use trail_args::{AuditCommand, SessionCommand};

use crate::clock::Clock;

/// Runs one command and writes what it says: a sentence or table, or with `--json` one JSON value.
///
/// # Errors
/// Says what the administrator has to put right; then nothing was changed.
pub async fn run(args: AdminArgs, clock: Arc<dyn Clock>, out: &mut impl Write) -> anyhow::Result<()> {
    let desk = Desk::open(&args.place, clock.now_ms()).await?;
    let said = answer(&desk, args.group).await?;
    desk.close().await?;
    let text = if args.json {
        serde_json::to_string_pretty(&said.json).context("writing JSON")?
    } else {
        said.text
    };
    writeln!(out, "{text}")
        .and_then(|()| out.flush())
        .context("writing to standard output")
}

async fn answer(desk: &Desk, group: Group) -> anyhow::Result<Said> {
    match group {
        Group::Pass { command } => match command {
            PassCommand::Issue(args) => passes::issue(desk, args).await,
            PassCommand::Revoke(args) => passes::revoke(desk, &args).await,
        },
        Group::Token { command } => match command {
            TokenCommand::Assign(args) => tokens::assign(desk, args).await,
            TokenCommand::Import(args) => tokens::import(desk, &args).await,
            TokenCommand::Unassign(args) => tokens::unassign(desk, &args).await,
        },
        Group::Method { command } => match command {
            MethodCommand::List(args) => methods::list(desk, &args).await,
            MethodCommand::Remove(args) => methods::remove(desk, &args).await,
        },
        Group::Phone { command } => match command {
            PhoneCommand::Set(args) => phones::set(desk, &args).await,
            PhoneCommand::Remove(args) => phones::remove(desk, &args).await,
        },
        Group::Policy { command } => match command {
            PolicyCommand::List(args) => policies::list(desk, &args).await,
            PolicyCommand::Show(args) => policies::show(desk, &args).await,
            PolicyCommand::Set(args) => policies::set(desk, &args).await,
            PolicyCommand::Assign(args) => policies::assign(desk, &args).await,
        },
        Group::Question { command } => match command {
            QuestionCommand::List(args) => questions::list(desk, &args).await,
            QuestionCommand::Add(args) => questions::add(desk, args).await,
            QuestionCommand::Remove(args) => questions::remove(desk, &args).await,
        },
        Group::Terms { command } => match command {
            TermsCommand::List(args) => terms::list(desk, &args).await,
            TermsCommand::Add(args) => terms::add(desk, args).await,
            TermsCommand::Publish(args) => terms::publish(desk, args).await,
            TermsCommand::Set(args) => terms::set(desk, args).await,
            TermsCommand::Decisions(args) => terms::decisions(desk, &args).await,
        },
        Group::Password { command } => match command {
            PasswordCommand::Show(args) => passwords::show(desk, &args).await,
            PasswordCommand::Set(args) => passwords::set(desk, &args).await,
            PasswordCommand::OnPremises(args) => passwords::on_premises(desk, &args).await,
        },
        Group::Device { command } => match command {
            DeviceCommand::List(args) => devices::list(desk, &args).await,
            DeviceCommand::Add(args) => devices::add(desk, &args).await,
            DeviceCommand::Enable(args) => devices::enable(desk, &args).await,
            DeviceCommand::Disable(args) => devices::disable(desk, &args).await,
            DeviceCommand::SetCompliance(args) => devices::set_compliance(desk, &args).await,
            DeviceCommand::Remove(args) => devices::remove(desk, &args).await,
        },
        Group::RecoveryKey { command } => match command {
            RecoveryKeyCommand::List(args) => devices::list_keys(desk, &args).await,
            RecoveryKeyCommand::Add(args) => devices::add_key(desk, &args).await,
        },
        Group::Session { command } => match command {
            SessionCommand::List(args) => sessions::list(desk, &args).await,
            SessionCommand::End(args) => sessions::end(desk, &args).await,
        },
        Group::Audit { command } => match command {
            AuditCommand::List(args) => trail::list(desk, &args).await,
        },
        Group::Guest { command } => match command {
            GuestCommand::List(args) => guests::list(desk, &args).await,
            GuestCommand::Invite(args) => guests::invite(desk, &args).await,
            GuestCommand::Remove(args) => guests::remove(desk, &args).await,
            GuestCommand::Restore(args) => guests::restore(desk, &args).await,
            GuestCommand::Disable(args) => guests::enable(desk, &args, false).await,
            GuestCommand::Enable(args) => guests::enable(desk, &args, true).await,
        },
        Group::App { command } => match command {
            AppCommand::List(args) => apps::list(desk, &args).await,
            AppCommand::Use(args) => apps::take(desk, &args).await,
            AppCommand::Stop(args) => apps::stop(desk, &args).await,
        },
        Group::Organization { command } => match command {
            OrganizationCommand::Show(args) => organizations::show(desk, &args).await,
            OrganizationCommand::RecoveryPage(args) => organizations::recovery_page(desk, &args).await,
            OrganizationCommand::RecoveryKeys(args) => organizations::recovery_keys(desk, &args).await,
            OrganizationCommand::DisplayLanguage(args) => settings::display_language(desk, &args).await,
            OrganizationCommand::TimeZone(args) => settings::time_zone(desk, &args).await,
            OrganizationCommand::Privacy(args) => settings::privacy(desk, &args).await,
            OrganizationCommand::Photo(args) => profile::photo(desk, &args).await,
            OrganizationCommand::EditableFields(args) => profile::editable_fields(desk, &args).await,
            OrganizationCommand::ManagedBy(args) => profile::managed_by(desk, &args).await,
            OrganizationCommand::ProfileBlocks(args) => profile::blocks(desk, &args).await,
            OrganizationCommand::Pages(args) => profile::pages(desk, &args).await,
            OrganizationCommand::GuestsLeave(args) => organizations::guests_leave(desk, &args).await,
            OrganizationCommand::HomeSecondFactor(args) => {
                organizations::home_second_factor(desk, &args).await
            }
        },
    }
}
