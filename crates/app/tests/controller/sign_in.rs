use std::collections::BTreeSet;
use std::sync::atomic::Ordering::Relaxed;

use qrcode::{Color, EcLevel, QrCode};
use workpass_app::{
    controller::{Controller, Setup},
    error::{AuthorityFault, SupportReference, UiError},
    intent::Door,
    ports::{AuthorityError, NetworkError, PollAnswer, RefusedCause, VaultError},
    view::{
        Kept, LanguageChoice, NotKept, Preferences, Qr, Reach, SessionView, Setting, SignedOutWhy,
        ThemeChoice,
    },
};

use crate::world::{FakeDesktop, KEY, World, granted, memo, offline, settle, tokens};

#[tokio::test]
async fn without_configuration_it_says_what_is_missing_and_keeps_preferences() {
    let desktop = std::sync::Arc::new(FakeDesktop::default());
    let setup = Setup::Missing(vec![Setting::Authority, Setting::ClientId]);
    let (controller, handle) = Controller::new(setup, desktop.clone(), Preferences::default());
    tokio::spawn(controller.run());
    let chosen = Preferences {
        language: LanguageChoice::Dutch,
        theme: ThemeChoice::Dark,
        ..Preferences::default()
    };
    handle.set_preferences(chosen.clone()).await.unwrap();
    settle().await;
    let view = handle.view();
    assert_eq!(
        view.session,
        SessionView::NotConfigured {
            missing: vec![Setting::Authority, Setting::ClientId]
        }
    );
    assert_eq!(
        (view.preferences.clone(), desktop.kept.lock().unwrap().clone()),
        (chosen.clone(), Some(chosen))
    );
    assert_eq!(view.locale, "nl-NL");
    assert_eq!(
        handle.start_sign_in(Door::DeviceCode).await,
        Err(UiError::NotAvailable)
    );
}

#[tokio::test]
async fn the_first_screen_offers_what_the_authority_has() {
    let app = World::default().start().await;
    let SessionView::SignedOut {
        why: SignedOutWhy::Fresh,
        error: None,
        doors,
        left_behind: false,
    } = app.session()
    else {
        panic!("{:?}", app.session())
    };
    assert!(doors.device_code && doors.browser && doors.password_reset);
    assert_eq!(doors.organization.as_deref(), Some("login.noorderlicht.example"));
    assert_eq!(doors.help.unwrap().display_name.as_deref(), Some("Servicedesk"));
}

/// The dark modules that a drawing has: `M{column} {row}h{length}…`.
fn modules(qr: &Qr) -> BTreeSet<(usize, usize)> {
    let runs = qr.path.split('M').skip(1);
    runs.flat_map(|run| {
        let (column, rest) = run.split_once(' ').unwrap();
        let (row, rest) = rest.split_once('h').unwrap();
        let length = rest.split_once('v').unwrap().0;
        let [column, row, length] = [column, row, length].map(|text| text.parse::<usize>().unwrap());
        (column..column + length).map(move |column| (column, row))
    })
    .collect()
}

/// The dark modules of the code of an address (ISO/IEC 18004), as the library makes it.
fn dark_modules(address: &str) -> BTreeSet<(usize, usize)> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).unwrap();
    let colors = code.to_colors().into_iter().enumerate();
    colors
        .filter(|(_, color)| *color == Color::Dark)
        .map(|(at, _)| (at % code.width(), at / code.width()))
        .collect()
}

