//! Where an address is (B-157, B-162): looked up in a database file that the operator brings, in the MaxMind DB format
//! (<https://maxmind.github.io/MaxMind-DB/>). Without one, and for addresses it does not know, nothing is guessed.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;

use anyhow::{Context, ensure};
use maxminddb::Reader;
use serde::Deserialize;

use crate::store::values::Place;

/// The longest name that is kept, in characters.
const LONGEST: usize = 80;

/// The operator's database of addresses, when there is one.
#[derive(Default)]
pub struct Places(Option<Reader<Vec<u8>>>);

/// What is read of a record of a city or country database.
#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    city: Named,
    #[serde(default)]
    subdivisions: Vec<Named>,
    #[serde(default)]
    country: Country,
}

#[derive(Default, Deserialize)]
struct Named {
    #[serde(default)]
    names: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
struct Country {
    iso_code: Option<String>,
}

impl Places {
    /// Reads the file into memory.
    ///
    /// # Errors
    /// When it cannot be read, or is no database of places.
    pub fn open(file: &Path) -> anyhow::Result<Self> {
        let reader = Reader::open_readfile(file)
            .with_context(|| format!("{} is no MaxMind DB file that can be read", file.display()))?;
        let kind = &reader.metadata().database_type;
        ensure!(
            kind.contains("City") || kind.contains("Country"),
            "{} is a database of {kind:?}, not of cities or countries",
            file.display()
        );
        Ok(Self(Some(reader)))
    }

    /// Whether there is a database, so that a missing place means "not known".
    pub fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// The place of an address as it was written down; none when nothing is known of it.
    pub fn of(&self, address: &str) -> Option<Place> {
        let address: IpAddr = address.parse().ok()?;
        let found = self.0.as_ref()?.lookup(address.to_canonical());
        let record: Record = match found.and_then(|found| found.decode()) {
            Ok(record) => record?,
            Err(error) => {
                // Without the address: it is a person's.
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the database of places is damaged"
                );
                return None;
            }
        };
        let code = record.country.iso_code.map(|code| code.to_ascii_uppercase());
        let place = Place {
            city: record.city.name(),
            state: record.subdivisions.into_iter().next().and_then(Named::name),
            country_or_region: code
                .filter(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())),
        };
        (place != Place::default()).then_some(place)
    }
}

impl Named {
    /// The English name, as Graph gives places.
    fn name(mut self) -> Option<String> {
        let name = self.names.remove("en")?;
        let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        (!name.trim().is_empty()).then_some(name)
    }
}
