//! Watches a display from outside, as a person's eyes would: what is in the window, and since when.
//!
//! The X server's Damage extension says when something was drawn, so that watching costs nothing while nothing happens.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use x11rb::connection::Connection;
use x11rb::protocol::damage::{ConnectionExt as _, Damage, ReportLevel};
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat, MapState, Window};
use x11rb::rust_connection::RustConnection;

/// Between two looks for drawing.
const TICK: Duration = Duration::from_millis(2);
/// Menus and tooltips are smaller than this, the programs' windows larger.
const LEAST_WIDTH: u16 = 400;
/// So many pixels unlike the first one make a picture. A blank page has none, one word has hundreds.
const PICTURE: usize = 64;
/// A smaller share of changed pixels is a caret or a spinner.
const CHANGE: f64 = 0.001;
/// So long without a change, and the picture is complete.
const STILL: Duration = Duration::from_millis(1_500);

/// A display that is watched.
#[derive(Debug)]
pub struct Screen {
    connection: RustConnection,
    root: Window,
    damage: Damage,
}

/// Since when a program shows something.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// The first picture in its window that is not one plain colour.
    pub first_paint: Instant,
    /// The last change of the picture.
    pub complete: Instant,
}

/// The pixels of the window, four bytes each.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    width: usize,
    pixels: Vec<[u8; 4]>,
}

impl Screen {
    /// Connects to a display, such as `:99`.
    ///
    /// # Errors
    /// When it is not there or lacks the Damage extension.
    pub fn connect(display: &str) -> Result<Self> {
        let (connection, number) =
            x11rb::connect(Some(display)).with_context(|| format!("display {display} does not answer"))?;
        let root = connection
            .setup()
            .roots
            .get(number)
            .context("no such screen")?
            .root;
        connection
            .damage_query_version(1, 1)?
            .reply()
            .context("the display lacks the Damage extension")?;
        let damage = connection.generate_id()?;
        connection
            .damage_create(damage, root, ReportLevel::NON_EMPTY)?
            .check()?;
        Ok(Self {
            connection,
            root,
            damage,
        })
    }

    /// Watches until the picture stands still, and gives the first one and that one.
    ///
    /// # Errors
    /// When there is no picture, or it never stands still, before `deadline`.
    pub fn watch(&self, deadline: Instant) -> Result<(Shown, [Picture; 2])> {
        let mut first: Option<Picture> = None;
        let mut before: Option<Picture> = None;
        let mut shown: Option<Shown> = None;
        loop {
            if self.was_drawn()?
                && let Some(picture) = self.picture()?
                && (shown.is_some() || picture.is_painted())
            {
                let now = Instant::now();
                let shown = shown.get_or_insert(Shown {
                    first_paint: now,
                    complete: now,
                });
                if before.as_ref().is_none_or(|b| picture.differs(b)) {
                    shown.complete = now;
                    first.get_or_insert_with(|| picture.clone());
                    before = Some(picture);
                }
            }
            let now = Instant::now();
            match (shown, first.take(), before.take()) {
                (Some(shown), Some(first), Some(last)) if now - shown.complete > STILL => {
                    return Ok((shown, [first, last]));
                }
                (_, one, other) => (first, before) = (one, other),
            }
            if now > deadline {
                bail!("the window showed nothing, or never stood still");
            }
            thread::sleep(TICK);
        }
    }

    /// Whether something was drawn since the last call.
    fn was_drawn(&self) -> Result<bool> {
        let mut drawn = false;
        while self.connection.poll_for_event()?.is_some() {
            drawn = true;
        }
        if drawn {
            self.connection
                .damage_subtract(self.damage, x11rb::NONE, x11rb::NONE)?
                .check()?;
        }
        Ok(drawn)
    }

    /// What the largest window shows; nothing while there is none.
    fn picture(&self) -> Result<Option<Picture>> {
        let screen = self.connection.get_geometry(self.root)?.reply()?;
        let mut largest: Option<(i16, i16, u16, u16)> = None;
        for window in self.connection.query_tree(self.root)?.reply()?.children {
            // A window that goes away meanwhile is no error.
            let (Ok(attributes), Ok(place)) = (
                self.connection.get_window_attributes(window)?.reply(),
                self.connection.get_geometry(window)?.reply(),
            ) else {
                continue;
            };
            let is_larger = largest.is_none_or(|(_, _, width, _)| place.width > width);
            if attributes.map_state == MapState::VIEWABLE && place.width >= LEAST_WIDTH && is_larger {
                largest = Some((place.x, place.y, place.width, place.height));
            }
        }
        let Some((x, y, width, height)) = largest else {
            return Ok(None);
        };
        let (x, y) = (x.max(0), y.max(0));
        let width = width.min(screen.width.saturating_sub(x.unsigned_abs()));
        let height = height.min(screen.height.saturating_sub(y.unsigned_abs()));
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, self.root, x, y, width, height, !0)?
            .reply()?;
        let (pixels, _) = image.data.as_chunks::<4>();
        Ok(Some(Picture {
            width: usize::from(width),
            pixels: pixels.to_vec(),
        }))
    }
}

impl Picture {
    fn is_painted(&self) -> bool {
        let plain = self.pixels.first();
        self.pixels
            .iter()
            .filter(|p| Some(*p) != plain)
            .take(PICTURE)
            .count()
            == PICTURE
    }

    fn differs(&self, other: &Self) -> bool {
        if self.width != other.width || self.pixels.len() != other.pixels.len() {
            return true;
        }
        let changed = self
            .pixels
            .iter()
            .zip(&other.pixels)
            .filter(|(a, b)| a != b)
            .count();
        #[expect(clippy::cast_precision_loss, reason = "a screen has few millions of pixels")]
        let share = changed as f64 / self.pixels.len() as f64;
        share > CHANGE
    }

    /// Writes it as a portable pixmap, to see what was measured.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, file: &Path) -> Result<()> {
        let height = self.pixels.len() / self.width.max(1);
        let mut ppm = format!("P6 {} {height} 255\n", self.width).into_bytes();
        for [blue, green, red, _] in &self.pixels {
            ppm.extend([red, green, blue]);
        }
        std::fs::write(file, ppm).with_context(|| format!("{} cannot be written", file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(words: usize) -> Picture {
        let mut pixels = vec![[255; 4]; 100_000];
        pixels[500..500 + words].fill([0; 4]);
        Picture { width: 1_000, pixels }
    }

    #[test]
    fn a_plain_window_is_not_painted_and_one_with_a_word_is() {
        assert!(!page(0).is_painted());
        assert!(!page(10).is_painted());
        assert!(page(300).is_painted());
    }

    #[test]
    fn a_caret_is_no_change_and_a_word_is() {
        assert!(!page(300).differs(&page(360)));
        assert!(page(300).differs(&page(900)));
    }
}
