//! Security methods: the ways in which an employee proves who they are.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The kind of a security method. `Unknown` keeps what the directory sent, so that it is shown, not dropped.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodKind {
    Password,
    Email,
    Phone,
    /// Approval on a phone with number matching.
    MicrosoftAuthenticator,
    SoftwareOath,
    HardwareOath,
    Passkey,
    WindowsHello,
    PlatformCredential,
    TemporaryAccessPass,
    External,
    QrCodePin,
    SecurityQuestions,
    RecoveryCodes,
    AppPassword,
    Unknown(String),
}

impl MethodKind {
    /// Every kind this app knows.
    pub const KNOWN: [Self; 15] = [
        Self::Password,
        Self::Email,
        Self::Phone,
        Self::MicrosoftAuthenticator,
        Self::SoftwareOath,
        Self::HardwareOath,
        Self::Passkey,
        Self::WindowsHello,
        Self::PlatformCredential,
        Self::TemporaryAccessPass,
        Self::External,
        Self::QrCodePin,
        Self::SecurityQuestions,
        Self::RecoveryCodes,
        Self::AppPassword,
    ];

    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown(_))
    }
}

/// Which of the three numbers of an employee (Graph: `phoneType`). Text messages go to the mobile one only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneSlot {
    Mobile,
    AlternateMobile,
    Office,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodState {
    #[default]
    Active,
    /// A hardware token that was assigned and waits for its first code.
    NotActivated,
    Expired,
    Disabled,
}

/// Signing in with the number in place of the user name (Graph: `smsSignInState`, B-66).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmsSignIn {
    NotSupported,
    NotAllowedByPolicy,
    NotEnabled,
    /// A colleague signs in with the same number.
    PhoneNumberNotUnique,
    Ready,
    NotConfigured,
}

/// One registered method (Graph: `authenticationMethod` and its subtypes), with what the self-service extension adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityMethod {
    pub id: String,
    pub kind: MethodKind,
    /// The address, number or device it is known by; `None` where the directory gives none.
    pub value: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub created_at: Option<OffsetDateTime>,
    /// Of a phone.
    #[serde(default)]
    pub slot: Option<PhoneSlot>,
    /// Given by the person.
    #[serde(default)]
    pub name: Option<String>,
    /// Make of a passkey or token.
    #[serde(default)]
    pub model: Option<String>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub last_used_at: Option<OffsetDateTime>,
    /// Of a Temporary Access Pass (B-36).
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
    #[serde(default)]
    pub state: MethodState,
    #[serde(default)]
    pub is_default: bool,
    #[serde(default)]
    pub sms_sign_in: Option<SmsSignIn>,
    /// Unused recovery codes.
    #[serde(default)]
    pub remaining: Option<u32>,
    /// What this one is good for; `None` where only the policy of its kind says.
    #[serde(default)]
    pub uses: Option<MethodUse>,
    /// What the organization lets the person do with this one; `None`: it did not say.
    #[serde(default)]
    pub can_rename: Option<bool>,
    #[serde(default)]
    pub can_change: Option<bool>,
    #[serde(default)]
    pub can_delete: Option<bool>,
    /// How it can be tried, the usual way first; empty when not at all.
    #[serde(default)]
    pub try_by: Vec<TrialWay>,
}

/// How a method is tried, whether it works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrialWay {
    /// The code that an app or token shows.
    Code,
    Sms,
    Voice,
    Email,
    /// A notification with number matching.
    Approval,
    /// On the service's page in the system browser.
    Browser,
}

/// What a method may be used for (B-37 … B-39). Comes from policy data, not from constants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodUse {
    /// In place of the password.
    pub sign_in: bool,
    pub multifactor: bool,
    pub password_reset: bool,
}

impl SecurityMethod {
    /// A method of which only the least is known.
    pub fn new(id: impl Into<String>, kind: MethodKind) -> Self {
        Self {
            id: id.into(),
            kind,
            value: None,
            created_at: None,
            slot: None,
            name: None,
            model: None,
            last_used_at: None,
            expires_at: None,
            state: MethodState::Active,
            is_default: false,
            sms_sign_in: None,
            remaining: None,
            uses: None,
            can_rename: None,
            can_change: None,
            can_delete: None,
            try_by: Vec::new(),
        }
    }
}