#[tokio::test]
async fn shows_the_code_then_signs_in_and_keeps_the_session() {
    let world = World::default();
    let app = world.start().await;
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    let code = app.code();
    assert_eq!(
        (code.user_code.as_str(), code.computer.as_str()),
        ("CODE-1", "LAPTOP-7")
    );
    assert_eq!(code.page, "login.noorderlicht.example/device");
    assert_eq!(code.expires_at, "2026-11-22T09:15:00Z");
    assert!(!code.opened && !code.offline);
    let address = "https://login.noorderlicht.example/device?user_code=CODE-1";
    assert_eq!(
        modules(&code.qr),
        dark_modules(address),
        "the address with the code in it"
    );
    assert_eq!(
        world.authority.asked_by.lock().unwrap().as_ref().unwrap().name,
        "LAPTOP-7"
    );

    world.pass(5).await;
    world.authority.polls([Ok(granted("canary-refresh-1"))]);
    world.pass(5).await;
    assert_eq!(
        app.session(),
        SessionView::SignedIn {
            kept: Kept::Kept,
            reach: Reach::Online,
            step_up: None,
            switching: None,
            notice: None,
        }
    );
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-1")
    );
    assert_eq!(world.vault.get("SnapshotKey").as_deref(), Some(KEY));
    assert_eq!(world.memo.get(), Some(memo()));
}

#[tokio::test]
async fn the_same_click_twice_is_one_flow() {
    let world = World::default();
    let app = world.start().await;
    let (one, two) = tokio::join!(
        app.handle.start_sign_in(Door::DeviceCode),
        app.handle.start_sign_in(Door::DeviceCode)
    );
    assert_eq!((one, two), (Ok(()), Ok(())));
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    assert_eq!(world.authority.started.load(Relaxed), 1);
    assert_eq!(app.code().user_code, "CODE-1");
}

#[tokio::test]
async fn opens_the_page_of_the_server_in_the_system_browser() {
    let world = World::default();
    let app = world.start().await;
    assert_eq!(
        app.handle.open_verification_page().await,
        Err(UiError::NotAvailable)
    );
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.desktop.has_no_browser.store(true, Relaxed);
    assert_eq!(
        app.handle.open_verification_page().await,
        Err(UiError::BrowserNotOpened)
    );
    world.desktop.has_no_browser.store(false, Relaxed);
    app.handle.open_verification_page().await.unwrap();
    settle().await;
    assert!(app.code().opened);
    let opened = world.desktop.opened.lock().unwrap().clone();
    assert_eq!(
        opened,
        ["https://login.noorderlicht.example/device?user_code=CODE-1"]
    );
}

#[tokio::test]
async fn a_page_that_is_not_safe_to_open_ends_the_sign_in() {
    let world = World::default();
    *world.authority.verification_uri.lock().unwrap() = "http://evil.example/device".into();
    let app = world.start().await;
    let answer = app.handle.start_sign_in(Door::DeviceCode).await;
    assert!(
        matches!(answer, Err(UiError::ServiceTrouble { .. })),
        "{answer:?}"
    );
    assert!(matches!(app.session(), SessionView::SignedOut { .. }));
}

#[tokio::test]
async fn a_lost_network_keeps_polling_and_says_so() {
    let world = World::default();
    let app = world.start().await;
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.authority.set_unreachable(true);
    world.pass(60).await;
    assert!(app.code().offline);
    world.authority.set_unreachable(false);
    world.pass(30).await;
    assert!(!app.code().offline);
    world.authority.polls([Ok(granted("canary-refresh-1"))]);
    world.pass(10).await;
    assert!(matches!(app.session(), SessionView::SignedIn { .. }));
}

#[tokio::test]
async fn a_server_restarted_in_between_does_not_end_the_sign_in() {
    let world = World::default();
    let app = world.start().await;
    let trouble = || Err(AuthorityError::Network(NetworkError::Service(503)));
    world.authority.polls([
        trouble(),
        offline(),
        trouble(),
        Ok(PollAnswer::Pending),
        Ok(granted("r")),
    ]);
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.pass(120).await;
    assert!(
        matches!(app.session(), SessionView::SignedIn { .. }),
        "{:?}",
        app.session()
    );
}

#[tokio::test]
async fn slow_down_makes_the_polling_slower() {
    let world = World::default();
    let app = world.start().await;
    world.authority.polls([Ok(PollAnswer::SlowDown)]);
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.pass(25).await;
    // After 5, 15 and 25 seconds.
    assert_eq!(world.authority.polled.load(Relaxed), 3);
}

#[tokio::test]
async fn an_unused_code_expires_and_a_new_click_gives_a_new_one() {
    let world = World::default();
    let app = world.start().await;
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.clock.advance(900);
    settle().await;
    app.assert_signed_out(SignedOutWhy::Fresh, Some(&UiError::CodeExpired));
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    assert_eq!(app.code().user_code, "CODE-2");
}

