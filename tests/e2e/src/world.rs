use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use workpass_testbed::{Desktop, Keychain, OrganizationServer, SampleAccount, ServerOptions};

use crate::app::{self, App, AppOptions};
use crate::browser::Browser;
use crate::messages::Messages;
use crate::onlooker::Onlooker;
use crate::outbox::Outbox;
use crate::programs;

/// A language of the app and the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Nederlands.
    Dutch,
    /// English.
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Dutch, Self::English];

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    /// `dutch` or `english`.
    pub fn pick<T>(self, dutch: T, english: T) -> T {
        match self {
            Self::Dutch => dutch,
            Self::English => english,
        }
    }

    pub(crate) fn locale(self) -> &'static str {
        self.pick("nl_NL.UTF-8", "en_GB.UTF-8")
    }
}

/// A desktop and an organization server of their own, for one test.
#[derive(Debug)]
pub struct World {
    /// The session everything runs in.
    pub desktop: Desktop,
    /// The organization.
    pub server: OrganizationServer,
    tools: PathBuf,
}

impl World {
    /// Starts both; the keychain as asked.
    ///
    /// # Errors
    /// When something is not built or installed, with what to do.
    pub fn start(keychain: Keychain) -> Result<Self> {
        Self::start_with(keychain, &[])
    }

    /// The same, with further arguments for the server.
    ///
    /// # Errors
    /// When something is not built or installed, with what to do.
    pub fn start_with(keychain: Keychain, arguments: &[String]) -> Result<Self> {
        programs::choose_cryptography();
        let desktop = Desktop::start(keychain)?;
        let options = ServerOptions {
            arguments: arguments.to_vec(),
            ..ServerOptions::default()
        };
        let server = OrganizationServer::start(&programs::built("workpass-server")?, options)?;
        let tools = desktop.home().join("bin");
        install_page_catcher(&desktop, &tools)?;
        Ok(Self {
            desktop,
            server,
            tools,
        })
    }

    /// Opens the app in this world.
    ///
    /// # Errors
    /// When its window does not come.
    pub async fn open_app(&self, options: AppOptions) -> Result<App> {
        App::open(self, options).await
    }

    /// Starts the app in this world without WebDriver, to look at its window from outside.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start_app(&self, options: &AppOptions) -> Result<Onlooker> {
        Onlooker::start_app(self, options)
    }

    /// Starts the app once more while it is open; the exit code of the second start.
    ///
    /// # Errors
    /// When the second start does not end.
    pub fn start_app_again(&self, options: &AppOptions) -> Result<Option<i32>> {
        app::start_again(self, options)
    }

    /// Opens a real browser in this world.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn open_browser(&self, language: Language) -> Result<Browser> {
        Browser::open(&self.desktop, language, None).await
    }

    /// The same, which says that it is another one.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn open_browser_as(&self, language: Language, user_agent: &str) -> Result<Browser> {
        Browser::open(&self.desktop, language, Some(user_agent)).await
    }

    /// What the server has mailed.
    pub fn outbox(&self) -> Outbox {
        Outbox::new(self.server.url())
    }

    /// What the server has texted, and whom it has called.
    pub fn messages(&self) -> Messages {
        Messages::new(self.server.url())
    }

    /// Somebody of the sample organization, by the part before the `@`.
    ///
    /// # Errors
    /// When nobody is called so.
    pub fn account(&self, name: &str) -> Result<&SampleAccount> {
        let accounts = &self.server.sample().accounts;
        let found = accounts
            .iter()
            .find(|a| a.user_name.split('@').next() == Some(name));
        found.with_context(|| format!("nobody in the sample is called {name}"))
    }

    /// Gives a hardware token to somebody of the sample, as an administrator does.
    ///
    /// # Errors
    /// When the server refuses it.
    pub fn assign_token(&self, name: &str, serial: &str, secret: &str) -> Result<()> {
        let file = self.desktop.home().join("token");
        fs::write(&file, secret)?;
        let (user, file) = (&self.account(name)?.user_name, file.display().to_string());
        let whose = ["token", "assign", "--user", user];
        let which = ["--serial", serial, "--secret-file", &file];
        self.server.administer(&[whose, which].concat())?;
        Ok(())
    }

    /// Changes the method policy of somebody of the sample, as an administrator does.
    ///
    /// # Errors
    /// When the server refuses the rules.
    pub fn change_policy(&self, name: &str, change: impl FnOnce(&mut serde_json::Value)) -> Result<()> {
        let user = &self.account(name)?.user_name;
        let told = self.server.administer(&["policy", "show", "--user", user])?;
        let mut rules = serde_json::from_str(&told)?;
        change(&mut rules);
        let file = self.desktop.home().join("policy.json");
        fs::write(&file, rules.to_string())?;
        let file = file.display().to_string();
        self.server
            .administer(&["policy", "set", "--user", user, &file])?;
        Ok(())
    }

    /// Issues a Temporary Access Pass for somebody of the sample; the pass.
    ///
    /// # Errors
    /// When the server refuses it.
    pub fn issue_pass(&self, name: &str) -> Result<String> {
        let user = &self.account(name)?.user_name;
        let told = self.server.administer(&["pass", "issue", "--user", user])?;
        let told: serde_json::Value = serde_json::from_str(&told)?;
        let pass = told["temporaryAccessPass"].as_str().context("the pass is told")?;
        Ok(pass.to_owned())
    }

    /// The app has never seen what it shows: its last-known view is gone from this computer.
    ///
    /// # Errors
    /// When there was none.
    pub fn forget_last_known(&self) -> Result<()> {
        let folder = self
            .desktop
            .home()
            .join(".local/share/nl.workpass.desktop/last-known");
        fs::remove_dir_all(&folder).with_context(|| format!("{} is not there", folder.display()))
    }

    /// The addresses that the app asked the system to open, oldest first.
    pub fn opened_pages(&self) -> Vec<String> {
        let told = fs::read_to_string(self.desktop.home().join("opened-pages")).unwrap_or_default();
        told.lines().map(str::to_owned).collect()
    }

    /// PATH with this world's own tools before the machine's.
    pub(crate) fn path(&self) -> Result<std::ffi::OsString> {
        let usual = std::env::var_os("PATH").unwrap_or_default();
        Ok(std::env::join_paths(
            std::iter::once(self.tools.clone()).chain(std::env::split_paths(&usual)),
        )?)
    }
}

// Stands where the system's opener stands, and notes the address instead of starting somebody's browser.
fn install_page_catcher(desktop: &Desktop, tools: &PathBuf) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::create_dir_all(tools)?;
    let opener = tools.join("xdg-open");
    let note = desktop.home().join("opened-pages");
    fs::write(
        &opener,
        format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >>'{}'\n", note.display()),
    )?;
    Ok(fs::set_permissions(&opener, fs::Permissions::from_mode(0o755))?)
}
