use std::collections::BTreeSet;

use time::macros::datetime;

use super::*;
use crate::{
    action::Action,
    device::Device,
    lockout::Footing,
    method::PhoneSlot,
    policy::{MethodPolicy, MethodRule, tests::rule},
    preference::SignInPreferences,
    scope::Scopes,
    standing::Standing,
    uses,
};

const NOW: OffsetDateTime = datetime!(2026-11-22 20:00 UTC);

/// The person of these tests: a phone with an app and a number on it, and what else a test gives them.
struct Person {
    methods: Vec<SecurityMethod>,
    policy: Option<MethodPolicy>,
    preferences: SignInPreferences,
    devices: Vec<Device>,
    remembered: Option<u32>,
    changed_at: Option<OffsetDateTime>,
    scopes: Scopes,
    refused: BTreeSet<Action>,
    selfservice: bool,
    pages: Option<url::Url>,
}

fn method(id: &str, kind: MethodKind) -> SecurityMethod {
    SecurityMethod::new(id, kind)
}

fn mobile() -> SecurityMethod {
    SecurityMethod {
        slot: Some(PhoneSlot::Mobile),
        value: Some("+31612345678".into()),
        is_default: true,
        ..method("mobile", MethodKind::Phone)
    }
}

fn app() -> SecurityMethod {
    method("app", MethodKind::MicrosoftAuthenticator)
}

fn device(id: &str, system: &str) -> Device {
    Device {
        id: id.into(),
        name: format!("{id} of Anna"),
        system: Some(system.into()),
        join: None,
        is_compliant: None,
        is_enabled: true,
        registered_at: None,
        last_activity: None,
        disabled_at: None,
        is_current: id == "here",
        recovery_keys: None,
    }
}

fn rules() -> Vec<MethodRule> {
    [
        MethodKind::MicrosoftAuthenticator,
        MethodKind::Passkey,
        MethodKind::RecoveryCodes,
    ]
    .map(|kind| {
        let uses = uses::usual(&kind, None, false);
        rule(kind, uses)
    })
    .to_vec()
}

impl Person {
    fn with(more: Vec<SecurityMethod>) -> Self {
        let mut methods = vec![method("p", MethodKind::Password), app(), mobile()];
        methods.extend(more);
        Self {
            methods,
            policy: Some(MethodPolicy {
                rules: rules(),
                required_methods: Some(0),
                ..MethodPolicy::default()
            }),
            preferences: SignInPreferences {
                current: Some(DefaultOption::Sms),
                options: DefaultOption::ALL.to_vec(),
                ..SignInPreferences::default()
            },
            devices: vec![device("here", "Windows 11"), device("phone", "Android 16")],
            remembered: Some(2),
            changed_at: Some(datetime!(2026-01-01 08:00 UTC)),
            scopes: Scopes::new(
                [
                    "UserAuthenticationMethod.ReadWrite",
                    "User.RevokeSessions.All",
                    "User-PasswordProfile.ReadWrite.All",
                ]
                .map(str::to_owned),
            ),
            refused: BTreeSet::new(),
            selfservice: true,
            pages: None,
        }
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            footing: Footing {
                methods: &self.methods,
                policy: self.policy.as_ref(),
                preferences: Some(&self.preferences),
            },
            standing: Standing {
                directory: true,
                selfservice: self.selfservice,
                scopes: &self.scopes,
                policy: self.policy.as_ref(),
                organization: None,
                guest: false,
                security_info_page: self.pages.as_ref(),
                password_obstacle: None,
                password_page: self.pages.as_ref(),
                devices_page: self.pages.as_ref(),
                profile_rules: None,
                has_app_passwords: false,
                refused: &self.refused,
                offline: false,
            },
            devices: Some(&self.devices),
            remembered: self.remembered,
            password_changed_at: self.changed_at,
        }
    }

    fn begin(&self, how: How, way_in: WayIn) -> Case {
        let answers = Answers {
            how,
            way_in,
            device: Some("phone".into()),
            methods: vec![
                ("app".into(), MethodKind::MicrosoftAuthenticator),
                ("mobile".into(), MethodKind::Phone),
            ],
        };
        Case::begin(&answers, &self.facts(), NOW).unwrap()
    }

    fn states(&self, case: &Case) -> Vec<(Step, State)> {
        let plan = self.facts().plan(case);
        plan.into_iter().map(|line| (line.step, line.state)).collect()
    }
}

const HERE: State = State::Todo(Way::InApp);
const BY_HAND: State = State::Todo(Way::ByPerson);

