//! The controller owns the session state, takes intents and publishes views.
//!
//! Nothing in here waits: a handler changes the state and starts jobs; jobs talk to the world and report back as
//! [`Event`]s. So no intent is ever held up by a slow service, and the state is changed in one place only.

mod begun;
mod call;
mod deletion;
mod devices;
mod event;
mod keep;
mod loss;
mod methods;
mod organizations;
mod password;
mod profile;
mod read;
mod registration;
mod resume;
mod session;
mod settings;
mod sign_in;
mod sign_ins;
mod sign_out;
mod step_up;
mod terms;
mod write;

use std::{collections::BTreeSet, sync::Arc};

use tokio::sync::{mpsc, watch};
use workpass_domain::contact::HelpContact;

use self::{
    event::{Event, Line},
    organizations::{Belonging, Parked},
    session::{Doing, Session, SignedIn, SignedOut},
};
pub use crate::context::Services;
use crate::{
    context::Context,
    error::UiError,
    explain,
    handle::Handle,
    intent::{Intent, Reply},
    known::given,
    language,
    ports::{Authority, AuthorityError, Shell, TrustedPage},
    present::{self, account::Shown, help},
    view::{AppView, ChosenSettings, Preferences, SessionView, Setting, SignedOutWhy},
};

/// What the app was started with.
pub enum Setup {
    /// The first screen says what is missing and whom to ask.
    Missing(Vec<Setting>),
    Complete {
        /// Address of the authority; its discovery document lies under `/.well-known/openid-configuration`.
        authority: String,
        client_id: String,
        services: Box<Services>,
    },
}

/// The controller, ready to [`run`](Self::run).
pub struct Controller {
    intents: mpsc::UnboundedReceiver<Intent>,
    publisher: Publisher,
    setup: Setup,
    shell: Arc<dyn Shell>,
    preferences: Preferences,
    /// Of the desktop, as it was at the start.
    languages: Vec<String>,
}

impl Controller {
    pub fn new(setup: Setup, shell: Arc<dyn Shell>, preferences: Preferences) -> (Self, Handle) {
        let (sender, intents) = mpsc::unbounded_channel();
        let languages = shell.system_languages();
        let session = match &setup {
            Setup::Missing(missing) => SessionView::NotConfigured {
                missing: missing.clone(),
            },
            Setup::Complete { .. } => SessionView::Starting,
        };
        let view = AppView {
            revision: 1,
            ..without_account(session, &preferences, &languages)
        };
        let (views, receiver) = watch::channel(Arc::new(view));
        let controller = Self {
            intents,
            publisher: Publisher { views },
            setup,
            shell,
            preferences,
            languages,
        };
        (controller, Handle::new(sender, receiver))
    }

    /// Serves until the last [`Handle`] is gone. Must run inside a tokio runtime.
    pub async fn run(self) {
        match self.setup {
            Setup::Missing(missing) => {
                let languages = &self.languages;
                serve_unconfigured(self.intents, &self.publisher, &missing, &*self.shell, languages).await;
            }
            Setup::Complete {
                authority,
                client_id,
                services,
            } => {
                let context = Context::new(*services, self.shell, authority, client_id);
                let desk = Desk::new(Arc::new(context), self.preferences, self.languages);
                desk.serve(self.intents, &self.publisher).await;
            }
        }
    }
}

/// Without a configuration only the preferences work; whoever asks for more hears that it is not available.
async fn serve_unconfigured(
    mut intents: mpsc::UnboundedReceiver<Intent>,
    publisher: &Publisher,
    missing: &[Setting],
    shell: &dyn Shell,
    languages: &[String],
) {
    while let Some(intent) = intents.recv().await {
        if let Intent::SetPreferences { preferences, reply } = intent {
            let _ = reply.send(keep_preferences(shell, preferences.clone()));
            let session = SessionView::NotConfigured {
                missing: missing.to_vec(),
            };
            publisher.publish(without_account(session, &preferences, languages));
        }
    }
}

/// What is shown while nobody is signed in.
fn without_account(session: SessionView, preferences: &Preferences, languages: &[String]) -> AppView {
    let chosen = present::settings::chosen(None, preferences);
    let locale = language::locale(chosen.language, languages);
    AppView {
        revision: 0,
        session,
        account: None,
        preferences: preferences.clone(),
        formats: present::settings::formats(chosen, &locale),
        locale,
    }
}

struct Publisher {
    views: watch::Sender<Arc<AppView>>,
}

impl Publisher {
    /// Publishes the view under the next revision, if anything in it changed.
    fn publish(&self, mut view: AppView) {
        self.views.send_if_modified(|current| {
            view.revision = current.revision;
            if **current == view {
                return false;
            }
            view.revision = current.revision.wrapping_add(1);
            *current = Arc::new(view);
            true
        });
    }
}