/// The directory's list with the extension's details: a method that both know becomes one, and what only one of them
/// knows (questions, recovery codes) is not lost. The directory's order comes first.
///
/// An id stands for one method. A kind that only one of the two knows is its kind; a row that comes twice is shown once.
pub fn with_details(listed: Vec<SecurityMethod>, details: Vec<SecurityMethod>) -> Vec<SecurityMethod> {
    let mut all: Vec<SecurityMethod> = Vec::new();
    for method in listed.into_iter().chain(details) {
        match all.iter_mut().find(|known| is_same(known, &method)) {
            Some(known) => *known = detailed(known.clone(), method),
            None => all.push(method),
        }
    }
    all
}

fn is_same(one: &SecurityMethod, other: &SecurityMethod) -> bool {
    one.id == other.id && (one.kind == other.kind || !(one.kind.is_known() && other.kind.is_known()))
}

fn detailed(listed: SecurityMethod, detail: SecurityMethod) -> SecurityMethod {
    // Two names that nobody knows: the directory's, unless it gave none.
    let nameless = listed.kind == MethodKind::Unknown(String::new());
    let kind = if detail.kind.is_known() || nameless {
        detail.kind
    } else {
        listed.kind
    };
    SecurityMethod {
        kind,
        value: detail.value.or(listed.value),
        created_at: detail.created_at.or(listed.created_at),
        slot: detail.slot.or(listed.slot),
        name: detail.name.or(listed.name),
        model: detail.model.or(listed.model),
        last_used_at: detail.last_used_at.or(listed.last_used_at),
        expires_at: detail.expires_at.or(listed.expires_at),
        sms_sign_in: detail.sms_sign_in.or(listed.sms_sign_in),
        remaining: detail.remaining.or(listed.remaining),
        ..detail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b26_list_and_details_become_one_row_each_and_nothing_is_lost() {
        let phone = |id: &str| SecurityMethod {
            value: Some("+31 612345678".into()),
            ..SecurityMethod::new(id, MethodKind::Phone)
        };
        let detail = SecurityMethod {
            name: Some("Work phone".into()),
            value: None,
            is_default: true,
            ..phone("1")
        };
        let questions = SecurityMethod::new("securityQuestions", MethodKind::SecurityQuestions);
        let strange = SecurityMethod::new("9", MethodKind::Unknown("x".into()));
        let all = with_details(
            vec![phone("1"), strange.clone()],
            vec![questions.clone(), detail, phone("2")],
        );
        let ids: Vec<_> = all.iter().map(|method| method.id.as_str()).collect();
        assert_eq!(ids, ["1", "9", "securityQuestions", "2"]);
        assert_eq!(all[0].value.as_deref(), Some("+31 612345678"));
        assert_eq!(
            (all[0].name.as_deref(), all[0].is_default),
            (Some("Work phone"), true)
        );
        assert_eq!((&all[1], &all[2]), (&strange, &questions));
    }

    #[test]
    fn b21_a_method_without_a_kind_takes_it_from_who_knows_it() {
        let unknown = |id: &str, name: &str| SecurityMethod::new(id, MethodKind::Unknown(name.into()));
        let known = SecurityMethod {
            value: Some("+31612345678".into()),
            ..SecurityMethod::new("1", MethodKind::Phone)
        };
        let kinds = |listed, details| {
            let all = with_details(listed, details);
            all.into_iter().map(|method| method.kind).collect::<Vec<_>>()
        };
        // `@odata.type` is missing, and the extension knows the kind.
        assert_eq!(
            kinds(vec![unknown("1", "")], vec![known.clone()]),
            [MethodKind::Phone]
        );
        assert_eq!(
            kinds(vec![known.clone()], vec![unknown("1", "pager")]),
            [MethodKind::Phone]
        );
        // Nobody knows it: the name that there is.
        let name = [MethodKind::Unknown("pager".into())];
        assert_eq!(kinds(vec![unknown("1", "")], vec![unknown("1", "pager")]), name);
        assert_eq!(
            kinds(vec![unknown("1", "pager")], vec![unknown("1", "beeper")]),
            name
        );
        // Twice in one list.
        assert_eq!(
            kinds(vec![known.clone(), known.clone()], vec![]),
            [MethodKind::Phone]
        );
        // Two that are both known are two, whatever their ids.
        let email = SecurityMethod::new("1", MethodKind::Email);
        assert_eq!(
            kinds(vec![known], vec![email]),
            [MethodKind::Phone, MethodKind::Email]
        );
    }

    #[test]
    fn what_an_older_app_kept_is_still_read() {
        let stored = r#"{"id":"1","kind":"email","value":"a@b.example","created_at":null}"#;
        let method: SecurityMethod = serde_json::from_str(stored).unwrap();
        let expected = SecurityMethod {
            value: Some("a@b.example".into()),
            ..SecurityMethod::new("1", MethodKind::Email)
        };
        assert_eq!(method, expected);
    }
}
