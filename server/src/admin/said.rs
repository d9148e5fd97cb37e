//! What a command says, for people and for programs.

use std::fmt::Write;

use serde_json::Value;

/// An answer in both forms.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) json: Value,
}

impl Said {
    pub(super) fn new(text: impl Into<String>, json: Value) -> Self {
        Self {
            text: text.into(),
            json,
        }
    }
}

/// A table with aligned columns; `nothing` when it has no rows. What people named themselves moves no cursor.
pub(super) fn table(heading: &[&str], rows: &[Vec<String>], nothing: &str) -> String {
    if rows.is_empty() {
        return nothing.to_owned();
    }
    let heading: Vec<String> = heading.iter().map(|name| (*name).to_owned()).collect();
    let shown = |cell: &String| -> String {
        cell.chars()
            .map(|one| if one.is_control() { '\u{fffd}' } else { one })
            .collect()
    };
    let rows = rows.iter().map(|row| row.iter().map(shown).collect());
    let all: Vec<Vec<String>> = std::iter::once(heading.clone()).chain(rows).collect();
    let width = |column: usize| {
        let cells = all.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heading.len()).map(width).collect();
    let mut text = String::new();
    for row in all {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let rows = [
            vec!["1".to_owned(), "é".to_owned()],
            vec!["12345".to_owned(), String::new()],
        ];
        assert_eq!(
            table(&["id", "name"], &rows, "none"),
            "id     name\n1      é\n12345"
        );
        assert_eq!(table(&["id"], &[], "none"), "none");
        let escape = [vec!["\u{1b}[2Jx\ny".to_owned()]];
        assert_eq!(table(&["name"], &escape, "none"), "name\n\u{fffd}[2Jx\u{fffd}y");
    }
}