#[tokio::test]
async fn offline_until_expiry_still_ends_as_expired() {
    let world = World::default();
    let app = world.start().await;
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.authority.set_unreachable(true);
    world.pass(901).await;
    app.assert_signed_out(SignedOutWhy::Fresh, Some(&UiError::CodeExpired));
}

#[tokio::test]
async fn every_refusal_leads_back_with_its_own_message() {
    let support = || SupportReference {
        error: Some("AADSTS53003".into()),
        ..SupportReference::default()
    };
    let refused = |cause| AuthorityError::Refused {
        cause,
        claims: None,
        support: support(),
    };
    let cases = [
        (AuthorityError::Declined, UiError::SignInDeclined),
        (AuthorityError::Expired, UiError::CodeExpired),
        (
            refused(RefusedCause::Blocked),
            UiError::SignInBlocked { support: support() },
        ),
        (
            refused(RefusedCause::Other),
            UiError::SignInFailed { support: support() },
        ),
        (
            AuthorityError::ClockWrong(1440),
            UiError::ClockWrong { off_by_minutes: 1440 },
        ),
        (
            AuthorityError::Misconfigured(AuthorityFault::IssuerMismatch),
            UiError::AuthorityMisconfigured {
                detail: AuthorityFault::IssuerMismatch,
            },
        ),
    ];
    for (answer, expected) in cases {
        let world = World::default();
        let app = world.start().await;
        world.authority.polls([Err(answer)]);
        app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
        world.pass(5).await;
        app.assert_signed_out(SignedOutWhy::Fresh, Some(&expected));
        assert_eq!(world.memo.get(), None);
    }
}

#[tokio::test]
async fn offline_at_the_click_says_so_and_the_next_click_works() {
    let world = World::default();
    world.authority.set_unreachable(true);
    let app = world.start().await;
    app.assert_signed_out(SignedOutWhy::Fresh, Some(&UiError::Offline));
    assert_eq!(
        app.handle.start_sign_in(Door::DeviceCode).await,
        Err(UiError::Offline)
    );
    world.authority.set_unreachable(false);
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    assert_eq!(app.code().user_code, "CODE-1");
}

#[tokio::test]
async fn an_offline_first_screen_recovers_when_the_person_comes_back() {
    let world = World::default();
    world.authority.set_unreachable(true);
    let app = world.start().await;
    world.authority.set_unreachable(false);
    app.handle.window_focused();
    settle().await;
    app.assert_signed_out(SignedOutWhy::Fresh, None);
}

#[tokio::test]
async fn cancel_ends_the_polling_and_leaves_nothing() {
    let world = World::default();
    let app = world.start().await;
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    app.handle.cancel_sign_in().await.unwrap();
    settle().await;
    app.assert_signed_out(SignedOutWhy::Fresh, None);
    let before = world.authority.polled.load(Relaxed);
    world.pass(60).await;
    assert_eq!(world.authority.polled.load(Relaxed), before);
}

#[tokio::test]
async fn cancel_while_completing_undoes_what_was_stored() {
    let world = World::default();
    let app = world.start().await;
    world.authority.polls([Ok(granted("canary-refresh-1"))]);
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.vault.store_gate.forget_permits(1000);
    world.pass(5).await;
    assert_eq!(app.session(), SessionView::Completing);
    app.handle.cancel_sign_in().await.unwrap();
    world.vault.store_gate.add_permits(10);
    settle().await;
    app.assert_signed_out(SignedOutWhy::Fresh, None);
    assert_eq!((world.vault.get("RefreshToken"), world.memo.get()), (None, None));
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-1"]);
}

#[tokio::test]
async fn the_browser_door_signs_in_too() {
    let world = World::default();
    let app = world.start().await;
    world.authority.browser(Ok(tokens(Some("canary-refresh-1"))));
    app.handle.start_sign_in(Door::Browser).await.unwrap();
    settle().await;
    assert!(matches!(app.session(), SessionView::SignedIn { .. }));
    let opened = world.desktop.opened.lock().unwrap().clone();
    assert_eq!(opened, ["https://login.noorderlicht.example/authorize?x=1"]);
}

