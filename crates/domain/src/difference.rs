//! What changed between two texts, paragraph by paragraph (B-175).

use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

/// Longer than this nobody waits for a better answer; what was found until then is still true.
const PATIENCE: Duration = Duration::from_millis(500);

/// One paragraph that is not as it was. Positions count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The new paragraph `at`.
    Added { at: usize },
    /// The old paragraph `was`; it would stand before the new one `at`, or at the end.
    Removed { was: usize, at: usize },
    /// The new paragraph `at` stands where the old one `was` stood.
    Changed { was: usize, at: usize },
}

impl Change {
    /// Where it is in the new text.
    pub fn at(self) -> usize {
        match self {
            Self::Added { at } | Self::Removed { at, .. } | Self::Changed { at, .. } => at,
        }
    }
}

/// What has to be done to `old` to get `new`, in the order of the new text.
pub fn between(old: &[String], new: &[String]) -> Vec<Change> {
    let deadline = Instant::now().checked_add(PATIENCE);
    let steps = capture_diff_slices_deadline(Algorithm::Patience, old, new, deadline);
    let mut changes = Vec::new();
    for step in steps {
        let (was, old_len, at, new_len) = match step {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete {
                old_index,
                old_len,
                new_index,
            } => (old_index, old_len, new_index, 0),
            DiffOp::Insert {
                old_index,
                new_index,
                new_len,
            } => (old_index, 0, new_index, new_len),
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => (old_index, old_len, new_index, new_len),
        };
        let both = old_len.min(new_len);
        changes.extend((0..both).map(|n| Change::Changed {
            was: was + n,
            at: at + n,
        }));
        changes.extend((both..old_len).map(|n| Change::Removed {
            was: was + n,
            at: at + both,
        }));
        changes.extend((both..new_len).map(|n| Change::Added { at: at + n }));
    }
    changes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(words: &str) -> Vec<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn b175_the_same_text_has_no_changes() {
        assert_eq!(between(&text("a b c"), &text("a b c")), []);
        assert_eq!(between(&[], &[]), []);
    }

    #[test]
    fn b175_added_removed_and_changed_paragraphs_are_told_apart() {
        assert_eq!(between(&text("a b"), &text("a x b")), [Change::Added { at: 1 }]);
        assert_eq!(
            between(&text("a x b"), &text("a b")),
            [Change::Removed { was: 1, at: 1 }]
        );
        assert_eq!(
            between(&text("a x b"), &text("a y b")),
            [Change::Changed { was: 1, at: 1 }]
        );
        assert_eq!(
            between(&text("a x"), &text("a y z")),
            [Change::Changed { was: 1, at: 1 }, Change::Added { at: 2 }]
        );
        assert_eq!(between(&text("a"), &[]), [Change::Removed { was: 0, at: 0 }]);
    }

    #[test]
    fn four_hundred_pages_are_compared_while_nobody_notices() {
        let old: Vec<String> = (0..8_000).map(|n| format!("paragraph {n}")).collect();
        let mut new = old.clone();
        new[4_000].push_str(", changed");
        new.remove(100);
        assert_eq!(between(&old, &new).len(), 2);
        let other: Vec<String> = (0..8_000).map(|n| format!("another {n}")).collect();
        assert_eq!(between(&old, &other).len(), 8_000);
    }

    /// Doing the changes to the old text gives the new one.
    fn applied(old: &[String], new: &[String], changes: &[Change]) -> Vec<String> {
        let gone: Vec<usize> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Removed { was, .. } | Change::Changed { was, .. } => Some(*was),
                Change::Added { .. } => None,
            })
            .collect();
        let fresh: Vec<usize> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Added { at } | Change::Changed { at, .. } => Some(*at),
                Change::Removed { .. } => None,
            })
            .collect();
        let mut kept = old
            .iter()
            .enumerate()
            .filter(|(place, _)| !gone.contains(place))
            .map(|(_, paragraph)| paragraph.clone());
        let mut result = Vec::new();
        for (place, paragraph) in new.iter().enumerate() {
            if fresh.contains(&place) {
                result.push(paragraph.clone());
            } else {
                result.extend(kept.next());
            }
        }
        result.extend(kept);
        result
    }

    proptest! {
        #[test]
        fn b175_the_changes_lead_from_the_old_text_to_the_new_one(
            old in proptest::collection::vec("[a-d]", 0..12),
            new in proptest::collection::vec("[a-d]", 0..12),
        ) {
            let changes = between(&old, &new);
            prop_assert!(changes.is_sorted_by_key(|change| change.at()));
            prop_assert_eq!(applied(&old, &new, &changes), new);
        }
    }
}
