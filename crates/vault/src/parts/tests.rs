use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// A store with a limit that fails from its n-th change on, as a killed process does.
#[derive(Clone, Default)]
struct Store {
    values: BTreeMap<String, Vec<u8>>,
    limit: Option<usize>,
    changes_left: Option<usize>,
}

impl Store {
    fn limited(limit: usize) -> Self {
        Self {
            limit: Some(limit),
            ..Self::default()
        }
    }

    fn change(&mut self) -> Result<(), VaultError> {
        match &mut self.changes_left {
            Some(0) => Err(VaultError::Unavailable("killed".into())),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl Entries for Store {
    fn get(&mut self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        Ok(self.values.get(name).cloned().map(Zeroizing::new))
    }

    fn set(&mut self, name: &str, value: &[u8]) -> Result<(), VaultError> {
        self.change()?;
        if self.limit.is_some_and(|limit| value.len() > limit) {
            return Err(VaultError::TooLarge);
        }
        self.values.insert(name.to_owned(), value.to_vec());
        Ok(())
    }

    fn delete(&mut self, name: &str) -> Result<(), VaultError> {
        self.change()?;
        self.values.remove(name);
        Ok(())
    }

    fn limit(&self) -> Option<usize> {
        self.limit
    }
}

/// The smallest limit tried: a head of parts fits it.
const SMALL: usize = 64;

fn read(store: &mut Store) -> Result<Option<String>, VaultError> {
    Ok(load(store, "n")?.map(|secret| secret.expose_secret().to_owned()))
}

fn write(store: &mut Store, secret: &str) -> Result<(), VaultError> {
    super::store(store, "n", &SecretString::from(secret))
}

#[test]
fn a_secret_that_fits_is_one_entry() {
    let mut store = Store::limited(2560);
    write(&mut store, "token").unwrap();
    assert_eq!(store.values.keys().collect::<Vec<_>>(), ["n"]);
    assert_eq!(read(&mut store).unwrap().as_deref(), Some("token"));
}

#[test]
fn a_secret_over_the_limit_is_parted_and_put_together() {
    let mut store = Store::limited(2560);
    let long = "x".repeat(6000);
    write(&mut store, &long).unwrap();
    assert_eq!(
        store.values.keys().collect::<Vec<_>>(),
        ["n", "n:1:0", "n:1:1", "n:1:2"]
    );
    assert_eq!(read(&mut store).unwrap(), Some(long));
    write(&mut store, "short").unwrap();
    assert_eq!(
        store.values.keys().collect::<Vec<_>>(),
        ["n"],
        "old parts are removed"
    );
}

#[test]
fn without_a_limit_everything_is_one_entry() {
    let mut store = Store::default();
    write(&mut store, &"x".repeat(60_000)).unwrap();
    assert_eq!(store.values.len(), 1);
    assert_eq!(
        write(&mut store, &"x".repeat(LARGEST_SECRET + 1)),
        Err(VaultError::TooLarge)
    );
    assert_eq!(
        read(&mut store).unwrap().unwrap().len(),
        60_000,
        "what is too large changes nothing"
    );
}

#[test]
fn missing_and_mixed_parts_are_damage_and_not_a_shorter_secret() {
    let mut store = Store::limited(SMALL);
    write(&mut store, &"x".repeat(300)).unwrap();
    let names: Vec<String> = store.values.keys().filter(|name| *name != "n").cloned().collect();
    for name in &names {
        let mut damaged = store.clone();
        damaged.values.remove(name);
        assert_eq!(read(&mut damaged), Err(VaultError::Corrupt), "{name}");
        let mut mixed = store.clone();
        mixed.values.insert(name.clone(), b"other".to_vec());
        assert_eq!(read(&mut mixed), Err(VaultError::Corrupt), "{name}");
    }
    for head in [
        "",
        "whole",
        "whole:x:t",
        "parts:1:0:d",
        "parts:1:99999999:d",
        "parts:1:1:d:e",
        "\u{0}",
        "other:1",
    ] {
        let mut damaged = store.clone();
        damaged.values.insert("n".into(), head.into());
        assert_eq!(read(&mut damaged), Err(VaultError::Corrupt), "{head:?}");
        write(&mut damaged, "new").unwrap();
        assert_eq!(
            read(&mut damaged).unwrap().as_deref(),
            Some("new"),
            "a new sign-in mends it"
        );
    }
    let mut bytes = store.clone();
    bytes.values.insert("n".into(), vec![0xff]);
    assert_eq!(read(&mut bytes), Err(VaultError::Corrupt));
}

#[test]
fn nothing_there_is_not_damage() {
    assert_eq!(read(&mut Store::limited(SMALL)), Ok(None));
    assert_eq!(delete(&mut Store::limited(SMALL), "n"), Ok(()));
}

#[test]
fn debug_shows_no_secret() {
    let head = Head::parse(b"whole:1:canary").unwrap();
    assert!(!format!("{head:?}").contains("canary"));
}

/// A change to the stored secret: a write, or a deletion.
fn change(store: &mut Store, secret: Option<&str>) -> Result<(), VaultError> {
    match secret {
        Some(secret) => write(store, secret),
        None => delete(store, "n"),
    }
}

proptest! {
    #[test]
    fn what_is_stored_is_read(secret in "\\PC{0,700}", limit in SMALL..400_usize) {
        let mut store = Store::limited(limit);
        write(&mut store, &secret).unwrap();
        prop_assert!(store.values.values().all(|value| value.len() <= limit));
        prop_assert_eq!(read(&mut store).unwrap(), Some(secret));
        delete(&mut store, "n").unwrap();
        prop_assert!(store.values.is_empty(), "nothing stays behind");
    }

    /// Writes and deletions, each of them cut off anywhere: reading gives the value before or after, whole; and the
    /// last change, if it may finish, leaves nothing of the others behind.
    #[test]
    fn a_crash_at_any_step_loses_nothing(
        changes in proptest::collection::vec((proptest::option::of("[a-zé]{0,400}"), 0..24_usize), 1..12),
        last in proptest::option::of("[a-z]{0,400}"),
    ) {
        let mut store = Store::limited(SMALL);
        for (secret, changes_left) in changes {
            let before = read(&mut store).unwrap();
            store.changes_left = Some(changes_left);
            let outcome = change(&mut store, secret.as_deref());
            store.changes_left = None;
            let after = read(&mut store).unwrap();
            if outcome.is_ok() {
                prop_assert_eq!(&after, &secret);
            } else {
                prop_assert!(after == before || after == secret, "{:?}", after);
            }
        }
        change(&mut store, last.as_deref()).unwrap();
        prop_assert_eq!(read(&mut store).unwrap(), last.clone());
        let expected = match last {
            None => 0,
            Some(_) => {
                let head = Head::parse(&store.values["n"]).unwrap();
                1 + match head { Head::Parted { count, .. } => count, _ => 0 }
            }
        };
        prop_assert_eq!(store.values.len(), expected, "left behind: {:?}", store.values.keys());
    }
}
