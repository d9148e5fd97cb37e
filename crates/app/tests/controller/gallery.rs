//! The pictures and the tests of the web UI show only what this app can make of a method: the table that they are held
//! against is written here.

use std::{collections::BTreeMap, path::Path};

use workpass_app::{
    ports::Part,
    view::{Possible, Section},
};
use workpass_domain::method::{MethodKind, MethodState, PhoneSlot, SecurityMethod, SmsSignIn, TrialWay};

use crate::world::World;

/// `UPDATE_GALLERY=1 cargo nextest run -p workpass-app gallery` writes it anew.
#[tokio::test]
async fn b41_the_gallery_knows_what_can_be_done_with_each_kind() {
    let world = World::with_everything();
    let unknown = MethodKind::Unknown("telepathy".into());
    let one_of_each = MethodKind::KNOWN
        .into_iter()
        .chain([unknown])
        .enumerate()
        .map(|(index, kind)| SecurityMethod {
            slot: (kind == MethodKind::Phone).then_some(PhoneSlot::Mobile),
            try_by: ways_to_try(&kind),
            sms_sign_in: (kind == MethodKind::Phone).then_some(SmsSignIn::NotEnabled),
            remaining: (kind == MethodKind::RecoveryCodes).then_some(5),
            state: if kind == MethodKind::HardwareOath {
                MethodState::NotActivated
            } else {
                MethodState::Active
            },
            ..SecurityMethod::new(index.to_string(), kind)
        });
    world.directory.data().methods = Part::Given(one_of_each.collect());
    let app = world.sign_in().await;
    let Section::Ready { value } = app.account().security else {
        panic!("no security info");
    };
    let table: BTreeMap<String, Vec<&str>> = value
        .methods
        .iter()
        .map(|method| {
            let switch = method.sms_sign_in.map(|sms| sms.switch);
            let operations = [
                ("activate", method.activate),
                ("trial", method.trial),
                ("change", method.change),
                ("renew", method.renew),
                ("rename", method.rename),
                ("sms_sign_in", switch.unwrap_or(Possible::Never)),
                ("delete", method.delete),
            ];
            let kind = serde_json::to_value(method.kind).unwrap();
            let there = operations.into_iter().filter(|(_, one)| *one != Possible::Never);
            (
                kind.as_str().unwrap().to_owned(),
                there.map(|(name, _)| name).collect(),
            )
        })
        .collect();
    let written = format!("{}\n", serde_json::to_string_pretty(&table).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/gallery/operations.json");
    if std::env::var_os("UPDATE_GALLERY").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == written,
        "out of date: UPDATE_GALLERY=1 cargo nextest run -p workpass-app gallery"
    );
}

/// As an organization with the extension says it.
fn ways_to_try(kind: &MethodKind) -> Vec<TrialWay> {
    match kind {
        MethodKind::SoftwareOath => vec![TrialWay::Code],
        MethodKind::Phone => vec![TrialWay::Sms, TrialWay::Voice],
        MethodKind::Email => vec![TrialWay::Email],
        MethodKind::MicrosoftAuthenticator => vec![TrialWay::Approval],
        MethodKind::Passkey => vec![TrialWay::Browser],
        _ => Vec::new(),
    }
}
