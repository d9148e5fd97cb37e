//! What this employee can do here and now, and why not: one function per question, all from the same facts.

use std::collections::BTreeSet;

use crate::{
    action::{Action, Availability, Unavailable},
    method::{MethodKind, SecurityMethod},
    policy::{Addable, MethodPolicy, MethodRule, NotAddable},
    profile::Organization,
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
    /// What the service refused in this run.
    pub refused: &'a BTreeSet<Action>,
    pub offline: bool,
}

const READ_METHODS: &[&str] = &[
    "UserAuthenticationMethod.Read",
    "UserAuthenticationMethod.Read.All",
];
const WRITE_EMAIL: &[&str] = &[
    "UserAuthMethod-Email.ReadWrite",
    "UserAuthenticationMethod.ReadWrite",
];
const REVOKE: &[&str] = &["User.RevokeSessions.All"];

impl Standing<'_> {
    /// How an action can be done; `None`: the organization does not offer it, so show nothing.
    pub fn of(&self, action: Action) -> Option<Availability> {
        match action {
            Action::OpenApps => self.hand_over(|organization| organization.apps_page.as_deref()),
            Action::OpenGroups => self.hand_over(|organization| organization.groups_page.as_deref()),
            Action::OpenAccessReviews => {
                self.hand_over(|organization| organization.access_reviews_page.as_deref())
            }
            Action::ViewProfile
            | Action::ViewSecurityInfo
            | Action::AddEmailMethod
            | Action::ChangeEmailMethod
            | Action::DeleteEmailMethod
            | Action::ReviewTerms
            | Action::SignOutEverywhere => Some(match self.obstacle(action) {
                None => Availability::InApp,
                Some(reason) => Availability::Unavailable { reason },
            }),
        }
    }

    /// Whether one of a kind may be added. Only e-mail has a wizard in this app; other kinds are shown as the policy
    /// has them, and the screen says where they are set up.
    pub fn may_add(&self, rule: &MethodRule) -> Result<(), Unavailable> {
        if let Addable::No(reason) = rule.addable_now() {
            return Err(reason.into());
        }
        if rule.kind != MethodKind::Email {
            return Err(Unavailable::NoSelfService);
        }
        self.obstacle(Action::AddEmailMethod).map_or(Ok(()), Err)
    }

    /// Whether a registered method may be changed; `None`: its kind has no such operation (§3.2 of the behaviours).
    pub fn may_change(&self, method: &SecurityMethod) -> Option<Result<(), Unavailable>> {
        if method.kind != MethodKind::Email {
            return None;
        }
        let allowed = self.rule_of(method).is_none_or(|rule| rule.can_change);
        Some(self.with_policy(allowed, Action::ChangeEmailMethod))
    }

    /// Whether a registered method may be deleted; `None`: not in this app, or its kind has no such operation.
    pub fn may_delete(&self, method: &SecurityMethod) -> Option<Result<(), Unavailable>> {
        if method.kind != MethodKind::Email {
            return None;
        }
        let allowed = self.rule_of(method).is_none_or(|rule| rule.can_delete);
        Some(self.with_policy(allowed, Action::DeleteEmailMethod))
    }

    /// Whether terms may be accepted.
    pub fn may_accept_terms(&self) -> Result<(), Unavailable> {
        if self.offline {
            return Err(Unavailable::Offline);
        }
        self.obstacle(Action::ReviewTerms).map_or(Ok(()), Err)
    }

    fn with_policy(&self, allowed: bool, action: Action) -> Result<(), Unavailable> {
        if !allowed {
            return Err(Unavailable::ManagedByAdministrator);
        }
        self.obstacle(action).map_or(Ok(()), Err)
    }

    fn rule_of(&self, method: &SecurityMethod) -> Option<&MethodRule> {
        self.policy.and_then(|policy| policy.rule(&method.kind))
    }

    /// The first thing that stands in the way: what the authority lacks, then consent, then a refusal, then the network.
    fn obstacle(&self, action: Action) -> Option<Unavailable> {
        let (needs_directory, needs_selfservice, scopes, writes): (_, _, &[&str], _) = match action {
            Action::ViewProfile => (true, false, &["User.Read", "User.Read.All"], false),
            Action::ViewSecurityInfo => (true, false, READ_METHODS, false),
            Action::AddEmailMethod | Action::ChangeEmailMethod => (true, true, WRITE_EMAIL, true),
            Action::DeleteEmailMethod => (true, false, WRITE_EMAIL, true),
            Action::ReviewTerms => (false, true, &[], false),
            Action::SignOutEverywhere => (true, false, REVOKE, true),
            Action::OpenApps | Action::OpenGroups | Action::OpenAccessReviews => (false, false, &[], false),
        };
        if needs_directory && !self.directory {
            return Some(Unavailable::NoDirectory);
        }
        if needs_selfservice && !self.selfservice {
            return Some(Unavailable::NoSelfService);
        }
        if !scopes.is_empty() && !self.scopes.allow_any(scopes) {
            return Some(Unavailable::NotConsented);
        }
        if self.refused.contains(&action) {
            return Some(Unavailable::RefusedByService);
        }
        (writes && self.offline).then_some(Unavailable::Offline)
    }

    /// Offered when the organization configured an address that is safe to open.
    fn hand_over(&self, page: impl Fn(&Organization) -> Option<&str>) -> Option<Availability> {
        let page = url::Url::parse(page(self.organization?)?).ok()?;
        matches!(page.scheme(), "https" | "http").then_some(Availability::HandOver { page })
    }
}

