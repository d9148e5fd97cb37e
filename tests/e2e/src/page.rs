use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use thirtyfour::{Key, WebDriver, WebElement};
use tokio::time::{Instant, sleep};

const LIMIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(40);

const FIND: &str = include_str!("find.js");

/// What an element is to the one who uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Does something.
    Button,
    /// Leads somewhere.
    Link,
    /// Names what follows.
    Heading,
    /// Takes text.
    Textbox,
    /// On or off.
    Checkbox,
    /// One of several.
    Radio,
    /// Opens a list to choose from.
    Combobox,
    /// One choice of such a list.
    Option,
    /// One choice of a menu.
    MenuItem,
    /// Asks for a decision.
    Dialog,
    /// One row of a list.
    ListItem,
    /// A named part of the page.
    Region,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::Link => "link",
            Self::Heading => "heading",
            Self::Textbox => "textbox",
            Self::Checkbox => "checkbox",
            Self::Radio => "radio",
            Self::Combobox => "combobox",
            Self::Option => "option",
            Self::MenuItem => "menuitem",
            Self::Dialog => "dialog",
            Self::ListItem => "listitem",
            Self::Region => "region",
        }
    }
}

/// What a window or a browser shows, found by role and name; every look waits until it is there.
#[derive(Debug)]
pub struct Page {
    session: WebDriver,
}

impl Page {
    pub(crate) fn new(session: WebDriver) -> Self {
        Self { session }
    }

    /// The WebDriver session, for what the words below do not cover.
    pub fn session(&self) -> &WebDriver {
        &self.session
    }

    /// The element with this role and name: the whole name, else a part of it.
    ///
    /// # Errors
    /// When it does not appear in time, with what the page shows instead.
    pub async fn find(&self, role: Role, name: &str) -> Result<WebElement> {
        let deadline = Instant::now() + LIMIT;
        loop {
            if let Some(element) = self.look(role, name, false).await? {
                return Ok(element);
            }
            if Instant::now() > deadline {
                bail!(
                    "no {} “{name}”; the page shows:\n{}",
                    role.name(),
                    self.text().await?
                );
            }
            sleep(PAUSE).await;
        }
    }

    /// Whether it is there right now, under exactly this name.
    ///
    /// # Errors
    /// When the session is gone.
    pub async fn has(&self, role: Role, name: &str) -> Result<bool> {
        Ok(self.look(role, name, true).await?.is_some())
    }

