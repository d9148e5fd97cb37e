//! The organizations a person belongs to (B-07, B-150 … B-156): the one that owns the account, and those where it is a
//! guest. What can be left or switched to, and why not.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::contact::HelpContact;

/// An organization, and the person's account in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The tenant's id, as tokens name it.
    pub id: String,
    pub name: String,
    pub domain: String,
    /// Who gives tokens for it.
    pub issuer: String,
    pub role: Option<Role>,
    /// It owns the account (B-150).
    pub is_home: bool,
    /// The one that was asked.
    pub is_current: bool,
    pub state: State,
    /// `None`: nothing stands in the way.
    pub not_leavable: Option<NotLeavable>,
    /// Whom to write to there (B-155).
    pub contact: HelpContact,
    #[serde(with = "time::serde::rfc3339::option")]
    pub last_sign_in: Option<OffsetDateTime>,
}

/// Graph's `userType`; others are not named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Member,
    Guest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Active,
    /// Never signed in there.
    Invited,
    /// Turned off there.
    Disabled,
}

/// Why an organization cannot be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotLeavable {
    Home,
    /// B-155.
    NotAllowed,
    /// Nobody can sign in there to leave (B-155).
    AccountDisabled,
    /// The service said no and not why.
    Unknown,
}

/// How an organization can be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    Now,
    /// B-153.
    SignInFirst,
    No(NotLeavable),
}

/// Whether the app can show an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switching {
    /// It is the one that is shown.
    Here,
    Possible,
    AccountDisabled,
}

impl Membership {
    /// How it can be left from here.
    pub fn leaving(&self) -> Leaving {
        // Whatever else is said: nobody leaves the organization that owns the account.
        if self.is_home {
            return Leaving::No(NotLeavable::Home);
        }
        if self.state == State::Disabled {
            return Leaving::No(NotLeavable::AccountDisabled);
        }
        match self.not_leavable {
            Some(reason) => Leaving::No(reason),
            None if self.is_current => Leaving::Now,
            None => Leaving::SignInFirst,
        }
    }

    /// Whether it can be switched to.
    pub fn switching(&self) -> Switching {
        if self.is_current {
            Switching::Here
        } else if self.state == State::Disabled {
            Switching::AccountDisabled
        } else {
            Switching::Possible
        }
    }
}

/// Home first, the others by name (B-150).
pub fn in_order(mut memberships: Vec<Membership>) -> Vec<Membership> {
    memberships.sort_by_cached_key(|one| (!one.is_home, one.name.to_lowercase(), one.id.clone()));
    memberships
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn membership() -> Membership {
        Membership {
            id: "t".into(),
            name: "Zuiderzee".into(),
            domain: "zuiderzee.example".into(),
            issuer: "https://login.example/t/v2.0".into(),
            role: Some(Role::Guest),
            is_home: false,
            is_current: false,
            state: State::Active,
            not_leavable: None,
            contact: HelpContact::default(),
            last_sign_in: None,
        }
    }

    #[test]
    fn b150_nobody_leaves_home() {
        let home = Membership {
            is_home: true,
            is_current: true,
            not_leavable: None,
            ..membership()
        };
        assert_eq!(home.leaving(), Leaving::No(NotLeavable::Home));
    }

    #[test]
    fn b153_another_organization_is_left_from_within() {
        let elsewhere = membership();
        assert_eq!(elsewhere.leaving(), Leaving::SignInFirst);
        let here = Membership {
            is_current: true,
            ..membership()
        };
        assert_eq!(
            (here.leaving(), here.switching()),
            (Leaving::Now, Switching::Here)
        );
    }

    #[test]
    fn b155_what_stands_in_the_way_is_told() {
        let disabled = Membership {
            state: State::Disabled,
            ..membership()
        };
        assert_eq!(disabled.leaving(), Leaving::No(NotLeavable::AccountDisabled));
        assert_eq!(disabled.switching(), Switching::AccountDisabled);
        let kept = Membership {
            not_leavable: Some(NotLeavable::NotAllowed),
            ..membership()
        };
        assert_eq!(kept.leaving(), Leaving::No(NotLeavable::NotAllowed));
        assert_eq!(kept.switching(), Switching::Possible);
    }

    proptest! {
        #[test]
        fn home_is_first_wherever_it_was(names in proptest::collection::vec("[a-zA-Zé]{1,6}", 1..8), at in 0usize..8) {
            let at = at % names.len();
            let all = names.iter().enumerate().map(|(n, name)| Membership {
                name: name.clone(),
                is_home: n == at,
                ..membership()
            });
            let ordered = in_order(all.collect());
            prop_assert!(ordered[0].is_home);
            prop_assert!(ordered[1..].is_sorted_by_key(|one| one.name.to_lowercase()));
        }
    }
}
