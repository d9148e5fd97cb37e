use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::sizes::Sizes;

const BEGIN: &str = "<!-- measured by `cargo xtask bench --save` -->";
const END: &str = "<!-- end of what was measured -->";

/// The table, one line per figure.
#[derive(Debug)]
pub(super) struct Report {
    rounds: u32,
    lines: Vec<Line>,
    remarks: Vec<String>,
}

#[derive(Debug)]
struct Line {
    what: String,
    ours: String,
    yardstick: String,
    ratio: String,
    budget: Option<Budget>,
}

#[derive(Debug)]
struct Budget {
    text: String,
    is_met: bool,
}

/// Which side of its budget a ratio must be on.
#[derive(Debug, Clone, Copy)]
enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Report {
    pub(super) fn new(rounds: u32) -> Self {
        Self {
            rounds,
            lines: Vec::new(),
            remarks: Vec::new(),
        }
    }

    pub(super) fn add_app(&mut self, told: &Value) -> Result<()> {
        use Bound::AtMost;
        let rows = [
            (
                "first paint, nobody signed in",
                "signed_out_first_paint_ms",
                "ms",
                Some(AtMost(1.15)),
            ),
            (
                "first paint, signed in before",
                "first_paint_ms",
                "ms",
                Some(AtMost(1.15)),
            ),
            ("last-known view complete", "last_known_ms", "ms", None),
            (
                "memory (PSS, all processes)",
                "memory_mib",
                "MiB",
                Some(AtMost(1.2)),
            ),
        ];
        for (what, field, unit, bound) in rows {
            self.add_pair(what, &told[field], unit, "blank window", bound)?;
        }
        Ok(())
    }

    pub(super) fn add_server(&mut self, told: &Value) -> Result<()> {
        use Bound::AtLeast;
        let rows = [
            ("`/v1.0/me` a second", "me_per_second", "", Some(AtLeast(5.0))),
            ("`/v1.0/me`, 99 of 100 within", "me_p99_ms", "ms", None),
            ("`/v1.0/me`, work of the core for each", "me_work_us", "µs", None),
            (
                "device-code polls a second",
                "polls_per_second",
                "",
                Some(AtLeast(2.0)),
            ),
            ("device-code polls, 99 of 100 within", "polls_p99_ms", "ms", None),
        ];
        for (what, field, unit, bound) in rows {
            self.add_pair(what, &told[field], unit, "oidc-provider", bound)?;
        }
        let answers = &told["our_poll_answers"];
        self.remarks.push(format!(
            "Our polls were answered `authorization_pending` {} times and `slow_down` {} times.",
            answers[0], answers[1]
        ));
        Ok(())
    }

    pub(super) fn add_sizes(&mut self, sizes: &Sizes) {
        for (what, bytes, limit) in [
            (
                "UI JavaScript a window opens with, gzip",
                sizes.ui_opens_gzip,
                Some((90_000, "90 kB")),
            ),
            (
                "UI JavaScript with every screen, gzip",
                sizes.ui_session_gzip,
                None,
            ),
            ("UI JavaScript, all files, gzip", sizes.ui_gzip, None),
            ("release binary", sizes.binary, None),
            (".deb", sizes.deb, Some((8_000_000, "8 MB"))),
        ] {
            self.lines.push(Line {
                what: what.to_owned(),
                ours: size(bytes),
                yardstick: String::new(),
                ratio: String::new(),
                budget: limit.map(|(most, text)| Budget {
                    text: format!("≤ {text}"),
                    is_met: bytes <= most,
                }),
            });
        }
    }

    fn add_pair(
        &mut self,
        what: &str,
        pair: &Value,
        unit: &str,
        yardstick: &str,
        bound: Option<Bound>,
    ) -> Result<()> {
        let (ours, theirs) = (numbers(&pair["ours"])?, numbers(&pair["theirs"])?);
        let ratios: Vec<f64> = ours.iter().zip(&theirs).map(|(a, b)| a / b).collect();
        let ratio = median(&ratios).with_context(|| format!("{what} was not measured"))?;
        let shown = |values: &[f64]| {
            let text = median(values).map_or_else(String::new, number);
            format!("{text} {unit}").trim().to_owned()
        };
        self.lines.push(Line {
            what: what.to_owned(),
            ours: shown(&ours),
            yardstick: format!("{} ({yardstick})", shown(&theirs)),
            ratio: format!("{ratio:.2}"),
            budget: bound.map(|bound| bound.judge(ratio)),
        });
        Ok(())
    }

    /// Puts the lines that were measured into the table of a page; those of other parts stay as they are.
    pub(super) fn save(&self, page: &Path) -> Result<()> {
        let text = fs::read_to_string(page).with_context(|| format!("{} is missing", page.display()))?;
        let (before, rest) = text
            .split_once(BEGIN)
            .context("the page has no place for the table")?;
        let (old, after) = rest
            .split_once(END)
            .context("the page has no place for the table")?;
        let table = merge(old, &self.to_string());
        fs::write(page, format!("{before}{BEGIN}\n\n{table}\n{END}{after}"))
            .with_context(|| format!("{} cannot be written", page.display()))
    }
}

