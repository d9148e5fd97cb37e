use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::page::Page;
use crate::programs;

/// WCAG 2.2 up to AA, and what axe recommends beside it.
const RULES: [&str; 6] = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];

const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { runOnly: { type: 'tag', values: arguments[0] }, resultTypes: ['violations'] })
        .then(result => done(result.violations), error => done(String(error)));
";

/// Runs axe on what the page shows now; every violation is an error that names the rule and the elements.
///
/// # Errors
/// When there are violations, or axe could not run.
pub async fn assert_no_violations(page: &Page, place: &str) -> Result<()> {
    let file = programs::root().join("tests/interop/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(&file)
        .with_context(|| format!("{}: run `cargo xtask setup --tests`", file.display()))?;
    // It is large, and stays with a page that is drawn anew without being loaded anew.
    let known = page
        .session()
        .execute("return typeof axe === 'object'", vec![])
        .await?;
    if known.json() != &Value::Bool(true) {
        page.session()
            .execute(axe, vec![])
            .await
            .context("axe could not be loaded")?;
    }
    let answer = page.session().execute_async(RUN, vec![json!(RULES)]).await?;
    let violations = match answer.json() {
        Value::Array(violations) => violations.clone(),
        other => bail!("axe could not run on {place}: {other}"),
    };
    if violations.is_empty() {
        return Ok(());
    }
    let told: Vec<String> = violations.iter().map(describe).collect();
    bail!(
        "{place} has {} accessibility violations:\n{}",
        told.len(),
        told.join("\n")
    )
}

fn describe(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().into_iter().flatten();
    let places: Vec<_> = nodes
        .map(|n| {
            format!(
                "    {}  {}",
                n["html"],
                n["failureSummary"]
                    .as_str()
                    .unwrap_or_default()
                    .replace('\n', " ")
            )
        })
        .collect();
    format!(
        "  {}: {}\n{}",
        violation["id"],
        violation["help"],
        places.join("\n")
    )
}
