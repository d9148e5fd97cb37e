//! `docs/server.md`, which is for operators, says what the program does.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use workpass_server::store::values::{MethodRule, MethodRules, PasswordRules};

fn handbook() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/server.md");
    std::fs::read_to_string(file).unwrap()
}

/// What `--help` of a command says.
fn help(command: &[String]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_workpass-server"))
        .args(command)
        .arg("--help")
        .output()
        .unwrap();
    assert!(output.status.success(), "{command:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The help of a command and of every command below it.
fn all_help(command: &[String]) -> Vec<(String, String)> {
    let text = help(command);
    let below: Vec<String> = text
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != "help")
        .collect();
    let mut all = vec![(command.join(" "), text)];
    for name in below {
        let mut command = command.to_vec();
        command.push(name);
        all.extend(all_help(&command));
    }
    all
}

/// `--options` and environment variables that a help text names.
fn names(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
        .filter(|word| {
            let is_option = word
                .strip_prefix("--")
                .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
            is_option || word.starts_with("WORKPASS_")
        })
        .map(str::to_owned)
        .collect()
}

/// Every setting with its default, by its path.
fn settings(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(inner) if !inner.is_empty() => {
            for (name, value) in inner {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                settings(&path, value, found);
            }
        }
        value => found.push((path.to_owned(), value.to_string())),
    }
}

#[test]
fn the_handbook_names_every_command_option_and_variable() {
    let handbook = handbook();
    let written = names(&handbook);
    let all = all_help(&[]);
    assert!(all.len() > 15, "the commands were found: {all:?}");
    for (command, text) in all {
        assert!(handbook.contains(&command), "{command}");
        for name in names(&text) {
            let is_known = matches!(name.as_str(), "--help" | "--version") || written.contains(&name);
            assert!(is_known, "{name} of {command:?} is not in docs/server.md");
        }
    }
    // And it promises none that is not there. The secret itself is in no help: it is for the environment only.
    let there: BTreeSet<String> = all_help(&[]).iter().flat_map(|(_, text)| names(text)).collect();
    for name in written {
        assert!(
            name == "WORKPASS_MESSAGES_SECRET" || there.contains(&name),
            "docs/server.md has {name}, which is no option"
        );
    }
}

#[test]
fn the_handbook_has_every_setting_of_a_policy_with_its_default() {
    let handbook = handbook();
    let mut found = Vec::new();
    settings(
        "",
        &serde_json::to_value(MethodRules::default()).unwrap(),
        &mut found,
    );
    settings(
        "",
        &serde_json::to_value(MethodRule::default()).unwrap(),
        &mut found,
    );
    settings(
        "",
        &serde_json::to_value(PasswordRules::default()).unwrap(),
        &mut found,
    );
    assert!(found.len() > 25, "{found:?}");
    for (setting, default) in found {
        let row = format!("| `{setting}` | `{default}` |");
        assert!(handbook.contains(&row), "docs/server.md lacks {row}");
    }
}