impl Bound {
    fn judge(self, ratio: f64) -> Budget {
        match self {
            Self::AtMost(limit) => Budget {
                text: format!("≤ {limit} ×"),
                is_met: ratio <= limit,
            },
            Self::AtLeast(limit) => Budget {
                text: format!("≥ {limit} ×"),
                is_met: ratio >= limit,
            },
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| | Workpass | yardstick | ratio | budget |")?;
        writeln!(f, "|---|---:|---:|---:|---|")?;
        for line in &self.lines {
            let budget = line.budget.as_ref().map_or_else(String::new, |b| {
                format!("{}: {}", b.text, if b.is_met { "met" } else { "**missed**" })
            });
            writeln!(
                f,
                "| {} | {} | {} | {} | {budget} |",
                line.what, line.ours, line.yardstick, line.ratio
            )?;
        }
        writeln!(f, "\nMedians of {} rounds, taken in turns.", self.rounds)?;
        for remark in &self.remarks {
            writeln!(f, "\n{remark}")?;
        }
        Ok(())
    }
}

/// The new lines in the place of the old ones of the same name, and before what stands under the table if there were
/// none; of the text under it, the sentences that say something new about the same.
fn merge(old: &str, new: &str) -> String {
    let name = |row: &str| row.split('|').nth(1).map(|cell| cell.trim().to_owned());
    let split = |text: &str| -> (Vec<String>, Vec<String>) {
        let lines = text
            .lines()
            .map(str::to_owned)
            .filter(|line| !line.trim().is_empty());
        lines.partition(|line| line.starts_with('|'))
    };
    let ((mut rows, old_remarks), (fresh, mut remarks)) = (split(old), split(new));
    for row in fresh {
        match rows.iter_mut().find(|line| name(line) == name(&row)) {
            Some(line) => *line = row,
            None => rows.push(row),
        }
    }
    let subject = |remark: &str| remark.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    for remark in old_remarks {
        if !remarks.iter().any(|fresh| subject(fresh) == subject(&remark)) {
            remarks.push(remark);
        }
    }
    format!("{}\n\n{}\n", rows.join("\n"), remarks.join("\n\n"))
}

fn numbers(values: &Value) -> Result<Vec<f64>> {
    let values = values.as_array().context("a row of measurements")?;
    Ok(values.iter().filter_map(Value::as_f64).collect())
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

fn number(value: f64) -> String {
    if value < 100.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn size(bytes: u64) -> String {
    if bytes < 1_000_000 {
        format!("{:.1} kB", bytes as f64 / 1e3)
    } else {
        format!("{:.1} MB", bytes as f64 / 1e6)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn report() -> Report {
        let pair = json!({"ours": [660.0, 1980.0, 680.0], "theirs": [600.0, 1800.0, 640.0]});
        let told = json!({
            "signed_out_first_paint_ms": pair, "first_paint_ms": pair, "last_known_ms": pair,
            "memory_mib": {"ours": [300.0], "theirs": [200.0]}
        });
        let mut report = Report::new(3);
        report.add_app(&told).expect("all is told");
        report
    }

    #[test]
    fn a_budget_is_judged_by_the_median_of_the_rounds_ratios() {
        let table = report().to_string();
        let paint =
            "| first paint, nobody signed in | 680 ms | 640 ms (blank window) | 1.10 | ≤ 1.15 ×: met |";
        assert!(table.contains(paint), "{table}");
        assert!(table.contains("| 1.50 | ≤ 1.2 ×: **missed** |"), "{table}");
    }

    #[test]
    fn a_missing_measurement_is_an_error_and_not_an_empty_line() {
        assert!(Report::new(7).add_server(&json!({})).is_err());
    }

    #[test]
    fn saving_a_part_leaves_the_lines_and_remarks_of_the_others() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let page = folder.path().join("performance.md");
        let old = "| | Workpass | yardstick |\n|---|---:|\n| first paint, nobody signed in | old |\n| polls | kept |\n\n\
                   Medians of 9 rounds, taken in turns.\n\nOur polls were kept.\n";
        fs::write(&page, format!("{BEGIN}\n\n{old}\n{END}\n")).expect("writable");
        report().save(&page).expect("it has a place");
        let text = fs::read_to_string(&page).expect("readable");
        assert!(
            text.contains("| polls | kept |") && text.contains("Our polls were kept."),
            "{text}"
        );
        assert!(
            !text.contains("| old |") && !text.contains("Medians of 9"),
            "{text}"
        );
        let order = [
            "first paint, nobody",
            "polls | kept",
            "last-known view",
            "Medians of 3",
        ];
        let places: Vec<_> = order.iter().map(|part| text.find(part)).collect();
        assert!(places.is_sorted() && places[0].is_some(), "{text}");
        assert_eq!(text.matches("| | Workpass").count(), 1);
    }

    #[test]
    fn saving_replaces_the_table_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let page = folder.path().join("performance.md");
        fs::write(
            &page,
            format!("# P\n\n{BEGIN}\n\nMedians of old.\n{END}\n\nrest\n"),
        )
        .expect("writable");
        report().save(&page).expect("it has a place");
        report().save(&page).expect("it still has a place");
        let text = fs::read_to_string(&page).expect("readable");
        assert!(
            text.starts_with("# P\n") && text.ends_with("\n\nrest\n"),
            "{text}"
        );
        assert!(!text.contains("old"));
        assert_eq!(text.matches("| last-known view complete |").count(), 1);
    }
}
