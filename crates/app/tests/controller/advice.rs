//! What the organization and the app advise, and what a loss would mean.

use workpass_app::{
    ports::Part,
    view::{AdviceView, LossKind, MethodKindView},
};
use workpass_domain::{
    method::MethodKind,
    registration::{RegistrationNeed, RegistrationStatus},
};

use crate::{methods::security, world::World};

#[tokio::test]
async fn b93_b94_details_are_confirmed_or_put_off() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    app.handle.confirm_security_info().await.unwrap();
    app.handle.snooze_registration().await.unwrap();
    assert_eq!(
        (
            world.directory.count("looks good"),
            world.directory.count("snooze")
        ),
        (1, 1)
    );
}

#[tokio::test]
async fn b36_b90_b97_advice_comes_with_the_most_urgent_first() {
    let world = World::with_everything();
    world.directory.data().registration = Part::Given(RegistrationStatus {
        state: RegistrationNeed::Required,
        missing_sign_in: 1,
        only_text_and_voice: true,
        ..RegistrationStatus::default()
    });
    let app = world.sign_in().await;
    assert_eq!(
        security(&app).advice,
        [
            AdviceView::RegistrationRequired {
                sign_in: 1,
                password_reset: 0
            },
            AdviceView::OnlyTextAndVoice,
            AdviceView::RecoveryCodesFew { remaining: 2 },
        ]
    );
    world.directory.data().registration = Part::Given(RegistrationStatus {
        state: RegistrationNeed::Recommended,
        skippable: true,
        skips_remaining: Some(2),
        only_temporary_access_pass: true,
        ..RegistrationStatus::default()
    });
    if let Part::Given(methods) = &mut world.directory.data().methods {
        methods.retain(|method| method.kind != MethodKind::RecoveryCodes);
    }
    app.handle.refresh_account().await.unwrap();
    assert_eq!(
        security(&app).advice,
        [
            AdviceView::OnlyTemporaryAccessPass {
                expires_at: None,
                has_password: true
            },
            AdviceView::RegistrationRecommended {
                skips: Some(2),
                skippable: true
            },
        ],
        "the policy counts codes as registered: none are to be had"
    );
}

#[tokio::test]
async fn what_a_lost_phone_or_key_means_is_on_the_page() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let losses = security(&app).losses;
    let phone = losses.iter().find(|loss| loss.what == LossKind::Phone).unwrap();
    assert_eq!(phone.affected, ["m", "app"]);
    assert_eq!(
        phone.two_step_left,
        [MethodKindView::Passkey, MethodKindView::RecoveryCodes]
    );
    assert!(!phone.locked_out && !phone.reset_possible);
    assert!(losses.iter().all(|loss| loss.what != LossKind::Computer));
}
