use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use workpass_testbed::{OwnedProcess, wait_until};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    ClientMessageEvent, ConfigureWindowAux, ConnectionExt as _, CreateWindowAux, EventMask, MapState, Window,
    WindowClass,
};
use x11rb::rust_connection::RustConnection;

use crate::app::AppOptions;
use crate::programs;
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(60);
/// Between two looks. Nothing is concluded from how many there were.
const TICK: Duration = Duration::from_millis(1);
/// Menus and tooltips are smaller than this, the app's window larger.
const LEAST_WIDTH: u16 = 400;

/// Where a window is and how large, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// From the left edge of the screen.
    pub x: i16,
    /// From its upper edge.
    pub y: i16,
    /// Without a frame; there is no window manager here.
    pub width: u16,
    /// As the width.
    pub height: u16,
}

/// The app as a person starts it, without WebDriver, and its window as the X server knows it.
#[derive(Debug)]
pub struct Onlooker {
    display: String,
    connection: RustConnection,
    root: Window,
    process: OwnedProcess,
}

/// A window of somebody else's, while this is kept.
#[derive(Debug)]
pub struct Cover(#[expect(dead_code, reason = "the window goes with its connection")] RustConnection);

impl Onlooker {
    pub(crate) fn start_app(world: &World, options: &AppOptions) -> Result<Self> {
        let mut command = Command::new(programs::built("workpass")?);
        options.configure(world, &mut command)?;
        let output = std::fs::File::create(world.desktop.home().join("app.log"))?;
        command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        let display = command
            .get_envs()
            .find_map(|(name, value)| (name == "DISPLAY").then(|| value?.to_str()).flatten())
            .context("the desktop has a display")?
            .to_owned();
        let (connection, number) = x11rb::connect(Some(&display))?;
        let root = connection
            .setup()
            .roots
            .get(number)
            .context("no such screen")?
            .root;
        Ok(Self {
            display,
            connection,
            root,
            process: OwnedProcess::spawn("the app", &mut command)?,
        })
    }

    /// The app's window, at the first look that finds it on the screen.
    ///
    /// # Errors
    /// When it does not come.
    pub fn window(&self) -> Result<Window> {
        let deadline = Instant::now() + LIMIT;
        while Instant::now() < deadline {
            for window in self.connection.query_tree(self.root)?.reply()?.children {
                // A window that goes away meanwhile is no error.
                let (Ok(attributes), Ok(place)) = (
                    self.connection.get_window_attributes(window)?.reply(),
                    self.connection.get_geometry(window)?.reply(),
                ) else {
                    continue;
                };
                if attributes.map_state == MapState::VIEWABLE && place.width >= LEAST_WIDTH {
                    return Ok(window);
                }
            }
            thread::sleep(TICK);
        }
        bail!("no window came")
    }

    /// Where the window is now.
    ///
    /// # Errors
    /// When it is gone.
    pub fn place(&self, window: Window) -> Result<Place> {
        let found = self.connection.get_geometry(window)?.reply()?;
        Ok(Place {
            x: found.x,
            y: found.y,
            width: found.width,
            height: found.height,
        })
    }

    /// Puts the window there, as a window manager does when somebody drags it, and waits until it is.
    ///
    /// # Errors
    /// When it does not go there.
    pub fn put(&self, window: Window, place: Place) -> Result<()> {
        wait_until("the window is where it was put", LIMIT, || {
            if self.place(window)? == place {
                return Ok(true);
            }
            let there = ConfigureWindowAux::new()
                .x(i32::from(place.x))
                .y(i32::from(place.y))
                .width(u32::from(place.width))
                .height(u32::from(place.height));
            self.connection.configure_window(window, &there)?.check()?;
            Ok(false)
        })
    }

    /// Waits until the window is there.
    ///
    /// # Errors
    /// When it stays elsewhere, with where that is.
    pub fn comes_to(&self, window: Window, place: Place) -> Result<()> {
        wait_until("the window is where it was left", LIMIT, || {
            Ok(self.place(window)? == place)
        })
        .with_context(|| format!("it is at {:?}", self.place(window)))
    }

    /// Puts another window over this one, as another program would. It is gone with the value.
    ///
    /// # Errors
    /// When the display refuses it.
    pub fn cover(&self, window: Window) -> Result<Cover> {
        let place = self.place(window)?;
        let (connection, number) = x11rb::connect(Some(&self.display))?;
        let screen = &connection.setup().roots[number];
        let over = connection.generate_id()?;
        connection
            .create_window(
                x11rb::COPY_DEPTH_FROM_PARENT,
                over,
                screen.root,
                place.x,
                place.y,
                place.width,
                place.height,
                0,
                WindowClass::INPUT_OUTPUT,
                x11rb::COPY_FROM_PARENT,
                &CreateWindowAux::new().override_redirect(1),
            )?
            .check()?;
        connection.map_window(over)?.check()?;
        Ok(Cover(connection))
    }

    /// Whether no other window on the screen lies over it.
    ///
    /// # Errors
    /// When the display does not answer.
    pub fn is_in_front(&self, window: Window) -> Result<bool> {
        let mut shown = None;
        // From the bottom to the top.
        for other in self.connection.query_tree(self.root)?.reply()?.children {
            let Ok(attributes) = self.connection.get_window_attributes(other)?.reply() else {
                continue;
            };
            if attributes.map_state == MapState::VIEWABLE {
                shown = Some(other);
            }
        }
        Ok(shown == Some(window))
    }

    /// Waits until it is in front.
    ///
    /// # Errors
    /// When it stays behind.
    pub fn comes_to_the_front(&self, window: Window) -> Result<()> {
        wait_until("the window is in front", LIMIT, || self.is_in_front(window))
    }

    /// Closes the window as its close button does, and waits until the app has ended well.
    ///
    /// # Errors
    /// When it does not.
    pub fn close(mut self, window: Window) -> Result<()> {
        let atom = |name: &str| -> Result<u32> {
            Ok(self.connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
        };
        let (protocols, delete) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
        let message = ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
        self.connection
            .send_event(false, window, EventMask::NO_EVENT, message)?
            .check()?;
        match self.process.wait(LIMIT)? {
            Some(0) => Ok(()),
            code => bail!("the app ended with {code:?}"),
        }
    }
}
