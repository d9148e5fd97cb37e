//! The world in memory: every port answers as the test says, the clock is stepped.

mod authority;
mod clock;
mod desktop;
mod devices;
mod directory;
mod everything;
mod methods;
mod organizations;
mod profile;
mod settings;
mod sign_ins;
mod storage;

use std::sync::Arc;

use secrecy::SecretString;
use workpass_app::{
    controller::{Controller, Services, Setup},
    error::UiError,
    handle::Handle,
    intent::Door,
    ports::Memo,
    view::{
        AccountView, AppView, AwaitingUser, ChannelName, PhoneSlotView, Preferences, Reach, RegistrationView,
        SessionView, SignedOutWhy,
    },
};
use workpass_domain::account::{Account, AccountKey};

pub(crate) use self::{
    authority::{FakeAuthority, granted, offline, tokens},
    clock::SteppedClock,
    desktop::FakeDesktop,
    directory::{FakeDirectory, account_data, email_rule},
    organizations::{ELSEWHERE, of_guest_here},
    storage::{FakeMemo, FakeSnapshot, FakeTombstones, FakeVault},
};

pub(crate) const ISSUER: &str = "https://login.noorderlicht.example/t/v2.0";
pub(crate) const CLIENT: &str = "client-1";
pub(crate) const KEY: &str = "canary-snapshot-key";

pub(crate) fn account() -> Account {
    Account {
        key: AccountKey::Directory {
            issuer: ISSUER.into(),
            tid: "t".into(),
            oid: "sanne".into(),
        },
        display_name: "Sanne Visser".into(),
        user_name: Some("sanne@noorderlicht.example".into()),
        email: None,
    }
}

pub(crate) fn memo() -> Memo {
    Memo {
        account: account(),
        issuer: ISSUER.into(),
        client_id: CLIENT.into(),
        elsewhere: Vec::new(),
        shown: None,
    }
}

/// The same person as a guest of the organization of an issuer.
pub(crate) fn guest(issuer: &str) -> Account {
    let tid = issuer.trim_end_matches("/v2.0").rsplit('/').next().unwrap();
    Account {
        key: AccountKey::Directory {
            issuer: issuer.into(),
            tid: tid.into(),
            oid: format!("sanne-{tid}"),
        },
        ..account()
    }
}

#[derive(Default)]
pub(crate) struct World {
    pub(crate) authority: Arc<FakeAuthority>,
    pub(crate) clock: Arc<SteppedClock>,
    pub(crate) desktop: Arc<FakeDesktop>,
    pub(crate) directory: Arc<FakeDirectory>,
    pub(crate) memo: Arc<FakeMemo>,
    pub(crate) snapshot: Arc<FakeSnapshot>,
    pub(crate) tombstones: Arc<FakeTombstones>,
    pub(crate) vault: Arc<FakeVault>,
}

impl World {
    /// One of everything is registered, and the organization offers everything.
    pub(crate) fn with_everything() -> Self {
        let world = Self::default();
        world.register_everything();
        world
    }

    pub(crate) fn register_everything(&self) {
        everything::register(&mut self.directory.data());
    }

    /// Somebody signed in before: memo and refresh token are there.
    pub(crate) fn with_session() -> Self {
        let world = Self::default();
        world.memo.put(Some(memo()));
        world.vault.put("RefreshToken", "canary-refresh-0");
        world
    }

    /// Somebody else than the one who signs in in these tests was signed in before.
    pub(crate) fn with_session_of_anna() -> Self {
        let world = Self::default();
        let mut memo = memo();
        memo.account.key = AccountKey::Directory {
            issuer: ISSUER.into(),
            tid: "t".into(),
            oid: "anna".into(),
        };
        world.memo.put(Some(memo));
        world.vault.put("anna RefreshToken", "canary-anna");
        world
    }

