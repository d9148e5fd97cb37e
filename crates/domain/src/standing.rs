//! What this employee can do here and now, and why not: one function per question, all from the same facts.

use std::collections::BTreeSet;

use crate::{
    action::{Action, Availability, Unavailable},
    method::{MethodKind, MethodState, PhoneSlot, SecurityMethod, SmsSignIn},
    operations::{Add, Operations, Surface, write_scopes},
    password::PasswordObstacle,
    policy::{Addable, MethodPolicy, MethodRule, NotAddable},
    profile::Organization,
    profile_rules::{PhotoObstacle, ProfileRules},
    scope::Scopes,
};

/// The facts that decide. Borrowed for one decision; nothing here is remembered.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The authority offers Microsoft Graph.
    pub directory: bool,
    /// The authority offers the self-service extension.
    pub selfservice: bool,
    pub scopes: &'a Scopes,
    /// `None`: the organization did not say.
    pub policy: Option<&'a MethodPolicy>,
    pub organization: Option<&'a Organization>,
    /// A guest of this organization (B2B): another one owns the account.
    pub guest: bool,
    /// Where a known cloud lets people manage what no API does.
    pub security_info_page: Option<&'a url::Url>,
    /// What stands in the way of another password, as the organization says.
    pub password_obstacle: Option<PasswordObstacle>,
    /// Where a known cloud lets people change their password.
    pub password_page: Option<&'a url::Url>,
    /// Where a known cloud lets people disable devices.
    pub devices_page: Option<&'a url::Url>,
    /// What people may change of their profile; `None`: the organization did not say.
    pub profile_rules: Option<&'a ProfileRules>,
    /// An app password is registered.
    pub has_app_passwords: bool,
    /// What the service refused in this run.
    pub refused: &'a BTreeSet<Action>,
    pub offline: bool,
}

const READ_METHODS: &[&str] = &[
    "UserAuthenticationMethod.Read",
    "UserAuthenticationMethod.Read.All",
];
const WRITE_METHODS: &[&str] = &["UserAuthenticationMethod.ReadWrite"];
/// Graph page `user-changepassword`; the second one was asked for before there was the first.
const CHANGE_PASSWORD: &[&str] = &["User-PasswordProfile.ReadWrite.All", "Directory.AccessAsUser.All"];
/// Graph page `user-update`.
const CHANGE_PROFILE: &[&str] = &["User.ReadWrite", "User.ReadWrite.All"];
/// Graph page `profilephoto-update`.
const CHANGE_PHOTO: &[&str] = &["User.ReadWrite", "ProfilePhoto.ReadWrite.All"];
const REVOKE: &[&str] = &["User.RevokeSessions.All"];
/// With less the directory says no more of a device than its id.
const READ_DEVICES: &[&str] = &["Device.Read.All", "Directory.Read.All"];

type Answer = Result<(), Unavailable>;