#[test]
fn b108_a_stolen_phone_with_another_way_in_is_one_ordered_plan() {
    let person = Person::with(vec![method("token", MethodKind::HardwareOath)]);
    let case = person.begin(How::Stolen, WayIn::AtHand);
    assert_eq!(
        person.states(&case),
        [
            (Step::EndSessions, HERE),
            (Step::ForgetComputers, HERE),
            (Step::DisableDevice, HERE),
            (Step::ChangePassword, HERE),
            (Step::MoveDefault, HERE),
            (Step::AddReplacement, HERE),
            // Nothing else of the phone stands behind it: the token is another's.
            (Step::RemoveMethod(0), HERE),
            (Step::RemoveMethod(1), State::Waiting(Wait::Default)),
            (Step::BlockNumber, BY_HAND),
            (Step::TellHelpdesk, BY_HAND),
        ]
    );
    assert_eq!(person.facts().next_default(&case), Some(DefaultOption::Oath));
    let plan = person.facts().plan(&case);
    assert!(plan.iter().all(|line| !line.needed), "the token is enough");
}

#[test]
fn b108_a_lost_phone_changes_no_password() {
    let person = Person::with(vec![]);
    let steps = person.states(&person.begin(How::Lost, WayIn::AtHand));
    let names: Vec<_> = steps.into_iter().map(|(step, _)| step).collect();
    assert!(!names.contains(&Step::ChangePassword) && !names.contains(&Step::TellHelpdesk));
}

#[test]
fn b105_what_was_the_only_second_factor_goes_after_its_replacement() {
    let mut person = Person::with(vec![SecurityMethod {
        remaining: Some(8),
        ..method("codes", MethodKind::RecoveryCodes)
    }]);
    let mut case = person.begin(How::Lost, WayIn::RecoveryCode);
    let waits = State::Waiting(Wait::Replacement);
    let tail = |person: &Person, case: &Case| person.states(case).split_off(3);
    assert_eq!(
        tail(&person, &case),
        [
            (Step::AddReplacement, HERE),
            (Step::MoveDefault, waits.clone()),
            (Step::RemoveMethod(0), waits.clone()),
            (Step::RemoveMethod(1), waits),
            (Step::BlockNumber, BY_HAND),
        ]
    );
    assert!(person.facts().plan(&case)[3].needed);
    let kinds: Vec<_> = person.facts().replacements(&case);
    assert_eq!(
        kinds.iter().map(|rule| rule.kind.clone()).collect::<Vec<_>>(),
        [MethodKind::Passkey, MethodKind::MicrosoftAuthenticator],
        "codes on paper help out, they replace nothing"
    );

    // An app on the new phone: the default can move, and then the number may go.
    person
        .methods
        .push(method("new", MethodKind::MicrosoftAuthenticator));
    assert!(case.observe(&person.facts(), NOW));
    let added = case.done_of(Step::AddReplacement).unwrap();
    assert_eq!(added.by, By::Seen);
    assert!(matches!(&added.with, Some(With::Method(one)) if one.id == "new"));
    let states = tail(&person, &case);
    assert_eq!(states[1], (Step::MoveDefault, HERE));
    assert_eq!(states[2], (Step::RemoveMethod(0), HERE));
    assert_eq!(states[3], (Step::RemoveMethod(1), State::Waiting(Wait::Default)));
    person.preferences.current = Some(DefaultOption::Push);
    case.observe(&person.facts(), NOW);
    let moved = case.done_of(Step::MoveDefault).unwrap();
    assert_eq!(moved.with, Some(With::Default(DefaultOption::Push)));
    assert_eq!(tail(&person, &case)[3], (Step::RemoveMethod(1), HERE));
}

#[test]
fn b108_without_anything_to_confirm_with_the_helpdesk_comes_first() {
    let mut person = Person::with(vec![]);
    let mut case = person.begin(How::Lost, WayIn::Nothing);
    let states = person.states(&case);
    let waits = State::Waiting(Wait::Pass);
    assert_eq!(states[0], (Step::EndSessions, HERE), "nobody asks for a proof");
    assert_eq!(states[1], (Step::TellHelpdesk, BY_HAND));
    let with_proof = [2, 3, 4, 5, 6, 7];
    assert!(with_proof.iter().all(|at| states[*at].1 == waits), "{states:?}");
    assert_eq!(states[8], (Step::BlockNumber, BY_HAND));

    // The pass came: the list has it.
    person.methods.push(SecurityMethod {
        expires_at: Some(NOW + time::Duration::HOUR),
        ..method("pass", MethodKind::TemporaryAccessPass)
    });
    case.observe(&person.facts(), NOW);
    assert_eq!(case.done_of(Step::TellHelpdesk).unwrap().by, By::Seen);
    assert!(person.states(&case).iter().all(|(_, state)| *state != waits));
}

