//! The last-known view as bytes: what the snapshot adapter encrypts. A format of its own, so that the ports may change.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use workpass_domain::{
    contact::HelpContact,
    device::Devices,
    loss::Case,
    method::SecurityMethod,
    organization::Membership,
    password::PasswordPolicy,
    policy::MethodPolicy,
    preference::SignInPreferences,
    profile::{Organization, Person, Profile},
    profile_rules::ProfileRules,
    registration::RegistrationStatus,
    scope::Scopes,
    settings::AccountSettings,
    sign_in::SignInSummary,
    terms::Terms,
};

use crate::{
    known::{Known, Offers},
    ports::{AccountData, Part, Photo},
};

/// Grows when the shape changes in a way that older apps misread; another version is as good as none.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    #[serde(with = "time::serde::rfc3339")]
    as_of: OffsetDateTime,
    scopes: Scopes,
    offers: Offers,
    profile: Part<Profile>,
    manager: Part<Option<Person>>,
    organization: Part<Organization>,
    methods: Part<Vec<SecurityMethod>>,
    photo: Part<Option<StoredPhoto>>,
    policy: Part<MethodPolicy>,
    terms: Part<Vec<Terms>>,
    help: Part<HelpContact>,
    // Older apps did not keep these; then they are not offered until the next read.
    #[serde(default = "not_offered")]
    preferences: Part<SignInPreferences>,
    #[serde(default = "not_offered")]
    registration: Part<RegistrationStatus>,
    #[serde(default = "not_offered")]
    remembered_devices: Part<u32>,
    #[serde(default = "not_offered")]
    password: Part<PasswordPolicy>,
    #[serde(default = "not_offered")]
    sign_ins: Part<SignInSummary>,
    #[serde(default = "not_offered")]
    devices: Part<Devices>,
    #[serde(default)]
    lost_phone: Option<Case>,
    #[serde(default = "not_offered")]
    settings: Part<AccountSettings>,
    #[serde(default = "not_offered")]
    profile_rules: Part<ProfileRules>,
    #[serde(default = "not_offered")]
    organizations: Part<Vec<Membership>>,
}

fn not_offered<T>() -> Part<T> {
    Part::NotOffered
}

#[derive(Serialize, Deserialize)]
struct StoredPhoto {
    png: bool,
    base64: String,
}

/// To bytes; `None` only if a value cannot be written as JSON, which is logged.
pub(crate) fn write(known: &Known) -> Option<Vec<u8>> {
    let data = known.data.clone();
    let stored = Stored {
        version: VERSION,
        as_of: known.as_of,
        scopes: known.scopes.clone(),
        offers: known.offers.clone(),
        profile: data.profile,
        manager: data.manager,
        organization: data.organization,
        methods: data.methods,
        photo: map(data.photo, |photo| {
            photo.map(|photo| StoredPhoto {
                png: photo.media_type == "image/png",
                base64: BASE64_STANDARD.encode(&photo.bytes),
            })
        }),
        policy: data.policy,
        terms: data.terms,
        help: data.help,
        preferences: data.preferences,
        registration: data.registration,
        remembered_devices: data.remembered_devices,
        password: data.password,
        sign_ins: data.sign_ins,
        devices: data.devices,
        lost_phone: known.lost_phone.clone(),
        settings: data.settings,
        profile_rules: data.profile_rules,
        organizations: data.organizations,
    };
    serde_json::to_vec(&stored)
        .inspect_err(|error| tracing::warn!(%error, "the last-known view could not be written"))
        .ok()
}

/// From bytes; `None` when they are of another version or make no sense.
pub(crate) fn read(bytes: &[u8]) -> Option<Known> {
    let stored: Stored = serde_json::from_slice(bytes)
        .inspect_err(|error| tracing::info!(%error, "the last-known view is of another make"))
        .ok()?;
    if stored.version != VERSION {
        return None;
    }
    let data = AccountData {
        profile: stored.profile,
        manager: stored.manager,
        organization: stored.organization,
        methods: stored.methods,
        photo: map(stored.photo, |photo| photo.and_then(photo_from)),
        policy: stored.policy,
        terms: stored.terms,
        help: stored.help,
        preferences: stored.preferences,
        registration: stored.registration,
        remembered_devices: stored.remembered_devices,
        password: stored.password,
        sign_ins: stored.sign_ins,
        devices: stored.devices,
        settings: stored.settings,
        profile_rules: stored.profile_rules,
        organizations: stored.organizations,
    };
    Some(Known {
        data,
        as_of: stored.as_of,
        scopes: stored.scopes,
        offers: stored.offers,
        lost_phone: stored.lost_phone,
    })
}

fn photo_from(stored: StoredPhoto) -> Option<Photo> {
    let bytes = BASE64_STANDARD.decode(stored.base64).ok()?;
    let media_type = if stored.png { "image/png" } else { "image/jpeg" };
    Some(Photo {
        media_type,
        bytes: bytes.into(),
    })
}

