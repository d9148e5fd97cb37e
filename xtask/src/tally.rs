use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result};

use crate::project;

/// How many tests ran, by part.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    parts: Vec<Part>,
    skips: Skips,
}

#[derive(Debug)]
struct Part {
    name: String,
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Tally {
    /// Adds a part's result. A part that failed without counting a failure (it did not even start) counts as one.
    pub(crate) fn add(&mut self, name: &str, counted: Counted, succeeded: bool) {
        let failed = if succeeded {
            counted.failed
        } else {
            counted.failed.max(1)
        };
        self.parts.push(Part {
            name: name.to_owned(),
            passed: counted.passed,
            failed,
            skipped: counted.skipped,
        });
    }

    /// Remembers why tests were skipped, for the end.
    pub(crate) fn tell(&mut self, skips: Skips) {
        for (why, tests) in skips.0 {
            self.skips.0.entry(why).or_default().extend(tests);
        }
    }

    pub(crate) fn failed(&self) -> u64 {
        self.parts.iter().map(|p| p.failed).sum()
    }

    /// Prints the table and leaves the totals for `.ci/run`.
    pub(crate) fn report(&self) -> Result<()> {
        let (passed, failed) = (self.parts.iter().map(|p| p.passed).sum::<u64>(), self.failed());
        println!("\n{:<34} {:>7} {:>7} {:>8}", "", "passed", "failed", "skipped");
        for part in &self.parts {
            println!(
                "{:<34} {:>7} {:>7} {:>8}",
                part.name, part.passed, part.failed, part.skipped
            );
        }
        for line in self.skips.lines() {
            println!("{line}");
        }
        let totals = project::notes()?.join("totals");
        fs::write(&totals, format!("{passed} {failed}\n")).context("the totals cannot be written")?;
        println!("{passed} passed, {failed} failed");
        Ok(())
    }
}

/// Tests that found what they need missing, by what is missing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Skips(BTreeMap<String, BTreeSet<String>>);

impl Skips {
    /// Reads what the tests wrote: a test and its reason a line, a tab between them. A test may say it twice.
    pub(crate) fn read(told: &str) -> Self {
        let mut skips = Self::default();
        for (test, why) in told.lines().filter_map(|line| line.split_once('\t')) {
            skips.0.entry(why.to_owned()).or_default().insert(test.to_owned());
        }
        skips
    }

    fn count(&self) -> u64 {
        let tests: BTreeSet<_> = self.0.values().flatten().collect();
        tests.len() as u64
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(why, tests)| {
            let names: Vec<_> = tests.iter().map(String::as_str).collect();
            format!("skipped, {why}: {}", names.join(", "))
        })
    }
}

/// What one test program said.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Counted {
    /// Reads one line of `cargo test` or `cargo nextest`; other lines change nothing.
    pub(crate) fn read_cargo_line(&mut self, line: &str) {
        let plain = without_colours(line);
        // nextest repeats what a failed test printed, indented: that is counted in its summary.
        let counts = plain.strip_prefix("test result:").or_else(|| {
            plain
                .trim_start()
                .strip_prefix("Summary [")
                .and_then(|rest| rest.split("run:").nth(1))
        });
        for part in counts.into_iter().flat_map(|c| c.split([',', ';', '.'])) {
            let mut words = part.split_whitespace().filter(|w| *w != "ok" && *w != "FAILED");
            let (Some(Ok(number)), Some(what)) = (words.next().map(str::parse::<u64>), words.next()) else {
                continue;
            };
            match what {
                "passed" => self.passed += number,
                // nextest also tells apart how a test failed
                "failed" | "exec" | "timed" => self.failed += number,
                "ignored" | "skipped" => self.skipped += number,
                _ => {}
            }
        }
    }

    /// The same, with what only looked like passing taken out.
    pub(crate) fn without(self, skips: &Skips) -> Self {
        let skipped = skips.count().min(self.passed);
        Self {
            passed: self.passed - skipped,
            skipped: self.skipped + skipped,
            ..self
        }
    }

    /// Nothing but this many left out.
    pub(crate) fn skipping(number: u64) -> Self {
        Self {
            skipped: number,
            ..Self::default()
        }
    }

    /// Reads the JSON report of vitest.
    pub(crate) fn from_vitest(report: &serde_json::Value) -> Self {
        let number = |field: &str| report[field].as_u64().unwrap_or_default();
        Self {
            passed: number("numPassedTests"),
            failed: number("numFailedTests").max(number("numFailedTestSuites")),
            skipped: number("numPendingTests") + number("numTodoTests"),
        }
    }
}

fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, tail)| tail);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Counted {
        let mut counted = Counted::default();
        lines.iter().for_each(|l| counted.read_cargo_line(l));
        counted
    }

    #[test]
    fn counts_every_summary_of_cargo_test() {
        let counted = read(&[
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.63s",
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.63s",
            "running 7 tests",
        ]);
        assert_eq!(
            counted,
            Counted {
                passed: 7,
                failed: 3,
                skipped: 1
            }
        );
    }

    #[test]
    fn counts_the_summary_of_nextest_in_colour() {
        let line = "\u{1b}[31;1m     Summary\u{1b}[0m [   1.204s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 4 skipped";
        assert_eq!(
            read(&[line]),
            Counted {
                passed: 9,
                failed: 3,
                skipped: 4
            }
        );
    }

    #[test]
    fn a_failure_that_nextest_shows_is_counted_once() {
        let counted = read(&[
            "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 73 filtered out; finished in 0.19s",
            "     Summary [ 100.451s] 630 tests run: 628 passed, 2 failed, 8 skipped",
        ]);
        assert_eq!((counted.passed, counted.failed, counted.skipped), (628, 2, 8));
    }

    #[test]
    fn a_test_that_found_something_missing_is_skipped_and_says_what() {
        let skips = Skips::read(
            "mail\tno MailDev\ncrash\tno PostgreSQL\ncrash\tno PostgreSQL\nrace\tno PostgreSQL\n",
        );
        let counted = Counted {
            passed: 10,
            failed: 1,
            skipped: 2,
        };
        let rest = counted.without(&skips);
        assert_eq!((rest.passed, rest.failed, rest.skipped), (7, 1, 5));
        let mut tally = Tally::default();
        tally.add("Rust", rest, true);
        tally.tell(skips);
        let lines: Vec<_> = tally.skips.lines().collect();
        assert_eq!(
            lines,
            ["skipped, no MailDev: mail", "skipped, no PostgreSQL: crash, race"]
        );
        assert_eq!(counted.without(&Skips::default()), counted);
    }

    #[test]
    fn a_part_that_did_not_even_start_is_a_failure() {
        let mut tally = Tally::default();
        tally.add("rust", Counted::default(), false);
        assert_eq!(tally.failed(), 1);
    }
}