#[test]
fn what_is_done_elsewhere_is_done_and_what_comes_back_under_the_same_id_is_new() {
    let mut person = Person::with(vec![method("token", MethodKind::HardwareOath)]);
    let mut case = person.begin(How::Stolen, WayIn::AtHand);
    person.remembered = Some(0);
    person.devices.retain(|device| device.id != "phone");
    person.changed_at = Some(NOW);
    // The same slot with another number: the old number is gone, the new one is no part of the plan.
    person.methods[2].value = Some("+31687654321".into());
    assert!(case.observe(&person.facts(), NOW));
    for step in [
        Step::ForgetComputers,
        Step::DisableDevice,
        Step::ChangePassword,
        Step::AddReplacement,
        Step::RemoveMethod(1),
    ] {
        assert!(
            case.done_of(step).is_some_and(|done| done.by == By::Seen),
            "{step:?}"
        );
    }
    assert_eq!(case.done_of(Step::EndSessions), None);
}

#[test]
fn a_number_that_is_kept_stays_and_counts() {
    let person = Person::with(vec![]);
    let mut case = person.begin(How::Lost, WayIn::RecoveryCode);
    case.skipped.push(Step::RemoveMethod(1));
    let states = person.states(&case);
    let of = |wanted: Step| {
        states
            .iter()
            .find(|(step, _)| *step == wanted)
            .map(|(_, state)| state)
    };
    assert_eq!(of(Step::RemoveMethod(1)), Some(&State::Skipped));
    assert_eq!(of(Step::RemoveMethod(0)), Some(&HERE), "the number answers");
    assert_eq!(of(Step::MoveDefault), None, "the default stays where it is");
    case.observe(&person.facts(), NOW);
    assert_eq!(case.done_of(Step::MoveDefault), None, "nobody moved it");
}

#[test]
fn where_the_directory_has_no_such_call_the_official_pages_and_the_last_sign_out_stand() {
    let mut person = Person::with(vec![method("token", MethodKind::HardwareOath)]);
    (person.selfservice, person.policy, person.remembered) = (false, None, None);
    person.scopes = Scopes::new(["User.RevokeSessions.All".to_owned()]);
    person.pages = Some("https://mysignins.microsoft.com/security-info".parse().unwrap());
    let case = person.begin(How::Stolen, WayIn::AtHand);
    let away = State::Todo(Way::HandOver);
    let states = person.states(&case);
    let of = |wanted: Step| {
        states
            .iter()
            .find(|(step, _)| *step == wanted)
            .map(|(_, state)| state)
    };
    assert_eq!(of(Step::EndSessions), None);
    for step in [
        Step::DisableDevice,
        Step::ChangePassword,
        Step::AddReplacement,
        Step::RemoveMethod(0),
    ] {
        assert_eq!(of(step), Some(&away), "{step:?}");
    }
    assert_eq!(
        states.last().unwrap(),
        &(Step::SignOutEverywhere, State::Waiting(Wait::Rest))
    );
}

#[test]
fn what_cannot_be_done_says_why_and_so_does_what_waits_for_it() {
    let mut person = Person::with(vec![]);
    person.policy.as_mut().unwrap().rules.clear();
    person.refused.insert(Action::DisableDevice);
    let case = person.begin(How::Lost, WayIn::RecoveryCode);
    let states = person.states(&case);
    let of = |wanted: Step| {
        states
            .iter()
            .find(|(step, _)| *step == wanted)
            .map(|(_, state)| state)
    };
    let administrator = State::Impossible(Unavailable::ManagedByAdministrator);
    let refused = State::Impossible(Unavailable::RefusedByService);
    assert_eq!(of(Step::DisableDevice), Some(&refused));
    assert_eq!(of(Step::AddReplacement), Some(&administrator));
    assert_eq!(
        of(Step::RemoveMethod(0)),
        Some(&administrator),
        "never the last way in"
    );
}

#[test]
fn this_computer_and_what_nobody_has_are_no_answers() {
    let person = Person::with(vec![method("token", MethodKind::HardwareOath)]);
    let begin = |device: Option<&str>, id: &str, kind| {
        let answers = Answers {
            how: How::Lost,
            way_in: WayIn::AtHand,
            device: device.map(str::to_owned),
            methods: vec![(id.to_owned(), kind)],
        };
        Case::begin(&answers, &person.facts(), NOW)
    };
    let app = MethodKind::MicrosoftAuthenticator;
    assert!(begin(None, "app", app.clone()).is_some());
    assert!(begin(Some("here"), "app", app.clone()).is_none());
    assert!(begin(Some("nowhere"), "app", app.clone()).is_none());
    assert!(begin(None, "gone", app).is_none());
    assert!(
        begin(None, "token", MethodKind::HardwareOath).is_none(),
        "it hangs on a key ring"
    );
    assert!(begin(None, "p", MethodKind::Password).is_none());
}

