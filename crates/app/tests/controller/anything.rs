//! Whatever a person and the world do, in any order: nothing panics, nothing secret shows, and there is always a way
//! back to a working session.

use proptest::prelude::*;
use workpass_app::{
    handle::Handle,
    intent::Door,
    ports::{
        AuthorityError, DirectoryError, NetworkError, PollAnswer, RegistrationState, Tokens, VaultError,
    },
    view::{
        ChannelName, DefaultOptionName, LossHow, LossMark, LossMethodId, LossWayIn, LostPhoneAnswers,
        MethodKindView, PhoneSlotView, SessionView,
    },
};

use crate::world::{App, World, granted, offline, settle, tokens};

#[derive(Clone, Copy, Debug)]
enum Step {
    SignIn,
    SignInInBrowser,
    Cancel,
    SignOut,
    SignOutEverywhere,
    Refresh,
    Focus,
    Retry,
    DeleteMethod,
    DeleteDefault,
    AcceptTerms,
    Register(u8),
    WatchRegistration,
    ConfirmRegistration,
    CancelRegistration,
    PhoneAnswers(u8),
    MakeCodes,
    SetDefault,
    Rename,
    LosePhone,
    NextOfLoss(u8),
    LeaveOut(u8),
    CloseLoss,
    ProofWanted,
    Prove(u8),
    CancelStepUp,
    ReopenStepUp,
    Approve,
    Decline,
    NetworkGoes,
    NetworkComes,
    KeychainLocks,
    KeychainOpens,
    TokenRefused,
    ServiceBreaks,
    Wait(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::SignIn),
        1 => Just(Step::SignInInBrowser),
        1 => Just(Step::Cancel),
        1 => Just(Step::SignOut),
        1 => Just(Step::SignOutEverywhere),
        1 => Just(Step::Refresh),
        1 => Just(Step::Focus),
        1 => Just(Step::Retry),
        1 => Just(Step::DeleteMethod),
        1 => Just(Step::DeleteDefault),
        1 => Just(Step::AcceptTerms),
        2 => (0u8..4).prop_map(Step::Register),
        2 => Just(Step::WatchRegistration),
        1 => Just(Step::ConfirmRegistration),
        1 => Just(Step::CancelRegistration),
        1 => (0u8..5).prop_map(Step::PhoneAnswers),
        1 => Just(Step::MakeCodes),
        1 => Just(Step::SetDefault),
        1 => Just(Step::Rename),
        2 => Just(Step::LosePhone),
        3 => (0u8..10).prop_map(Step::NextOfLoss),
        1 => (0u8..10).prop_map(Step::LeaveOut),
        1 => Just(Step::CloseLoss),
        3 => Just(Step::ProofWanted),
        2 => (0u8..3).prop_map(Step::Prove),
        1 => Just(Step::CancelStepUp),
        1 => Just(Step::ReopenStepUp),
        3 => Just(Step::Approve),
        1 => Just(Step::Decline),
        1 => Just(Step::NetworkGoes),
        1 => Just(Step::NetworkComes),
        1 => Just(Step::KeychainLocks),
        1 => Just(Step::KeychainOpens),
        1 => Just(Step::TokenRefused),
        1 => Just(Step::ServiceBreaks),
        4 => (1u16..4000).prop_map(Step::Wait),
    ]
}