/// The state, and what is needed to change it.
struct Desk {
    /// The organization that is shown.
    context: Arc<Context>,
    /// The one that the app is configured for.
    home: Arc<Context>,
    /// Sessions of other organizations, which go on when they are shown again.
    parked: Vec<Parked>,
    belonging: Belonging,
    line: Line,
    events: mpsc::UnboundedReceiver<Event>,
    session: Session,
    /// The keychain did not open at a sign-out and still holds something of that session.
    left_behind: bool,
    preferences: Preferences,
    /// The desktop's, the first wish first.
    languages: Vec<String>,
    /// Once known. Decides which doors the sign-in screen offers.
    authority: Option<Arc<Authority>>,
    /// Numbers sign-in attempts and sessions, so that a late report of an old one is recognised.
    serial: u32,
}

impl Desk {
    fn new(context: Arc<Context>, preferences: Preferences, languages: Vec<String>) -> Self {
        let (sender, events) = mpsc::unbounded_channel();
        Self {
            home: context.clone(),
            context,
            parked: Vec::new(),
            belonging: Belonging::default(),
            line: Line::new(sender),
            events,
            session: Session::Starting,
            left_behind: false,
            preferences,
            languages,
            authority: None,
            serial: 0,
        }
    }

    async fn serve(mut self, mut intents: mpsc::UnboundedReceiver<Intent>, publisher: &Publisher) {
        self.start();
        loop {
            tokio::select! {
                Some(event) = self.events.recv() => self.on_event(event),
                intent = intents.recv() => match intent {
                    Some(intent) => self.on_intent(intent),
                    None => return,
                },
            }
            publisher.publish(self.view());
        }
    }

    fn on_intent(&mut self, intent: Intent) {
        match intent {
            Intent::StartSignIn { door, reply } => self.start_sign_in(door, reply),
            Intent::CancelSignIn { reply } => self.cancel_sign_in(reply),
            Intent::OpenVerificationPage { reply } => self.open_verification_page(reply),
            Intent::OpenPasswordReset { reply } => {
                let name = match &self.session {
                    Session::SignedIn(signed_in) => signed_in.account.user_name.as_deref(),
                    _ => None,
                };
                let page = session::reset_page(self.authority.as_deref());
                let page = page.and_then(|page| session::reset_page_for(&page, name));
                self.open(page, reply);
            }
            Intent::OpenHelpPage { reply } => self.open(self.help_contact().and_then(help::page), reply),
            Intent::OpenHandOver { action, reply } => self.open(self.hand_over_page(action), reply),
            Intent::RetryResume { reply } => self.retry_resume(reply),
            Intent::RefreshAccount { reply } => self.refresh_account(reply),
            Intent::SignOut { reply } => self.sign_out(reply),
            Intent::SignOutEverywhere { reply } => self.sign_out_everywhere(reply),
            Intent::GetPhoto { reply } => self.get_photo(reply),
            Intent::StartEmailChallenge {
                email_address,
                replaces_method,
                reply,
            } => {
                self.start_email_challenge(&email_address, replaces_method, reply);
            }
            Intent::ResendEmailChallenge { id, reply } => self.resend_email_challenge(id, reply),
            Intent::ConfirmEmailChallenge { id, code, reply } => {
                self.confirm_email_challenge(id, &code, reply);
            }
            Intent::CancelEmailChallenge { id, reply } => self.cancel_email_challenge(id, reply),
            Intent::GetTermsDocument { id, reply } => self.get_terms_document(id, reply),
            Intent::AcceptTerms { id, file_id, reply } => self.accept_terms(id, file_id, reply),
            Intent::DeclineTerms { id, file_id, reply } => self.decline_terms(id, file_id, reply),
            Intent::GetTermsDecisions { reply } => self.get_terms_decisions(reply),
            Intent::SaveTermsDecisions { reply } => self.save_terms_decisions(reply),
            Intent::SetPreferences { preferences, reply } => self.set_preferences(preferences, reply),
            Intent::WindowFocused => self.window_focused(),
            Intent::Methods(intent) => self.on_methods_intent(intent),
            Intent::ChangePassword { current, new, reply } => self.change_password(current, new, reply),
            Intent::GetPasswordRules { reply } => self.get_password_rules(reply),
            Intent::SignIns(intent) => self.on_sign_ins_intent(intent),
            Intent::Devices(intent) => self.on_devices_intent(intent),
            Intent::LostPhone(intent) => self.on_lost_phone_intent(intent),
            Intent::Settings(intent) => self.on_settings_intent(intent),
            Intent::Profile(intent) => self.on_profile_intent(intent),
            Intent::Organizations(intent) => self.on_organizations_intent(intent),
        }
    }

    fn on_event(&mut self, event: Event) {
        match event {
            Event::Discovered { issuer, result } if issuer == self.context.address => self.discovered(result),
            Event::Discovered { .. } => {}
            Event::Resume(outcome) => self.on_resume(outcome),
            Event::Attempt { attempt, step } => self.on_attempt(attempt, step),
            Event::Completed { attempt, result } => self.on_completed(attempt, result),
            Event::Cleared { left_behind } => self.on_cleared(left_behind),
            Event::LeftBehind(left_behind) => self.left_behind = left_behind,
            Event::GoHome => self.start(),
            Event::Session { session, step } => self.on_session_step(session, step),
        }
    }