#[test]
fn b108_what_was_on_the_phone_is_guessed_with_sense() {
    let (one, other) = (device("phone", "Android 16"), device("tablet", "iPadOS 19"));
    let named = |kind, name: &str| SecurityMethod {
        name: Some(name.into()),
        ..method("x", kind)
    };
    let guess = |method: &SecurityMethod, phone: Option<&Device>| is_on_by_guess(method, phone, &[&other]);
    let passkey = MethodKind::Passkey;
    for (method, on_it) in [
        (app(), true),
        (mobile(), true),
        (method("x", MethodKind::SoftwareOath), true),
        (named(MethodKind::SoftwareOath, "Laptop"), false),
        (named(MethodKind::MicrosoftAuthenticator, "TABLET of Anna"), false),
        (named(passkey.clone(), "Phone of Anna"), true),
        (named(passkey.clone(), "YubiKey 5"), false),
        (named(passkey.clone(), "tablet of anna"), false),
        (method("x", passkey), false),
        (method("x", MethodKind::HardwareOath), false),
    ] {
        assert_eq!(guess(&method, Some(&one)), on_it, "{method:?}");
    }
    let alternate = SecurityMethod {
        slot: Some(PhoneSlot::AlternateMobile),
        ..mobile()
    };
    assert!(!guess(&alternate, None) && may_be_on_a_phone(&alternate));
    assert!(!one.is_current && one.may_be_a_phone() && !device("here", "Windows 11").may_be_a_phone());
}

/// Graph writes a number with a space, and a passkey under the name that the person gave it.
#[test]
fn what_is_written_or_named_otherwise_is_still_the_same() {
    let passkey = SecurityMethod {
        value: Some("Old phone".into()),
        ..method("key", MethodKind::Passkey)
    };
    let mut person = Person::with(vec![passkey]);
    let answers = Answers {
        how: How::Stolen,
        way_in: WayIn::AtHand,
        device: None,
        methods: vec![
            ("key".into(), MethodKind::Passkey),
            ("mobile".into(), MethodKind::Phone),
        ],
    };
    let mut case = Case::begin(&answers, &person.facts(), NOW).unwrap();
    for listed in &mut person.methods {
        match listed.kind {
            MethodKind::Phone => listed.value = Some("+31 612345678".into()),
            MethodKind::Passkey => listed.value = Some("Stolen one".into()),
            _ => {}
        }
    }
    assert!(
        !case.observe(&person.facts(), NOW),
        "nothing was done: {:?}",
        case.done
    );
    // Another number is another.
    let number = person
        .methods
        .iter_mut()
        .find(|one| one.kind == MethodKind::Phone);
    number.unwrap().value = Some("+31 687654321".into());
    assert!(case.observe(&person.facts(), NOW));
    assert!(case.done_of(Step::RemoveMethod(1)).is_some());
    assert!(case.done_of(Step::RemoveMethod(0)).is_none());
}

#[test]
fn b160_a_password_whose_day_was_not_known_is_not_taken_for_changed() {
    let mut person = Person::with(vec![method("token", MethodKind::HardwareOath)]);
    let before = person.changed_at.take();
    let mut case = person.begin(How::Stolen, WayIn::AtHand);
    person.changed_at = before;
    case.observe(&person.facts(), NOW);
    assert!(
        case.done_of(Step::ChangePassword).is_none(),
        "it was changed in January"
    );
    person.changed_at = Some(NOW + time::Duration::MINUTE);
    case.observe(&person.facts(), NOW);
    assert!(case.done_of(Step::ChangePassword).is_some());
}

/// Where policy wants two, one new one is not enough: the next is asked for, and then what was on the phone goes.
#[test]
fn where_two_are_required_two_are_added() {
    let mut person = Person::with(Vec::new());
    let policy = person.policy.as_mut().unwrap();
    (policy.required_methods, policy.registers_at_sign_in) = (Some(2), true);
    let mut case = person.begin(How::Lost, WayIn::AtHand);
    let of = |person: &Person, case: &Case, wanted: Step| {
        let states = person.states(case);
        states
            .into_iter()
            .find(|(step, _)| *step == wanted)
            .map(|(_, state)| state)
    };
    assert_eq!(of(&person, &case, Step::AddReplacement), Some(HERE));
    person.methods.push(method("key", MethodKind::Passkey));
    case.observe(&person.facts(), NOW);
    assert_eq!(of(&person, &case, Step::AddReplacement), Some(HERE), "one more");
    person
        .methods
        .push(method("app2", MethodKind::MicrosoftAuthenticator));
    case.observe(&person.facts(), NOW);
    assert!(case.done_of(Step::AddReplacement).is_some());
    assert_eq!(of(&person, &case, Step::RemoveMethod(0)), Some(HERE));
}