impl Standing<'_> {
    /// How an action can be done; `None`: the organization does not offer it, so show nothing.
    pub fn of(&self, action: &Action) -> Option<Availability> {
        match action {
            Action::OpenApps => self.hand_over(|organization| organization.apps_page.as_deref()),
            Action::OpenGroups => self.hand_over(|organization| organization.groups_page.as_deref()),
            Action::OpenAccessReviews => {
                self.hand_over(|organization| organization.access_reviews_page.as_deref())
            }
            Action::OpenAppPasswords => self.app_passwords(),
            Action::OpenSecurityInfo => self.security_info(),
            Action::OpenPrivacyNotice => self.hand_over(|organization| organization.privacy_page.as_deref()),
            Action::ChangeSettings if !self.selfservice => Some(self.official_settings()),
            Action::ChangePassword => self.change_password(),
            Action::ChangePhoto => self.change_photo(),
            Action::ChangeProfile if self.edits_nothing() => None,
            Action::ViewSignIns if !self.selfservice => Some(self.official_sign_ins()),
            Action::ViewDevices if !self.selfservice && self.obstacle(action).is_some() => {
                Some(self.official_devices(self.obstacle(action)))
            }
            Action::DisableDevice if !self.selfservice => Some(self.official_devices(None)),
            Action::ViewOrganizations | Action::LeaveOrganization if !self.selfservice => {
                Some(self.official_organizations())
            }
            action => Some(match self.obstacle(action) {
                None => Availability::InApp,
                Some(reason) => Availability::Unavailable { reason },
            }),
        }
    }

    /// Whether one of a kind may be added (B-23, B-24, B-42). What the organization says comes before what this app
    /// can do: the reason that a person can do something about is the better one.
    pub fn may_add(&self, rule: &MethodRule) -> Answer {
        match rule.addable_now() {
            // New recovery codes take the place of the old ones.
            Addable::No(NotAddable::LimitReached) if rule.kind == MethodKind::RecoveryCodes => {}
            Addable::No(reason) => return Err(reason.into()),
            Addable::Yes => {}
        }
        self.may_add_unruled(&rule.kind)
    }

    /// The same for a kind on which the organization's policy is silent.
    pub fn may_add_unruled(&self, kind: &MethodKind) -> Answer {
        match Operations::of(kind).add {
            Add::Person => self.possible(&Action::AddMethod(kind.clone())),
            Add::Administrator => Err(Unavailable::ManagedByAdministrator),
            Add::Elsewhere => Err(Unavailable::NoSelfService),
        }
    }

    /// Whether a registered method may be changed; `None`: its kind has no such operation (§3.2 of the behaviours).
    pub fn may_change(&self, method: &SecurityMethod) -> Option<Answer> {
        let allowed = self.allows(method, method.can_change, |rule| rule.can_change);
        let action = Action::ChangeMethod(method.kind.clone());
        Operations::of(&method.kind)
            .change
            .then(|| self.with_policy(allowed, &action))
    }

    /// Whether new recovery codes may take the place of the old; `None`: only recovery codes are renewed.
    pub fn may_renew(&self, method: &SecurityMethod) -> Option<Answer> {
        let rule = || self.policy.and_then(|policy| policy.rule_for(&method.kind, None));
        (method.kind == MethodKind::RecoveryCodes).then(|| match rule() {
            Some(rule) => self.may_add(rule),
            None => self.may_add_unruled(&method.kind),
        })
    }

    /// Whether a registered method may be deleted; `None`: its kind has no such operation, here or at all.
    ///
    /// That the alternate phone or the default stands in the way is the matter of [`crate::lockout`]: the dialog says
    /// what to do about it.
    pub fn may_delete(&self, method: &SecurityMethod) -> Option<Answer> {
        let allowed = self.allows(method, method.can_delete, |rule| rule.can_delete);
        let action = Action::DeleteMethod(method.kind.clone());
        Operations::of(&method.kind)
            .delete
            .map(|_| self.with_policy(allowed, &action))
    }

    /// Whether a registered method may be given another name.
    pub fn may_rename(&self, method: &SecurityMethod) -> Option<Answer> {
        let allowed = method.can_rename.unwrap_or(true);
        let action = Action::RenameMethod(method.kind.clone());
        Operations::of(&method.kind)
            .rename
            .then(|| self.with_policy(allowed, &action))
    }

    /// Whether a registered method may be tried; `None`: the service says no way.
    pub fn may_try(&self, method: &SecurityMethod) -> Option<Answer> {
        let action = Action::TryMethod(method.kind.clone());
        (!method.try_by.is_empty()).then(|| self.possible(&action))
    }

    /// A hardware token that waits for its first code.
    pub fn may_activate(&self, method: &SecurityMethod) -> Option<Answer> {
        let waits = method.kind == MethodKind::HardwareOath && method.state == MethodState::NotActivated;
        waits.then(|| self.possible(&Action::ActivateToken))
    }

    /// Signing in with the number in place of the user name (B-66); the mobile number only.
    pub fn may_switch_sms_sign_in(&self, method: &SecurityMethod) -> Option<Answer> {
        let mobile =
            method.kind == MethodKind::Phone && method.slot.unwrap_or(PhoneSlot::Mobile) == PhoneSlot::Mobile;
        let state = method.sms_sign_in.filter(|_| mobile)?;
        let forbidden = self
            .policy
            .is_some_and(|policy| policy.sms_sign_in_allowed == Some(false));
        match state {
            SmsSignIn::NotSupported => None,
            // Switching off is never forbidden.
            SmsSignIn::Ready => Some(self.possible(&Action::SwitchSmsSignIn)),
            SmsSignIn::NotAllowedByPolicy => Some(Err(Unavailable::NotAllowedByPolicy)),
            SmsSignIn::NotEnabled | SmsSignIn::NotConfigured | SmsSignIn::PhoneNumberNotUnique => {
                Some(self.with_reason(
                    !forbidden,
                    Unavailable::NotAllowedByPolicy,
                    &Action::SwitchSmsSignIn,
                ))
            }
        }
    }

    /// Whether another default sign-in method may be chosen (B-30).
    pub fn may_set_default(&self) -> Answer {
        self.possible(&Action::SetDefaultMethod)
    }

    /// Whether terms may be accepted.
    pub fn may_accept_terms(&self) -> Answer {
        if self.offline {
            return Err(Unavailable::Offline);
        }
        self.possible(&Action::ReviewTerms)
    }

    /// Whether an action can be done here, for those that concern no single method (B-93, B-94, B-107).
    pub fn possible(&self, action: &Action) -> Answer {
        self.obstacle(action).map_or(Ok(()), Err)
    }

    /// What the organization says of one method, else of its kind; silence allows.
    fn allows(&self, method: &SecurityMethod, own: Option<bool>, rule: impl Fn(&MethodRule) -> bool) -> bool {
        let of_kind = || {
            let policy = self.policy?;
            policy.rule_for(&method.kind, method.slot).map(&rule)
        };
        own.or_else(of_kind).unwrap_or(true)
    }

    fn with_policy(&self, allowed: bool, action: &Action) -> Answer {
        self.with_reason(allowed, Unavailable::ManagedByAdministrator, action)
    }

    fn with_reason(&self, allowed: bool, reason: Unavailable, action: &Action) -> Answer {
        if allowed {
            self.possible(action)
        } else {
            Err(reason)
        }
    }

    /// The first thing that stands in the way: what the authority lacks, whose account it is, then consent, then a refusal, then the network.
    fn obstacle(&self, action: &Action) -> Option<Unavailable> {
        let Needs {
            directory,
            selfservice,
            scopes,
            writes,
        } = match action {
            // Where the extension is not, the directory tells of devices what it tells.
            Action::ViewDevices if !self.selfservice => reads(true, false, READ_DEVICES),
            action => needs(action),
        };
        if directory && !self.directory {
            return Some(Unavailable::NoDirectory);
        }
        if selfservice && !self.selfservice {
            return Some(Unavailable::NoSelfService);
        }
        // The directory answers a guest that all went well, and does nothing (Graph page `user-revokesigninsessions`).
        if self.guest && matches!(action, Action::SignOutEverywhere | Action::ChangePassword) {
            return Some(Unavailable::ManagedByHomeOrganization);
        }
        if let Some(reason) = self.profile_obstacle(action) {
            return Some(reason);
        }
        if !scopes.is_empty() && !self.scopes.allow_any(scopes) {
            return Some(Unavailable::NotConsented);
        }
        if self.refused.contains(action) {
            return Some(Unavailable::RefusedByService);
        }
        (writes && self.offline).then_some(Unavailable::Offline)
    }

    /// Whoever has one may always go and delete it; else the organization decides (B-87).
    fn app_passwords(&self) -> Option<Availability> {
        let rule = self
            .policy
            .and_then(|policy| policy.rule(&MethodKind::AppPassword));
        let unavailable = |reason| Some(Availability::Unavailable { reason });
        let forbidden = rule.is_some_and(|rule| rule.addable == Addable::No(NotAddable::NotAllowedByPolicy));
        if forbidden && !self.has_app_passwords {
            return unavailable(Unavailable::NotAllowedByPolicy);
        }
        let official = || {
            Some(Availability::HandOver {
                page: self.security_info_page?.clone(),
            })
        };
        self.hand_over(|organization| organization.app_passwords_page.as_deref())
            .or_else(official)
            .or_else(|| {
                let has_them = self.has_app_passwords || rule.is_some();
                has_them.then_some(())?;
                unavailable(Unavailable::NoSelfService)
            })
    }

    /// With the extension everything is done here.
    fn security_info(&self) -> Option<Availability> {
        let page = self.security_info_page.filter(|_| !self.selfservice)?;
        Some(Availability::HandOver { page: page.clone() })
    }

    /// B-167: the directory shows an employee no sign-ins. A known cloud has a page for it, the root of the one on which
    /// methods are managed.
    fn official_sign_ins(&self) -> Availability {
        match self.security_info_page.and_then(|page| page.join("/").ok()) {
            Some(page) => Availability::HandOver { page },
            None => Availability::Unavailable {
                reason: Unavailable::NoSelfService,
            },
        }
    }

    /// Over Graph where an administrator granted it; else on the page of a known cloud. Nobody changes what is not there.
    fn change_password(&self) -> Option<Availability> {
        let unavailable = |reason| Some(Availability::Unavailable { reason });
        match self.password_obstacle {
            Some(PasswordObstacle::NoPassword) => return None,
            Some(PasswordObstacle::OnPremises) => return unavailable(Unavailable::PasswordOnPremises),
            Some(PasswordObstacle::NotAllowed) => return unavailable(Unavailable::NotAllowedByPolicy),
            Some(PasswordObstacle::HomeOrganization) => {
                return unavailable(Unavailable::ManagedByHomeOrganization);
            }
            None => {}
        }
        let page = || {
            self.password_page
                .cloned()
                .map(|page| Availability::HandOver { page })
        };
        match self.obstacle(&Action::ChangePassword) {
            None => Some(Availability::InApp),
            Some(reason @ (Unavailable::ManagedByHomeOrganization | Unavailable::Offline)) => {
                unavailable(reason)
            }
            Some(reason) => page().or_else(|| unavailable(reason)),
        }
    }

    fn edits_nothing(&self) -> bool {
        self.profile_rules.is_none_or(|rules| rules.editable.is_empty())
    }

    /// What the organization says of changing a profile.
    fn profile_obstacle(&self, action: &Action) -> Option<Unavailable> {
        match action {
            Action::ChangePhoto | Action::ChangeProfile if self.guest => {
                Some(Unavailable::ManagedByHomeOrganization)
            }
            Action::ChangeProfile if self.edits_nothing() => Some(Unavailable::NotAllowedByPolicy),
            Action::ChangePhoto => self.profile_rules?.photo_obstacle.map(|obstacle| match obstacle {
                PhotoObstacle::OnPremises => Unavailable::PhotoOnPremises,
                PhotoObstacle::NotAllowed => Unavailable::NotAllowedByPolicy,
                PhotoObstacle::HomeOrganization => Unavailable::ManagedByHomeOrganization,
            }),
            _ => None,
        }
    }

    /// B-12. Over Graph where that was granted; else on the page of a known cloud. An extension that says nothing of
    /// photos has none to change.
    fn change_photo(&self) -> Option<Availability> {
        if self.selfservice && self.profile_rules.is_none() {
            return None;
        }
        let page = || {
            let page = self.devices_page?.join("/").ok()?;
            (!self.selfservice).then_some(Availability::HandOver { page })
        };
        Some(match self.obstacle(&Action::ChangePhoto) {
            None => Availability::InApp,
            Some(reason @ (Unavailable::ManagedByHomeOrganization | Unavailable::Offline)) => {
                Availability::Unavailable { reason }
            }
            Some(reason) => page().unwrap_or(Availability::Unavailable { reason }),
        })
    }

    /// Graph lets no employee disable a device (Graph page `device-update`). A known cloud has a page for it.
    fn official_devices(&self, obstacle: Option<Unavailable>) -> Availability {
        match self.devices_page {
            Some(page) => Availability::HandOver { page: page.clone() },
            None => Availability::Unavailable {
                reason: obstacle.unwrap_or(Unavailable::NoSelfService),
            },
        }
    }

    /// What goes with the account is set on the home page of My Account, where a known cloud has one.
    fn official_settings(&self) -> Availability {
        match self.devices_page.and_then(|page| page.join("/").ok()) {
            Some(page) => Availability::HandOver { page },
            None => Availability::Unavailable {
                reason: Unavailable::NoSelfService,
            },
        }
    }

    /// Graph lists no organizations of a person and lets nobody leave one. A known cloud has a page for both, beside the
    /// one of the devices.
    fn official_organizations(&self) -> Availability {
        match self
            .devices_page
            .and_then(|page| page.join("/organizations").ok())
        {
            Some(page) => Availability::HandOver { page },
            None => Availability::Unavailable {
                reason: Unavailable::NoSelfService,
            },
        }
    }

    /// Offered when the organization configured an address that is safe to open.
    fn hand_over(&self, page: impl Fn(&Organization) -> Option<&str>) -> Option<Availability> {
        let page = url::Url::parse(page(self.organization?)?).ok()?;
        matches!(page.scheme(), "https" | "http").then_some(Availability::HandOver { page })
    }
}