    fn services(&self) -> Services {
        Services {
            authority: self.authority.clone(),
            clock: self.clock.clone(),
            devices: self.directory.clone(),
            directory: self.directory.clone(),
            memo: self.memo.clone(),
            methods: self.directory.clone(),
            settings: self.directory.clone(),
            profile: self.directory.clone(),
            organizations: self.directory.clone(),
            sign_ins: self.directory.clone(),
            snapshot: self.snapshot.clone(),
            tombstones: self.tombstones.clone(),
            vault: self.vault.clone(),
            new_snapshot_key: || Some(SecretString::from(KEY)),
        }
    }

    /// Starts the app and lets it come to rest.
    pub(crate) async fn start(&self) -> App {
        self.start_as(ISSUER).await
    }

    pub(crate) async fn start_as(&self, authority: &str) -> App {
        let setup = Setup::Complete {
            authority: authority.into(),
            client_id: CLIENT.into(),
            services: Box::new(self.services()),
        };
        let (controller, handle) = Controller::new(setup, self.desktop.clone(), Preferences::default());
        tokio::spawn(controller.run());
        settle().await;
        App { handle }
    }

    /// Steps the clock and lets everything that was waiting run.
    pub(crate) async fn pass(&self, seconds: u64) {
        for _ in 0..seconds {
            self.clock.advance(1);
            settle().await;
        }
    }

    /// Signed in by device code, the account on the screen.
    pub(crate) async fn sign_in(&self) -> App {
        let app = self.start().await;
        self.authority.polls([Ok(granted("canary-refresh-1"))]);
        app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
        self.pass(5).await;
        assert!(
            matches!(app.session(), SessionView::SignedIn { .. }),
            "{:?}",
            app.session()
        );
        app
    }
}

/// Lets every job that can go on go on. Nothing here waits for real time, so a fixed number of turns is enough.
pub(crate) async fn settle() {
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}

pub(crate) struct App {
    pub(crate) handle: Handle,
}

impl App {
    pub(crate) fn view(&self) -> AppView {
        self.handle.view().as_ref().clone()
    }

    pub(crate) fn session(&self) -> SessionView {
        self.view().session
    }

    pub(crate) fn account(&self) -> AccountView {
        self.view().account.expect("somebody is signed in")
    }

    pub(crate) fn code(&self) -> AwaitingUser {
        match self.session() {
            SessionView::AwaitingUser(code) => code,
            other => panic!("no code on the screen but {other:?}"),
        }
    }

    pub(crate) fn is_offline(&self) -> bool {
        matches!(
            self.session(),
            SessionView::SignedIn {
                reach: Reach::Offline { .. },
                ..
            }
        )
    }

    /// The sign-in screen says that the keychain still holds an old session.
    #[track_caller]
    pub(crate) fn says_left_behind(&self) -> bool {
        match self.session() {
            SessionView::SignedOut { left_behind, .. } => left_behind,
            other => panic!("not signed out but {other:?}"),
        }
    }

    #[track_caller]
    pub(crate) fn assert_signed_out(&self, expected_why: SignedOutWhy, expected_error: Option<&UiError>) {
        match self.session() {
            SessionView::SignedOut { why, error, .. } => {
                assert_eq!((why, error.as_ref()), (expected_why, expected_error));
            }
            other => panic!("not signed out but {other:?}"),
        }
    }
}

/// Begins to register an alternate phone.
pub(crate) async fn alternate(app: &App, channel: ChannelName) -> Result<RegistrationView, UiError> {
    app.handle
        .start_phone_registration(
            "+31 6 87654321".into(),
            PhoneSlotView::AlternateMobile,
            channel,
            None,
            false,
        )
        .await
}

/// Watches in the background, so that the test can go on.
pub(crate) fn watch(app: &App, id: &str) -> tokio::task::JoinHandle<Result<RegistrationView, UiError>> {
    let (handle, id) = (app.handle.clone(), id.to_owned());
    tokio::spawn(async move { handle.watch_registration(id).await })
}
