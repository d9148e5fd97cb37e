//! How property tests draw their cases: the same ones on every machine, or others in order to hunt.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project;

/// Unchanged code gives an unchanged result. Another number gives other cases.
const SEED: u64 = 8628;
/// Enough to meet what comes up once in some thousand cases, in a few minutes.
const CASES: u32 = 5_000;

/// The seed of proptest's generator, and how many cases; `None` leaves that to each test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Draw {
    seed: u64,
    cases: Option<u32>,
}

impl Draw {
    pub(crate) const FIXED: Self = Self {
        seed: SEED,
        cases: None,
    };

    /// `[--cases N] [--seed N]`; without a seed a fresh one.
    pub(crate) fn from_arguments(arguments: &[String]) -> Result<Self> {
        let mut cases = CASES;
        let mut seed = None;
        let mut arguments = arguments.iter();
        while let Some(option) = arguments.next() {
            let mut number = || {
                let number = arguments.next().and_then(|n| n.parse::<u64>().ok());
                number.with_context(|| format!("{option} needs a number"))
            };
            match option.as_str() {
                "--cases" => cases = number()?.try_into().context("so many cases never end")?,
                "--seed" => seed = Some(number()?),
                other => bail!("test explore knows --cases N and --seed N, not {other}"),
            }
        }
        Ok(Self {
            // The standard library's hashers are keyed at random.
            seed: seed.unwrap_or_else(|| RandomState::new().build_hasher().finish()),
            cases: Some(cases),
        })
    }

    /// Makes the property tests that `command` runs draw these cases, whatever the environment says.
    pub(crate) fn apply(self, command: &mut Command) {
        command.env("PROPTEST_RNG_SEED", self.seed.to_string());
        match self.cases {
            Some(cases) => command.env("PROPTEST_CASES", cases.to_string()),
            None => command.env_remove("PROPTEST_CASES"),
        };
    }
}

/// What to set in order to meet the same cases again.
impl fmt::Display for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PROPTEST_RNG_SEED={}", self.seed)?;
        self.cases
            .map_or(Ok(()), |cases| write!(f, " PROPTEST_CASES={cases}"))
    }
}

/// The packages of this workspace that have property tests.
pub(crate) fn packages() -> Result<Vec<String>> {
    let mut command = project::cargo();
    command.args(["metadata", "--no-deps", "--format-version=1"]);
    let output = command.output().context("cargo metadata could not be started")?;
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata cannot be read")?;
    Ok(with_property_tests(&metadata))
}

fn with_property_tests(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let named = |value: &Value| value["name"].as_str().map(str::to_owned);
    packages
        .filter(|package| {
            let mut dependencies = package["dependencies"].as_array().into_iter().flatten();
            dependencies.any(|d| d["name"] == "proptest")
        })
        .filter_map(named)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    fn draw(arguments: &[&str]) -> Result<Draw> {
        let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
        Draw::from_arguments(&arguments)
    }

    #[test]
    fn the_fixed_draw_ignores_the_environment() {
        let mut command = Command::new("cargo");
        command.env("PROPTEST_RNG_SEED", "1").env("PROPTEST_CASES", "1");
        Draw::FIXED.apply(&mut command);
        let set: Vec<_> = command.get_envs().collect();
        let (cases, seed) = (OsStr::new("PROPTEST_CASES"), OsStr::new("PROPTEST_RNG_SEED"));
        assert_eq!(set, [(cases, None), (seed, Some(OsStr::new("8628")))]);
    }

    #[test]
    fn exploring_draws_other_cases_each_time_and_says_how_to_repeat_them() {
        let fresh = draw(&["--cases", "7"]).unwrap();
        assert_ne!(fresh, draw(&["--cases", "7"]).unwrap());
        let again = draw(&["--seed", &fresh.seed.to_string(), "--cases", "7"]).unwrap();
        assert_eq!(fresh, again);
        let repeated = format!("PROPTEST_RNG_SEED={} PROPTEST_CASES=7", fresh.seed);
        assert_eq!(fresh.to_string(), repeated);
    }

    #[test]
    fn an_option_without_its_number_is_refused() {
        for wrong in [
            &["--cases"][..],
            &["--seed", "x"],
            &["--cases", "99999999999"],
            &["rust"],
        ] {
            assert!(draw(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn packages_with_property_tests_are_those_that_depend_on_proptest() {
        let metadata = serde_json::json!({"packages": [
            {"name": "with", "dependencies": [{"name": "url"}, {"name": "proptest", "kind": "dev"}]},
            {"name": "without", "dependencies": [{"name": "url"}]},
        ]});
        assert_eq!(with_property_tests(&metadata), ["with"]);
    }
}