async fn take(step: Step, world: &World, app: &App) {
    let handle = app.handle.clone();
    match step {
        Step::SignIn => drop(tokio::spawn(async move {
            handle.start_sign_in(Door::DeviceCode).await
        })),
        Step::SignInInBrowser => drop(tokio::spawn(
            async move { handle.start_sign_in(Door::Browser).await },
        )),
        Step::Cancel => drop(tokio::spawn(async move { handle.cancel_sign_in().await })),
        Step::SignOut => drop(tokio::spawn(async move { handle.sign_out().await })),
        Step::SignOutEverywhere => drop(tokio::spawn(async move { handle.sign_out_everywhere().await })),
        Step::Refresh => drop(tokio::spawn(async move { handle.refresh_account().await })),
        Step::Retry => drop(tokio::spawn(async move { handle.retry_resume().await })),
        Step::DeleteMethod => drop(tokio::spawn(async move {
            handle
                .delete_method("e".into(), MethodKindView::Email, false)
                .await
        })),
        Step::AcceptTerms => {
            drop(tokio::spawn(async move {
                handle.accept_terms("a".into(), "a-file-2".into()).await
            }));
        }
        Step::DeleteDefault => drop(tokio::spawn(async move {
            handle
                .delete_method("m".into(), MethodKindView::Phone, true)
                .await
        })),
        Step::Register(kind) => register(handle, kind),
        Step::WatchRegistration => drop(tokio::spawn(async move {
            handle.watch_registration("r1".into()).await
        })),
        Step::ConfirmRegistration => drop(tokio::spawn(async move {
            handle
                .confirm_registration("r1".into(), "123456".into(), None)
                .await
        })),
        Step::CancelRegistration => drop(tokio::spawn(async move {
            handle.cancel_registration("r1".into()).await
        })),
        Step::PhoneAnswers(how) => world.directory.may_happen("r1", |one| {
            one.state = match how {
                0 => RegistrationState::AwaitingApproval,
                1 => RegistrationState::Completed,
                2 => RegistrationState::Declined,
                3 => RegistrationState::Expired,
                _ => RegistrationState::Failed,
            };
            one.number = Some("42".into());
        }),
        Step::MakeCodes => drop(tokio::spawn(async move { handle.create_recovery_codes().await })),
        Step::SetDefault => drop(tokio::spawn(async move {
            handle.set_default_method(DefaultOptionName::Oath).await
        })),
        Step::Rename => drop(tokio::spawn(async move {
            handle.rename_method("key".into(), "Sleutel".into()).await
        })),
        Step::LosePhone => drop(tokio::spawn(async move { handle.begin_loss_plan(lost()).await })),
        Step::NextOfLoss(which) => {
            if let Some(key) = key_of(app, which) {
                tokio::spawn(async move { handle.take_loss_step(key).await });
            }
        }
        Step::LeaveOut(which) => {
            if let Some(key) = key_of(app, which) {
                tokio::spawn(async move { handle.mark_loss_step(key, LossMark::Skipped).await });
            }
        }
        Step::CloseLoss => drop(tokio::spawn(async move { handle.end_loss_plan().await })),
        Step::ProofWanted => world
            .directory
            .fail_with([DirectoryError::ClaimsRequired { claims: "{}".into() }]),
        Step::Prove(who) => world.authority.prove(match who {
            0 => Ok(tokens(Some("canary-refresh-5"))),
            1 => Ok(Tokens {
                account: None,
                ..tokens(Some("canary-stranger"))
            }),
            _ => Err(AuthorityError::Declined),
        }),
        Step::CancelStepUp => drop(tokio::spawn(async move { handle.cancel_step_up().await })),
        Step::ReopenStepUp => drop(tokio::spawn(async move { handle.reopen_step_up().await })),
        Step::Focus => handle.window_focused(),
        Step::Approve => world.authority.polls([Ok(granted("canary-refresh-1"))]),
        Step::Decline => world.authority.polls([offline(), Ok(PollAnswer::SlowDown)]),
        Step::NetworkGoes => {
            world.authority.set_unreachable(true);
            world.directory.go_offline();
        }
        Step::NetworkComes => {
            world.authority.set_unreachable(false);
            world.directory.come_back();
        }
        Step::KeychainLocks => world.vault.fail_with(Some(VaultError::Locked)),
        Step::KeychainOpens => world.vault.fail_with(None),
        Step::TokenRefused => world.directory.fail_with([DirectoryError::Unauthorized]),
        Step::ServiceBreaks => {
            world
                .directory
                .fail_with([DirectoryError::Network(NetworkError::Service(502))]);
        }
        Step::Wait(seconds) => world.clock.advance(seconds.into()),
    }
    settle().await;
}

fn lost() -> LostPhoneAnswers {
    let one = |id: &str, kind| LossMethodId { id: id.into(), kind };
    LostPhoneAnswers {
        how: LossHow::Stolen,
        phone: None,
        methods: vec![
            one("m", MethodKindView::Phone),
            one("app", MethodKindView::SoftwareOath),
        ],
        way_in: LossWayIn::AtHand,
    }
}

fn key_of(app: &App, which: u8) -> Option<String> {
    let steps = app.view().account?.lost_phone?.plan?.steps;
    Some(steps.get(usize::from(which))?.key.clone())
}

fn register(handle: Handle, kind: u8) {
    tokio::spawn(async move {
        match kind {
            0 => {
                let (slot, channel) = (PhoneSlotView::AlternateMobile, ChannelName::Voice);
                let number = "+31687654321".to_owned();
                handle
                    .start_phone_registration(number, slot, channel, None, false)
                    .await
            }
            1 => handle.start_authenticator_code_registration(None).await,
            2 => handle.start_authenticator_registration().await,
            _ => handle.start_passkey_registration(None).await,
        }
    });
}

/// Everything works again, and the person starts over.
async fn start_over(world: &World, app: &App) {
    world.authority.set_unreachable(false);
    world.authority.forget_polls();
    world.directory.come_back();
    world.vault.fail_with(None);
    for _ in 0..4 {
        world.clock.advance(1000);
        settle().await;
    }
    match app.session() {
        SessionView::AwaitingUser(_) | SessionView::AwaitingBrowser { .. } => {
            app.handle.cancel_sign_in().await.unwrap();
        }
        SessionView::SignedIn { .. } | SessionView::VaultLocked { .. } => {
            app.handle.sign_out().await.unwrap();
        }
        SessionView::SignedOut { .. } => {}
        other => panic!("stuck in {other:?}"),
    }
    settle().await;
    world.authority.polls([Ok(granted("canary-refresh-9"))]);
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.pass(5).await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn there_is_always_a_way_back(resumed: bool, steps in proptest::collection::vec(step(), 0..25)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let world = if resumed { World::with_session() } else { World::default() };
            world.register_everything();
            let app = world.start().await;
            let mut revision = 0;
            for step in steps {
                take(step, &world, &app).await;
                let view = app.view();
                assert!(view.revision >= revision, "revisions only grow");
                revision = view.revision;
                let shown = serde_json::to_string(&view).unwrap().to_lowercase();
                assert!(!shown.contains("canary"), "a secret crossed");
                let signed_in = matches!(view.session, SessionView::SignedIn { .. });
                assert_eq!(view.account.is_some(), signed_in, "an account is shown to whom it belongs");
            }
            start_over(&world, &app).await;
            let session = app.session();
            assert!(matches!(session, SessionView::SignedIn { .. }), "{session:?}");
        });
    }
}