#[tokio::test]
async fn a_browser_that_is_left_alone_runs_out_of_time() {
    let world = World::default();
    let app = world.start().await;
    app.handle.start_sign_in(Door::Browser).await.unwrap();
    assert_eq!(
        app.session(),
        SessionView::AwaitingBrowser {
            expires_at: "2026-11-22T09:05:00Z".into()
        }
    );
    world.clock.advance(300);
    settle().await;
    app.assert_signed_out(SignedOutWhy::Fresh, Some(&UiError::CodeExpired));
}

#[tokio::test]
async fn without_a_browser_the_browser_door_says_so() {
    let world = World::default();
    world.desktop.has_no_browser.store(true, Relaxed);
    let app = world.start().await;
    assert_eq!(
        app.handle.start_sign_in(Door::Browser).await,
        Err(UiError::BrowserNotOpened)
    );
    app.assert_signed_out(SignedOutWhy::Fresh, Some(&UiError::BrowserNotOpened));
}

#[tokio::test]
async fn the_other_door_replaces_the_first() {
    let world = World::default();
    let app = world.start().await;
    app.handle.start_sign_in(Door::Browser).await.unwrap();
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    assert_eq!(app.code().user_code, "CODE-1");
}

#[tokio::test]
async fn without_a_refresh_token_the_session_lasts_for_this_run() {
    let world = World::default();
    let app = world.start().await;
    world.authority.polls([Ok(PollAnswer::Granted(tokens(None)))]);
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.pass(5).await;
    let kept = Kept::ThisRunOnly {
        why: NotKept::NoRefreshToken,
    };
    assert_eq!(
        app.session(),
        SessionView::SignedIn {
            kept,
            reach: Reach::Online,
            step_up: None,
            switching: None,
            notice: None,
        }
    );
    assert_eq!((world.memo.get(), world.snapshot.bytes()), (None, None));
}

#[tokio::test]
async fn without_a_keychain_the_session_lasts_for_this_run_and_says_why() {
    for (failure, why) in [
        (VaultError::Locked, NotKept::KeychainLocked),
        (
            VaultError::Unavailable("no bus".into()),
            NotKept::KeychainUnavailable,
        ),
        (VaultError::Denied, NotKept::KeychainDenied),
        (VaultError::TooLarge, NotKept::KeychainBroken),
    ] {
        let world = World::default();
        let app = world.start().await;
        world.vault.fail_with(Some(failure));
        world.authority.polls([Ok(granted("canary-refresh-1"))]);
        app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
        world.pass(5).await;
        let kept = Kept::ThisRunOnly { why };
        assert_eq!(
            app.session(),
            SessionView::SignedIn {
                kept,
                reach: Reach::Online,
                step_up: None,
                switching: None,
                notice: None,
            }
        );
        assert_eq!(
            (world.memo.get(), world.snapshot.bytes()),
            (None, None),
            "nothing on disk without a key"
        );
    }
}

#[tokio::test]
async fn b140_the_reset_page_opens_in_the_browser_with_the_name_filled_in() {
    let world = World::default();
    let app = world.sign_in().await;
    world.desktop.opened.lock().unwrap().clear();
    app.handle.open_password_reset().await.unwrap();
    let opened = world.desktop.opened.lock().unwrap().clone();
    assert_eq!(
        opened,
        ["https://login.noorderlicht.example/reset?username=sanne%40noorderlicht.example"]
    );
}

#[tokio::test]
async fn opens_the_reset_page_of_the_authority() {
    let world = World::default();
    let app = world.start().await;
    app.handle.open_password_reset().await.unwrap();
    app.handle.open_help_page().await.unwrap();
    let opened = world.desktop.opened.lock().unwrap().clone();
    assert_eq!(
        opened,
        [
            "https://login.noorderlicht.example/reset",
            "https://help.noorderlicht.example/"
        ]
    );
}
