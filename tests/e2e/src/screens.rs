use anyhow::Result;

use crate::a11y::assert_no_violations;
use crate::app::{App, AppOptions};
use crate::browser::Browser;
use crate::journeys;
use crate::page::Role;
use crate::screenshots::Album;
use crate::words::Words;
use crate::world::{Language, World};

/// The app's screens in one language: its words, its pictures, and a check of each for accessibility.
#[derive(Debug)]
pub struct Screens {
    /// The window.
    pub app: App,
    /// What it says.
    pub words: Words,
    /// In which language.
    pub language: Language,
    album: Album,
}

impl Screens {
    /// For an open app.
    ///
    /// # Errors
    /// When the words or the place for pictures cannot be had.
    pub fn new(app: App, language: Language) -> Result<Self> {
        Ok(Self {
            app,
            words: Words::of(language)?,
            language,
            album: Album::new(language)?,
        })
    }

    /// Opens the app and signs somebody of the sample in.
    ///
    /// # Errors
    /// At the first step that does not go as it should.
    pub async fn signed_in(world: &World, name: &str, language: Language) -> Result<Self> {
        let app = world.open_app(AppOptions::new(world, language)).await?;
        journeys::sign_in(world, &app, world.account(name)?, language).await?;
        Self::new(app, language)
    }

    /// Goes to a page of the left rail, by the key of its name.
    ///
    /// # Errors
    /// When it does not appear.
    pub async fn go_to(&self, page: &str) -> Result<()> {
        self.app.click(Role::Button, &self.words[page]).await?;
        self.app.find(Role::Heading, &self.words[page]).await?;
        Ok(())
    }

    /// Waits until the app knows that the service is there again: until then it sends nothing (B-207).
    ///
    /// # Errors
    /// When it does not learn of it.
    pub async fn come_back_online(&self) -> Result<()> {
        let retry = &self.words["retry"];
        if self.app.has(Role::Button, retry).await? {
            // It may find out by itself at this very moment.
            let _ = self.app.click(Role::Button, retry).await;
        }
        self.app.is_gone(Role::Button, retry).await
    }

    /// Chooses an entry of the user menu, by the key of its name.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn choose_in_user_menu(&self, entry: &str) -> Result<()> {
        self.app
            .click(Role::Button, journeys::user_menu(self.language))
            .await?;
        self.app.click(Role::MenuItem, &self.words[entry]).await
    }

    /// The name of the button that renames a method, which is called by its kind and its name or value.
    pub fn rename_button(&self, method: &str) -> String {
        self.language
            .pick(format!("Naam wijzigen van {method}"), format!("Rename {method}"))
    }

    /// The name of the button that deletes a method.
    pub fn delete_button(&self, method: &str) -> String {
        self.language
            .pick(format!("{method} verwijderen"), format!("Delete {method}"))
    }

    /// Opens the page that the app asked the system for after the first `seen`.
    ///
    /// # Errors
    /// When it asked for none.
    pub async fn follow_to(&self, world: &World, browser: &Browser, seen: usize) -> Result<()> {
        browser
            .visit(&journeys::page_opened_after(world, seen).await?)
            .await
    }

    /// Checks what is shown now with axe, in both themes and narrow, and keeps a picture of each.
    ///
    /// # Errors
    /// When there are violations.
    pub async fn keep(&self, name: &str) -> Result<()> {
        self.album.take_all(&self.app, name, assert_no_violations).await
    }

    /// The same of a screen that is longer than a window usually is.
    ///
    /// # Errors
    /// When there are violations.
    pub async fn keep_tall(&self, name: &str) -> Result<()> {
        self.album
            .take_all_tall(&self.app, name, assert_no_violations)
            .await
    }

    /// Checks and keeps what is shown now as it is: for screens that are gone in a moment.
    ///
    /// # Errors
    /// When there are violations.
    pub async fn keep_once(&self, name: &str) -> Result<()> {
        self.album.take(&self.app, name).await?;
        assert_no_violations(&self.app, name).await
    }
}