    /// Waits until nothing is called exactly so any more.
    ///
    /// # Errors
    /// When it stays.
    pub async fn is_gone(&self, role: Role, name: &str) -> Result<()> {
        let deadline = Instant::now() + LIMIT;
        while self.has(role, name).await? {
            if Instant::now() > deadline {
                bail!(
                    "the {} “{name}” stays; the page shows:\n{}",
                    role.name(),
                    self.text().await?
                );
            }
            sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Clicks it, once it is there and enabled.
    ///
    /// # Errors
    /// When it does not become clickable in time.
    pub async fn click(&self, role: Role, name: &str) -> Result<()> {
        let deadline = Instant::now() + LIMIT;
        loop {
            // Between the look and the click the page may draw itself anew: look again then.
            let element = self.find(role, name).await?;
            let ready = element.is_enabled().await.unwrap_or(false);
            match if ready {
                element.click().await.map(|()| true)
            } else {
                Ok(false)
            } {
                Ok(true) => return Ok(()),
                Ok(false) if Instant::now() > deadline => {
                    bail!("the {} “{name}” stays disabled", role.name())
                }
                Err(error) if Instant::now() > deadline => {
                    return Err(error)
                        .with_context(|| format!("the {} “{name}” cannot be clicked", role.name()));
                }
                refused => {
                    if refused.is_err() {
                        // An element of which a pixel is in sight is not brought into it by the click itself.
                        let _ = element.scroll_into_view().await;
                    }
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Replaces what stands in the field with `text`, as typed.
    ///
    /// # Errors
    /// When there is no such field, or it does not take the text in time.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        let deadline = Instant::now() + LIMIT;
        loop {
            // Between the look and the keys another page may have come: look again then.
            let field = self.find(Role::Textbox, name).await?;
            let typed = match field.clear().await {
                Ok(()) => field.send_keys(text).await,
                refused => refused,
            };
            match typed {
                Err(error) if Instant::now() > deadline => {
                    return Err(error).with_context(|| format!("“{name}” cannot be filled in"));
                }
                Err(_) => {
                    // As with a click: what is nearly in sight is not brought into it.
                    let _ = field.scroll_into_view().await;
                    sleep(PAUSE).await;
                }
                Ok(()) => return Ok(()),
            }
        }
    }

    /// Clicks a button that sends a form, and waits until another page has taken the place of this one.
    ///
    /// # Errors
    /// When it cannot be clicked, or the page stays.
    pub async fn submit(&self, button: &str) -> Result<()> {
        self.session
            .execute("window.beforeSubmit = true;", vec![])
            .await?;
        self.click(Role::Button, button).await?;
        let deadline = Instant::now() + LIMIT;
        // While one page makes way for the other there is none to ask.
        while !matches!(
            self.session
                .execute("return window.beforeSubmit !== true;", vec![])
                .await
                .map(|answer| answer.json().as_bool()),
            Ok(Some(true))
        ) {
            if Instant::now() > deadline {
                bail!(
                    "“{button}” leads nowhere; the page shows:\n{}",
                    self.text().await?
                );
            }
            sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Chooses an option of a native drop-down list, once it is there.
    ///
    /// # Errors
    /// When the list or the option does not come in time.
    pub async fn choose(&self, list: &str, option: &str) -> Result<()> {
        let select = self.find(Role::Combobox, list).await?;
        let deadline = Instant::now() + LIMIT;
        let script = "const [list, wanted] = arguments;
            const found = [...list.options].find(o => o.textContent.trim() === wanted);
            if (!found) return [...list.options].map(o => o.textContent.trim());
            list.value = found.value;
            list.dispatchEvent(new Event('input', { bubbles: true }));
            list.dispatchEvent(new Event('change', { bubbles: true }));
            return true;";
        loop {
            let arguments = vec![select.to_json()?, json!(option)];
            match self.session.execute(script, arguments).await?.json() {
                Value::Bool(true) => return Ok(()),
                others if Instant::now() > deadline => bail!("“{list}” has no “{option}”, only {others}"),
                _ => sleep(PAUSE).await,
            }
        }
    }

    /// Chooses the option at this place of a native drop-down list; the first is 0.
    ///
    /// # Errors
    /// When the list or the place is not there.
    pub async fn choose_at(&self, list: &str, place: usize) -> Result<()> {
        let select = self.find(Role::Combobox, list).await?;
        let script = "return arguments[0].options[arguments[1]]?.textContent.trim() ?? ''";
        let told = self
            .session
            .execute(script, vec![select.to_json()?, json!(place)])
            .await?;
        self.choose(list, &told.convert::<String>()?).await
    }

    /// The text of what carries this test id, once it is there; also of what is folded away.
    ///
    /// # Errors
    /// When it does not appear in time, with what the page shows instead.
    pub async fn told_by(&self, test_id: &str) -> Result<String> {
        let script =
            "return document.querySelector(`[data-testid=${arguments[0]}]`)?.textContent.trim() ?? null";
        let deadline = Instant::now() + LIMIT;
        loop {
            let told = self.session.execute(script, vec![json!(test_id)]).await?;
            if let Value::String(text) = told.json() {
                return Ok(text.clone());
            }
            if Instant::now() > deadline {
                bail!("no {test_id}; the page shows:\n{}", self.text().await?);
            }
            sleep(PAUSE).await;
        }
    }

    /// Waits until the page shows this text anywhere.
    ///
    /// # Errors
    /// When it does not, with what it shows.
    pub async fn sees(&self, text: &str) -> Result<()> {
        self.until(&format!("the page shows “{text}”"), |shown| {
            contains(shown, text)
        })
        .await
    }

    /// Waits until the page does not show this text any more.
    ///
    /// # Errors
    /// When it still does, with what it shows.
    pub async fn sees_no_more(&self, text: &str) -> Result<()> {
        self.until(&format!("“{text}” is gone"), |shown| !contains(shown, text))
            .await
    }

    /// Waits until what the page shows satisfies `wanted`.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn until(&self, what: &str, wanted: impl Fn(&str) -> bool) -> Result<()> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let shown = self.text().await?;
            if wanted(&shown) {
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!("waited until {what}; the page shows:\n{shown}");
            }
            sleep(PAUSE).await;
        }
    }

    /// Everything the page shows, as text.
    ///
    /// # Errors
    /// When the session is gone.
    pub async fn text(&self) -> Result<String> {
        let told = self
            .session
            .execute("return document.body?.innerText ?? ''", vec![])
            .await?;
        Ok(told.convert::<String>()?)
    }

    /// Presses a key where the focus is.
    ///
    /// # Errors
    /// When the session is gone.
    pub async fn press(&self, key: Key) -> Result<()> {
        Ok(self.session.action_chain().send_keys(key).perform().await?)
    }

    /// Presses Tab until what has the focus is called so.
    ///
    /// # Errors
    /// When the focus has gone round without coming there.
    pub async fn press_until_focused(&self, name: &str) -> Result<()> {
        self.press_until(Key::Tab, |focused| focused == name)
            .await
            .with_context(|| format!("on the way to “{name}”"))
    }

    /// Moves the focus to what is called so, with Tab alone; where it is already it stays.
    ///
    /// # Errors
    /// When the focus has gone round without coming there.
    pub async fn focus_by_tab(&self, role: Role, name: &str) -> Result<()> {
        self.find(role, name).await?;
        if self.focused().await? == name {
            return Ok(());
        }
        self.press_until_focused(name).await
    }

    /// Types where the focus is.
    ///
    /// # Errors
    /// When the session is gone.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        Ok(self.session.action_chain().send_keys(text).perform().await?)
    }

    /// Presses a key until the name of what has the focus satisfies `wanted`.
    ///
    /// # Errors
    /// When the focus has gone round without coming there.
    pub async fn press_until(&self, key: Key, wanted: impl Fn(&str) -> bool) -> Result<()> {
        let mut names = Vec::new();
        for _ in 0..60 {
            self.press(key.clone()).await?;
            let name = self.focused().await?;
            if wanted(&name) {
                return Ok(());
            }
            names.push(name);
        }
        bail!(
            "sixty times the key leads to {names:?} only; the page shows:\n{}",
            self.text().await?
        )
    }

    /// The accessible name or text of what has the focus, in one line.
    ///
    /// # Errors
    /// When the session is gone.
    pub async fn focused(&self) -> Result<String> {
        let script = "const e = document.activeElement;
            return e.getAttribute('aria-label') ?? e.labels?.[0]?.innerText ?? e.innerText ?? ''";
        let told = self.session.execute(script, vec![]).await?.convert::<String>()?;
        Ok(told.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Gives the window this size, in pixels.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.session.set_window_rect(0, 0, width, height).await?;
        self.settle().await
    }

    /// The theme that the page was given, or nothing when it follows the system.
    ///
    /// # Errors
    /// When the session is gone.
    pub async fn theme(&self) -> Result<String> {
        let told = self
            .session
            .execute("return document.documentElement.dataset.theme ?? ''", vec![])
            .await?;
        Ok(told.convert::<String>()?)
    }

    /// Waits until the page has this theme.
    ///
    /// # Errors
    /// When it keeps another.
    pub async fn comes_to_theme(&self, theme: &str) -> Result<()> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let now = self.theme().await?;
            if now == theme {
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!("waited for the theme {theme}; the page has {now:?}");
            }
            sleep(PAUSE).await;
        }
    }

    /// Shows the page in the theme `light` or `dark`, or as the system is.
    ///
    /// # Errors
    /// When the session is gone.
    pub async fn set_theme(&self, theme: &str) -> Result<()> {
        let script = "const data = document.documentElement.dataset;
            if (arguments[0]) data.theme = arguments[0]; else delete data.theme;";
        self.session.execute(script, vec![json!(theme)]).await?;
        self.settle().await
    }

    /// Waits until everything so far is drawn, motion included.
    ///
    /// # Errors
    /// When the session is gone, or something never comes to rest, as what moves while it is hidden.
    pub async fn settle(&self) -> Result<()> {
        // One transition starts another where colours are inherited: until none is left.
        let script = "const done = arguments[arguments.length - 1];
            const moving = () => document.getAnimations().filter(a => a.playState !== 'finished'
                && a.effect?.getComputedTiming().iterations !== Infinity);
            const frame = () => new Promise(next => requestAnimationFrame(next));
            const shown = a => `${a.transitionProperty ?? a.animationName} of ${a.effect?.target?.outerHTML.slice(0, 200)}`;
            setTimeout(() => done(moving().map(shown)), 20000);
            (async () => {
                do {
                    await Promise.allSettled(moving().map(a => a.finished));
                    await frame();
                    await frame();
                } while (moving().length > 0);
                done([]);
            })();";
        let restless: Vec<String> = self.session.execute_async(script, vec![]).await?.convert()?;
        ensure!(restless.is_empty(), "this does not come to rest: {restless:?}");
        Ok(())
    }

    /// What reaches out of the window at its side, so that one would have to scroll there (WCAG 1.4.10); nothing is good.
    ///
    /// # Errors
    /// When the session is gone.
    pub async fn reaching_out(&self) -> Result<Vec<String>> {
        let script = "const room = document.documentElement.clientWidth;
            if (document.scrollingElement.scrollWidth <= room) return [];
            const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > room + 1);
            return [`${document.scrollingElement.scrollWidth} > ${room}`, ...out.map(e => e.outerHTML.slice(0, 200))]";
        let told = self.session.execute(script, vec![]).await?;
        Ok(told.convert::<Vec<String>>()?)
    }

    async fn look(&self, role: Role, name: &str, exact: bool) -> Result<Option<WebElement>> {
        let arguments = vec![json!(role.name()), json!(name), json!(exact)];
        let found = self.session.execute(FIND, arguments).await;
        match found {
            Ok(found) if found.json().is_null() => Ok(None),
            Ok(found) => Ok(Some(found.element()?)),
            // A page in the middle of going elsewhere answers with errors that mean “not yet”.
            Err(error) if is_passing(&error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

impl Drop for Page {
    // The driver process goes too, and the session with it. Left alone, the session would be ended over a connection
    // of its own, which waits for minutes when nobody answers any more.
    fn drop(&mut self) {
        let _ = self.session.clone().leak();
    }
}

fn is_passing(error: &thirtyfour::error::WebDriverError) -> bool {
    use thirtyfour::error::WebDriverErrorInner as Kind;
    matches!(
        error.as_inner(),
        Kind::JavascriptError(_) | Kind::StaleElementReference(_) | Kind::NoSuchElement(_)
    )
}

// Screens break lines where there is room; people do not read the breaks.
fn contains(shown: &str, text: &str) -> bool {
    let flat = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    flat(shown).contains(&flat(text))
}