impl From<NotAddable> for Unavailable {
    fn from(reason: NotAddable) -> Self {
        match reason {
            NotAddable::NotAllowedByPolicy => Self::NotAllowedByPolicy,
            NotAddable::LimitReached => Self::LimitReached,
            NotAddable::ManagedByAdministrator => Self::ManagedByAdministrator,
            NotAddable::NotAvailable => Self::NoSelfService,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{method::MethodUse, policy::ResetReadiness};

    fn everything() -> Scopes {
        let names = [
            "User.Read",
            "UserAuthenticationMethod.Read",
            "UserAuthMethod-Email.ReadWrite",
            "User.RevokeSessions.All",
        ];
        Scopes::new(names.map(str::to_owned))
    }

    fn standing<'a>(scopes: &'a Scopes, refused: &'a BTreeSet<Action>) -> Standing<'a> {
        Standing {
            directory: true,
            selfservice: true,
            scopes,
            policy: None,
            organization: None,
            refused,
            offline: false,
        }
    }

    fn reason(availability: Option<&Availability>) -> Option<Unavailable> {
        match availability {
            Some(Availability::Unavailable { reason }) => Some(*reason),
            _ => None,
        }
    }

    fn email_method() -> SecurityMethod {
        SecurityMethod {
            id: "1".into(),
            kind: MethodKind::Email,
            value: None,
            created_at: None,
        }
    }

    fn email_rule(addable: Addable) -> MethodRule {
        MethodRule {
            kind: MethodKind::Email,
            addable,
            uses: MethodUse::default(),
            maximum: Some(1),
            registered: 0,
            can_change: false,
            can_delete: false,
        }
    }

    #[test]
    fn b08_all_actions_work_where_everything_is_offered_and_granted() {
        let (scopes, refused) = (everything(), BTreeSet::new());
        let all = standing(&scopes, &refused);
        for action in [
            Action::ViewProfile,
            Action::ViewSecurityInfo,
            Action::ReviewTerms,
            Action::SignOutEverywhere,
        ] {
            assert_eq!(all.of(action), Some(Availability::InApp), "{action:?}");
        }
    }

    #[test]
    fn each_obstacle_has_its_own_reason() {
        let (scopes, refused, none) = (
            everything(),
            BTreeSet::from([Action::SignOutEverywhere]),
            BTreeSet::new(),
        );
        let bare = Scopes::default();
        let everywhere = |standing: Standing<'_>| reason(standing.of(Action::SignOutEverywhere).as_ref());
        assert_eq!(
            everywhere(Standing {
                directory: false,
                ..standing(&scopes, &none)
            }),
            Some(Unavailable::NoDirectory)
        );
        assert_eq!(
            everywhere(standing(&bare, &none)),
            Some(Unavailable::NotConsented)
        );
        assert_eq!(
            everywhere(standing(&scopes, &refused)),
            Some(Unavailable::RefusedByService)
        );
        assert_eq!(
            everywhere(Standing {
                offline: true,
                ..standing(&scopes, &none)
            }),
            Some(Unavailable::Offline)
        );
        let no_extension = Standing {
            selfservice: false,
            ..standing(&scopes, &none)
        };
        assert_eq!(
            reason(no_extension.of(Action::ReviewTerms).as_ref()),
            Some(Unavailable::NoSelfService)
        );
    }

    #[test]
    fn b208_reading_goes_on_offline_and_writing_does_not() {
        let (scopes, refused) = (everything(), BTreeSet::new());
        let offline = Standing {
            offline: true,
            ..standing(&scopes, &refused)
        };
        assert_eq!(offline.of(Action::ViewSecurityInfo), Some(Availability::InApp));
        assert_eq!(
            offline.may_delete(&email_method()),
            Some(Err(Unavailable::Offline))
        );
        assert_eq!(
            offline.may_change(&email_method()),
            Some(Err(Unavailable::Offline))
        );
        assert_eq!(
            offline.may_add(&email_rule(Addable::Yes)),
            Err(Unavailable::Offline)
        );
        assert_eq!(offline.may_accept_terms(), Err(Unavailable::Offline));
    }

    #[test]
    fn b24_policy_and_limits_speak_before_the_network() {
        let (scopes, refused) = (everything(), BTreeSet::new());
        let offline = Standing {
            offline: true,
            ..standing(&scopes, &refused)
        };
        let forbidden = email_rule(Addable::No(NotAddable::NotAllowedByPolicy));
        assert_eq!(offline.may_add(&forbidden), Err(Unavailable::NotAllowedByPolicy));
    }

    #[test]
    fn b26_a_row_has_only_the_links_that_apply() {
        let (scopes, refused) = (everything(), BTreeSet::new());
        let password = SecurityMethod {
            kind: MethodKind::Password,
            ..email_method()
        };
        let unknown = SecurityMethod {
            kind: MethodKind::Unknown("#x".into()),
            ..email_method()
        };
        let all = standing(&scopes, &refused);
        for other in [password, unknown] {
            assert_eq!((all.may_change(&other), all.may_delete(&other)), (None, None));
        }
        let policy = MethodPolicy {
            rules: vec![email_rule(Addable::Yes)],
            reset: ResetReadiness::default(),
            forbidden_email_domains: Vec::new(),
        };
        let governed = Standing {
            policy: Some(&policy),
            ..all
        };
        assert_eq!(
            governed.may_delete(&email_method()),
            Some(Err(Unavailable::ManagedByAdministrator))
        );
    }

    #[test]
    fn b13_a_hand_over_is_there_only_with_an_address() {
        let (scopes, refused) = (everything(), BTreeSet::new());
        let organization = Organization {
            apps_page: Some("https://apps.noorderlicht.example/".into()),
            groups_page: Some("javascript:alert(1)".into()),
            ..Organization::default()
        };
        let with = Standing {
            organization: Some(&organization),
            ..standing(&scopes, &refused)
        };
        assert!(matches!(
            with.of(Action::OpenApps),
            Some(Availability::HandOver { .. })
        ));
        assert_eq!(with.of(Action::OpenGroups), None);
        assert_eq!(with.of(Action::OpenAccessReviews), None);
        assert_eq!(standing(&scopes, &refused).of(Action::OpenApps), None);
    }

    proptest! {
        /// A missing button without a reason is a bug: only hand-overs may be absent.
        #[test]
        fn every_action_is_possible_or_has_a_reason(directory: bool, selfservice: bool, offline: bool, granted: bool) {
            let scopes = if granted { everything() } else { Scopes::default() };
            let refused = BTreeSet::new();
            let standing = Standing { directory, selfservice, offline, ..standing(&scopes, &refused) };
            for action in [
                Action::ViewProfile, Action::ViewSecurityInfo, Action::AddEmailMethod, Action::ChangeEmailMethod,
                Action::DeleteEmailMethod, Action::ReviewTerms, Action::SignOutEverywhere,
            ] {
                prop_assert!(standing.of(action).is_some());
            }
        }
    }
}