/// What an action needs of the authority.
struct Needs {
    directory: bool,
    selfservice: bool,
    /// Any of them; empty: none.
    scopes: &'static [&'static str],
    writes: bool,
}

const fn reads(directory: bool, selfservice: bool, scopes: &'static [&'static str]) -> Needs {
    Needs {
        directory,
        selfservice,
        scopes,
        writes: false,
    }
}

const fn writes(directory: bool, selfservice: bool, scopes: &'static [&'static str]) -> Needs {
    Needs {
        directory,
        selfservice,
        scopes,
        writes: true,
    }
}

fn needs(action: &Action) -> Needs {
    match action {
        Action::ViewProfile => reads(true, false, &["User.Read", "User.Read.All"]),
        Action::ChangeProfile => writes(true, true, CHANGE_PROFILE),
        Action::ChangePhoto => writes(true, false, CHANGE_PHOTO),
        Action::ViewSecurityInfo => reads(true, false, READ_METHODS),
        // No call of the directory adds or changes an employee's own method: that is what the extension is for.
        Action::AddMethod(kind) | Action::ChangeMethod(kind) => writes(true, true, write_scopes(kind)),
        // A passkey's name is the directory's; the others are the extension's.
        Action::RenameMethod(MethodKind::Passkey) => writes(true, false, write_scopes(&MethodKind::Passkey)),
        Action::RenameMethod(_) => writes(true, true, WRITE_METHODS),
        Action::TryMethod(_) => writes(false, true, WRITE_METHODS),
        Action::DeleteMethod(kind) => {
            let own = Operations::of(kind).delete == Some(Surface::SelfService);
            writes(true, own, write_scopes(kind))
        }
        Action::ActivateToken => writes(true, false, write_scopes(&MethodKind::HardwareOath)),
        Action::SwitchSmsSignIn => writes(true, false, write_scopes(&MethodKind::Phone)),
        Action::SetDefaultMethod => writes(true, false, WRITE_METHODS),
        Action::ForgetRememberedDevices | Action::ConfirmSecurityInfo => writes(false, true, WRITE_METHODS),
        Action::ReviewTerms => reads(false, true, &[]),
        Action::ViewSignIns => reads(false, true, READ_METHODS),
        Action::AnswerSignIn => writes(false, true, WRITE_METHODS),
        Action::EndSession | Action::DisableDevice | Action::LeaveOrganization => writes(false, true, REVOKE),
        Action::ViewOrganizations => reads(false, true, &[]),
        Action::ViewDevices => reads(false, true, READ_METHODS),
        // Nothing is changed, but only the service has them.
        Action::ViewRecoveryKeys => writes(true, false, &["BitlockerKey.Read.All"]),
        Action::SignOutEverywhere => writes(true, false, REVOKE),
        Action::ChangePassword => writes(true, false, CHANGE_PASSWORD),
        // As for Graph's `PATCH /me`.
        Action::ChangeSettings => writes(false, true, &["User.ReadWrite", "User.ReadWrite.All"]),
        Action::ViewConnectedServices => reads(false, true, READ_METHODS),
        Action::WithdrawConsent => writes(false, true, REVOKE),
        // Nothing is changed, but only the service has it.
        Action::ExportData => writes(false, true, READ_METHODS),
        Action::OpenApps
        | Action::OpenGroups
        | Action::OpenAccessReviews
        | Action::OpenAppPasswords
        | Action::OpenSecurityInfo
        | Action::OpenPrivacyNotice => reads(false, false, &[]),
    }
}

impl From<NotAddable> for Unavailable {
    fn from(reason: NotAddable) -> Self {
        match reason {
            NotAddable::NotAllowedByPolicy => Self::NotAllowedByPolicy,
            NotAddable::LimitReached => Self::LimitReached,
            NotAddable::ManagedByAdministrator => Self::ManagedByAdministrator,
            NotAddable::NotAllowedForAdministrators => Self::NotForAdministrators,
            NotAddable::OtherMethodRequired => Self::OtherMethodRequired,
            NotAddable::MobileRequired => Self::MobileRequired,
            NotAddable::VoiceNotAllowed => Self::VoiceNotAllowed,
            NotAddable::PlaceNotAllowed => Self::PlaceNotAllowed,
            NotAddable::NotAvailable => Self::NoSelfService,
        }
    }
}

#[cfg(test)]
mod tests;
