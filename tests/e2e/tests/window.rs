//! The window itself, seen from outside: when it comes, and where.

use std::fs;

use anyhow::{Context, Result, ensure};
use workpass_e2e::{AppOptions, Keychain, Language, Onlooker, Place, World};

const DATA_FOLDER: &str = ".local/share/nl.workpass.desktop";

fn start(world: &World) -> Result<Onlooker> {
    world.start_app(&AppOptions::new(world, Language::English))
}

#[test]
fn the_window_stays_hidden_until_its_first_picture_stands() -> Result<()> {
    let world = World::start(Keychain::Absent)?;
    let app = start(&world)?;
    let window = app.window()?;
    // Written before the window is shown, so it is there already when the window is seen.
    let log = world.desktop.home().join(DATA_FOLDER).join("log/workpass.log");
    let log = fs::read_to_string(&log).with_context(|| format!("{} is missing", log.display()))?;
    ensure!(
        log.contains("the first picture stands"),
        "the window came before:\n{log}"
    );
    app.close(window)
}

#[test]
fn the_window_comes_back_where_it_was_left_and_as_large() -> Result<()> {
    let world = World::start(Keychain::Absent)?;
    let left = Place {
        x: 120,
        y: 60,
        width: 900,
        height: 620,
    };
    let app = start(&world)?;
    let window = app.window()?;
    ensure!(app.place(window)? != left, "it was put there by chance");
    app.put(window, left)?;
    app.close(window)?;
    let app = start(&world)?;
    let window = app.window()?;
    app.comes_to(window, left)?;
    app.close(window)
}

#[test]
fn a_second_start_brings_the_first_window_to_the_front() -> Result<()> {
    let world = World::start(Keychain::Absent)?;
    let app = start(&world)?;
    let window = app.window()?;
    let above = app.cover(window)?;
    ensure!(!app.is_in_front(window)?, "it is covered");
    let code = world.start_app_again(&AppOptions::new(&world, Language::English))?;
    ensure!(code == Some(0), "the second start ends by itself: {code:?}");
    app.comes_to_the_front(window)?;
    drop(above);
    ensure!(app.window()? == window, "there is one window still");
    app.close(window)
}
