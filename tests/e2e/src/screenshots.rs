use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::page::Page;
use crate::programs;
use crate::world::Language;

const NARROW: u32 = 480;
const WIDE: u32 = 1100;
const HEIGHT: u32 = 780;
/// For a screen that is longer than a window usually is.
const TALL: u32 = 1250;

/// Where pictures of a run go: `artifacts/screenshots/LANGUAGE/`, which git ignores.
#[derive(Debug)]
pub struct Album {
    folder: PathBuf,
}

impl Album {
    /// The album of one language.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(language: Language) -> Result<Self> {
        let folder = programs::root()
            .join("artifacts/screenshots")
            .join(language.tag());
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// One picture, as the window is.
    ///
    /// # Errors
    /// When the driver gives none.
    pub async fn take(&self, page: &Page, name: &str) -> Result<()> {
        page.settle().await?;
        let picture = page
            .session()
            .screenshot_as_png()
            .await
            .with_context(|| format!("no picture of {name}"))?;
        Ok(std::fs::write(self.folder.join(format!("{name}.png")), picture)?)
    }

    /// The same screen wide and narrow, light and dark; `check` looks at each theme. Nothing may reach out of the
    /// narrow window.
    ///
    /// # Errors
    /// When the driver gives no picture or the check fails.
    pub async fn take_all(
        &self,
        page: &Page,
        name: &str,
        check: impl AsyncFn(&Page, &str) -> Result<()>,
    ) -> Result<()> {
        self.take_each(page, name, HEIGHT, check).await
    }

    /// The same in a window that is tall enough for a long screen.
    ///
    /// # Errors
    /// As [`Self::take_all`].
    pub async fn take_all_tall(
        &self,
        page: &Page,
        name: &str,
        check: impl AsyncFn(&Page, &str) -> Result<()>,
    ) -> Result<()> {
        self.take_each(page, name, TALL, check).await
    }

    async fn take_each(
        &self,
        page: &Page,
        name: &str,
        height: u32,
        check: impl AsyncFn(&Page, &str) -> Result<()>,
    ) -> Result<()> {
        page.resize(WIDE, height).await?;
        let theme = page.theme().await?;
        self.take(page, name).await?;
        check(page, name).await?;
        page.set_theme("dark").await?;
        self.take(page, &format!("{name}-dark")).await?;
        check(page, &format!("{name}, dark")).await?;
        page.resize(NARROW, height).await?;
        self.take(page, &format!("{name}-narrow-dark")).await?;
        page.set_theme("light").await?;
        self.take(page, &format!("{name}-narrow")).await?;
        check(page, &format!("{name}, narrow")).await?;
        let out = page.reaching_out().await?;
        ensure!(out.is_empty(), "{name} does not fit the narrow window: {out:#?}");
        page.set_theme(&theme).await?;
        page.resize(WIDE, HEIGHT).await
    }
}