    /// Learns what the authority offers, for the sign-in screen. Does not disturb anybody who is signed in.
    fn discover(&self) {
        if self.authority.is_none() {
            let context = self.context.clone();
            self.line.spawn(async move {
                Event::Discovered {
                    issuer: context.address.clone(),
                    result: context.authority().await,
                }
            });
        }
    }

    fn discovered(&mut self, result: Result<Arc<Authority>, AuthorityError>) {
        let Session::SignedOut(signed_out) = &mut self.session else {
            self.authority = result.ok().or(self.authority.take());
            return;
        };
        match result {
            Ok(authority) => {
                self.authority = Some(authority);
                if signed_out.error_is_about_reach {
                    signed_out.clear_error();
                }
            }
            Err(error) if signed_out.error.is_none() => {
                signed_out.error = Some(explain::authority(&error));
                signed_out.error_is_about_reach = true;
            }
            Err(_) => {}
        }
    }

    fn set_preferences(&mut self, preferences: Preferences, reply: Reply<()>) {
        let result = keep_preferences(&*self.context.shell, preferences.clone());
        let before = self.locale();
        if result.is_ok() {
            self.preferences = preferences;
        }
        let other_language = self.locale() != before;
        let _ = reply.send(result);
        // Terms come in the language of the person.
        if other_language && matches!(&self.session, Session::SignedIn(signed_in) if !signed_in.is_offline())
        {
            self.read_account();
        }
    }

    /// Opens a page in the system browser; `None`: there is none, or it is not safe to open.
    fn open(&self, page: Option<TrustedPage>, reply: Reply<()>) {
        let result = match page {
            Some(page) => open_page(&*self.context.shell, &page),
            None => Err(UiError::NotAvailable),
        };
        let _ = reply.send(result);
    }

    fn next_serial(&mut self) -> u32 {
        self.serial += 1;
        self.serial
    }

    fn help_contact(&self) -> Option<&HelpContact> {
        let of_account = match &self.session {
            Session::SignedIn(signed_in) => signed_in.help_contact(),
            _ => None,
        };
        of_account.or_else(|| self.authority.as_ref()?.helpdesk.as_ref())
    }

    /// What the account says of language and formats, else what this computer does.
    fn chosen(&self) -> ChosenSettings {
        let known = match &self.session {
            Session::SignedIn(signed_in) => signed_in.known.as_ref(),
            _ => None,
        };
        let settings = known.and_then(|known| given(&known.data.settings));
        present::settings::chosen(settings, &self.preferences)
    }

    fn locale(&self) -> String {
        language::locale(self.chosen().language, &self.languages)
    }

    fn view(&self) -> AppView {
        let account = match &self.session {
            Session::SignedIn(signed_in) if !signed_in.is_resuming() => {
                Some(present::account::view(&Shown {
                    account: &signed_in.account,
                    known: signed_in.known.as_ref(),
                    loading: signed_in.reading.is_some(),
                    trouble: signed_in.trouble.as_ref(),
                    offline: signed_in.is_offline(),
                    refused: &signed_in.refused,
                    helpdesk: self
                        .authority
                        .as_ref()
                        .and_then(|authority| authority.helpdesk.as_ref()),
                    reset_page: session::reset_page(self.authority.as_deref()).is_some(),
                    preferences: &self.preferences,
                    organizations: self.organizations().as_deref(),
                    opened: &self.opened(),
                }))
            }
            _ => None,
        };
        let locale = self.locale();
        AppView {
            revision: 0,
            session: session::view(
                &self.session,
                self.authority.as_deref(),
                &self.context.address,
                self.left_behind,
            ),
            account,
            preferences: self.preferences.clone(),
            formats: present::settings::formats(self.chosen(), &locale),
            locale,
        }
    }

    /// To the sign-in screen, with what led there.
    fn show_sign_in(&mut self, why: SignedOutWhy, error: Option<UiError>, doing: Doing) {
        self.belonging = Belonging::default();
        self.session = Session::SignedOut(SignedOut {
            why,
            error,
            error_is_about_reach: false,
            doing,
        });
        self.discover();
    }

    fn signed_in(&mut self) -> Option<&mut SignedIn> {
        match &mut self.session {
            Session::SignedIn(signed_in) => Some(signed_in),
            _ => None,
        }
    }
}

fn keep_preferences(shell: &dyn Shell, preferences: Preferences) -> Result<(), UiError> {
    shell
        .keep_preferences(preferences)
        .map_err(|error| UiError::Unexpected {
            reference: explain::log(&error),
        })
}

fn open_page(shell: &dyn Shell, page: &TrustedPage) -> Result<(), UiError> {
    shell.open_page(page).map_err(|error| {
        tracing::warn!(%error, "the system browser did not open");
        UiError::BrowserNotOpened
    })
}

/// Nothing refused yet.
fn nothing_refused() -> BTreeSet<workpass_domain::action::Action> {
    BTreeSet::new()
}
