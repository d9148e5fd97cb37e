//! Sign-ins as a person reviews them (B-157 … B-165): how one ended, and what to do when it was somebody else.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// How many wait for an answer, and whether places can be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInSummary {
    pub unusual: u32,
    pub shows_places: bool,
}

/// One interactive sign-in, or the try of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    pub id: String,
    pub at: OffsetDateTime,
    /// `None`: the account pages in the browser.
    pub app: Option<String>,
    pub from: Whereabouts,
    pub outcome: Outcome,
    /// The second step, when there was one.
    pub second_step: Option<SecondStep>,
    pub risk: Risk,
}

/// Where somebody is, as far as the service can tell; nothing here is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts {
    pub device: Option<String>,
    pub operating_system: Option<String>,
    pub browser: Option<String>,
    pub address: Option<String>,
    /// Town and country.
    pub place: Option<String>,
}

/// The result kinds of B-159.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Succeeded,
    /// The user name or the password was wrong.
    Failed,
    /// There were too many tries before.
    Locked,
    /// The password was right, and the second step stopped it.
    SecondStepFailed,
}

/// What was asked besides the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondStep {
    Pass,
    Passkey,
    Approval,
    Code,
    Text,
    Call,
    RecoveryCode,
    Password,
}

/// Whether the service found it unusual, and what the person said (B-164).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Risk {
    None,
    /// Nobody has answered for it.
    Unusual,
    Mine,
    NotMine,
}

/// What makes an account safe again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    ChangePassword,
    CheckMethods,
    SignOutEverywhere,
}

impl Outcome {
    /// Reads Entra's error number and whether the first factor was right.
    pub fn of(error_code: i64, session_activity: bool) -> Self {
        match (error_code, session_activity) {
            (0, _) => Self::Succeeded,
            (_, true) => Self::SecondStepFailed,
            (50_053, false) => Self::Locked,
            (_, false) => Self::Failed,
        }
    }

    /// What to do, in this order, when it was not the person (B-160, B-161). A password that was not guessed need not
    /// be changed.
    pub fn remedies(self) -> &'static [Remedy] {
        match self {
            Self::Succeeded => &[
                Remedy::ChangePassword,
                Remedy::CheckMethods,
                Remedy::SignOutEverywhere,
            ],
            Self::SecondStepFailed => &[Remedy::ChangePassword, Remedy::CheckMethods],
            Self::Failed | Self::Locked => &[Remedy::CheckMethods],
        }
    }
}

/// A place where the person is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    pub id: String,
    /// `None`: a browser.
    pub app: Option<String>,
    pub from: Whereabouts,
    pub began_at: OffsetDateTime,
    pub last_used_at: OffsetDateTime,
    /// This app's own.
    pub is_current: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn b159_each_result_is_told_apart() {
        for (code, activity, outcome) in [
            (0, true, Outcome::Succeeded),
            (0, false, Outcome::Succeeded),
            (50_126, false, Outcome::Failed),
            (50_053, false, Outcome::Locked),
            (500_121, true, Outcome::SecondStepFailed),
            (7, false, Outcome::Failed),
        ] {
            assert_eq!(Outcome::of(code, activity), outcome, "{code} {activity}");
        }
    }

    #[test]
    fn b160_b161_what_to_do_depends_on_how_far_somebody_came() {
        use Remedy::{ChangePassword, CheckMethods, SignOutEverywhere};
        assert_eq!(
            Outcome::Succeeded.remedies(),
            [ChangePassword, CheckMethods, SignOutEverywhere]
        );
        assert_eq!(
            Outcome::SecondStepFailed.remedies(),
            [ChangePassword, CheckMethods]
        );
        assert_eq!(Outcome::Failed.remedies(), [CheckMethods]);
        assert_eq!(Outcome::Locked.remedies(), [CheckMethods]);
    }

    proptest! {
        #[test]
        fn b161_a_password_that_was_right_is_always_changed(code in any::<i64>(), activity in any::<bool>()) {
            let outcome = Outcome::of(code, activity);
            let was_right = activity || code == 0;
            prop_assert_eq!(outcome.remedies().contains(&Remedy::ChangePassword), was_right);
            prop_assert!(outcome.remedies().contains(&Remedy::CheckMethods));
        }
    }
}