fn map<T, U>(part: Part<T>, change: impl FnOnce(T) -> U) -> Part<U> {
    match part {
        Part::Given(value) => Part::Given(change(value)),
        Part::NotOffered => Part::NotOffered,
        Part::Refused => Part::Refused,
        Part::Failed => Part::Failed,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;
    use workpass_domain::{
        device::{Device, Join},
        loss::{How, Step, WayIn},
        method::MethodKind,
    };

    use super::*;

    fn known() -> Known {
        Known {
            data: AccountData {
                profile: Part::Given(Profile {
                    id: "1".into(),
                    ..Profile::default()
                }),
                manager: Part::Given(None),
                organization: Part::Refused,
                methods: Part::Failed,
                photo: Part::Given(Some(Photo {
                    media_type: "image/jpeg",
                    bytes: vec![0, 255, 7].into(),
                })),
                policy: Part::NotOffered,
                terms: Part::Given(Vec::new()),
                help: Part::Given(HelpContact::default()),
                preferences: Part::Given(SignInPreferences::default()),
                registration: Part::Failed,
                remembered_devices: Part::Given(2),
                password: Part::Given(PasswordPolicy::default()),
                sign_ins: Part::Given(SignInSummary::default()),
                devices: Part::Given(Devices {
                    devices: vec![Device {
                        id: "d".into(),
                        name: "👩‍💻".into(),
                        system: None,
                        join: Some(Join::Hybrid),
                        is_compliant: Some(false),
                        is_enabled: false,
                        registered_at: Some(datetime!(2026-11-22 09:00:00.5 UTC)),
                        last_activity: None,
                        disabled_at: Some(datetime!(2026-11-22 10:00 UTC)),
                        is_current: true,
                        recovery_keys: None,
                    }],
                    shows_recovery_keys: true,
                }),
                settings: Part::Given(AccountSettings {
                    time_zone: Some("Asia/Kathmandu".into()),
                    ..AccountSettings::default()
                }),
                profile_rules: Part::Given(ProfileRules::default()),
                organizations: Part::Given(Vec::new()),
            },
            as_of: datetime!(2026-11-22 09:00:00.5 UTC),
            scopes: Scopes::new(["User.Read".to_owned()]),
            offers: Offers {
                directory: true,
                selfservice: false,
                security_info_page: Some("https://mysignins.microsoft.com/security-info".parse().unwrap()),
                password_page: None,
                devices_page: Some("https://myaccount.microsoft.com/device-list".parse().unwrap()),
            },
            lost_phone: Some(Case {
                begun_at: datetime!(2026-11-22 09:05 UTC),
                how: How::Stolen,
                way_in: WayIn::RecoveryCode,
                device: None,
                methods: vec![SecurityMethod::new("1", MethodKind::Unknown("x".into()))],
                before: Vec::new(),
                password_changed_at: None,
                default_after_replacement: true,
                planned: vec![Step::RemoveMethod(0)],
                done: Vec::new(),
                skipped: vec![Step::EndSessions],
            }),
        }
    }

    #[test]
    fn comes_back_as_it_was_written() {
        let (before, after) = (known(), read(&write(&known()).unwrap()).unwrap());
        assert_eq!(format!("{before:?}"), format!("{after:?}"));
    }

    #[test]
    fn another_version_is_as_good_as_none() {
        let mut json: serde_json::Value = serde_json::from_slice(&write(&known()).unwrap()).unwrap();
        json["version"] = 2.into();
        assert!(read(&serde_json::to_vec(&json).unwrap()).is_none());
    }

    #[test]
    fn what_an_older_app_kept_is_still_shown() {
        let mut json: serde_json::Value = serde_json::from_slice(&write(&known()).unwrap()).unwrap();
        for newer in [
            "preferences",
            "registration",
            "remembered_devices",
            "password",
            "sign_ins",
            "devices",
            "lost_phone",
            "settings",
            "profile_rules",
            "organizations",
        ] {
            json.as_object_mut().unwrap().remove(newer).unwrap();
        }
        let offers = json["offers"].as_object_mut().unwrap();
        for newer in ["security_info_page", "devices_page"] {
            offers.remove(newer).unwrap();
        }
        let known = read(&serde_json::to_vec(&json).unwrap()).unwrap();
        assert_eq!(known.offers.security_info_page, None);
        assert_eq!(known.data.remembered_devices, Part::NotOffered);
    }

    proptest! {
        #[test]
        fn bytes_that_make_no_sense_are_none(cut in 0usize..200, noise in proptest::collection::vec(any::<u8>(), 0..64)) {
            let mut bytes = write(&known()).unwrap();
            bytes.truncate(cut);
            bytes.extend(noise);
            prop_assert!(read(&bytes).is_none());
        }
    }
}
