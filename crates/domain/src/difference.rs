//! What changed between two texts, paragraph by paragraph (B-175).

use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

/// Longer than this nobody waits for a better answer; what was found until then is still true.
const PATIENCE: Duration = Duration::from_millis(500);
/// Of their words two versions of one paragraph share at least this part.
const ALIKE: f64 = 0.4;
/// More pairings than these are not weighed against each other.
const PAIRINGS: usize = 40_000;

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
        let pairs = paired(&old[was..was + old_len], &new[at..at + new_len]);
        let (mut next_old, mut next_new) = (0, 0);
        for (o, n) in pairs
            .into_iter()
            .map(|(o, n)| (o, Some(n)))
            .chain([(old_len, None)])
        {
            let before = n.unwrap_or(new_len);
            changes.extend((next_old..o).map(|o| Change::Removed {
                was: was + o,
                at: at + next_new,
            }));
            changes.extend((next_new..before).map(|n| Change::Added { at: at + n }));
            // The same one may stand elsewhere in the stretch.
            if let Some(n) = n.filter(|n| old[was + o] != new[at + n]) {
                changes.push(Change::Changed {
                    was: was + o,
                    at: at + n,
                });
            }
            (next_old, next_new) = (o + 1, before + 1);
        }
    }
    changes
}

/// Which paragraphs of a rewritten stretch are the same one with other words, in order: those pairings that have most
/// in common together. What has too little in common was removed, and something else added.
fn paired(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    let (old, new) = (words_of(old), words_of(new));
    if old.len().saturating_mul(new.len()) > PAIRINGS {
        let side_by_side = (0..old.len().min(new.len())).map(|n| (n, n));
        return side_by_side
            .filter(|(o, n)| likeness(&old[*o], &new[*n]) >= ALIKE)
            .collect();
    }
    // best[o][n]: what the paragraphs from o and n on can have in common.
    let mut best = vec![vec![0.0_f64; new.len() + 1]; old.len() + 1];
    let mut pairs = vec![vec![0.0_f64; new.len()]; old.len()];
    for o in (0..old.len()).rev() {
        for n in (0..new.len()).rev() {
            let alike = likeness(&old[o], &new[n]);
            pairs[o][n] = if alike >= ALIKE { alike } else { 0.0 };
            let together = best[o + 1][n + 1] + pairs[o][n];
            best[o][n] = together.max(best[o + 1][n]).max(best[o][n + 1]);
        }
    }
    let (mut o, mut n, mut found) = (0, 0, Vec::new());
    while o < old.len() && n < new.len() {
        if pairs[o][n] > 0.0 && best[o][n] <= best[o + 1][n + 1] + pairs[o][n] {
            found.push((o, n));
            (o, n) = (o + 1, n + 1);
        } else if best[o + 1][n] >= best[o][n + 1] {
            o += 1;
        } else {
            n += 1;
        }
    }
    found
}

/// The words of each paragraph, in the order of the alphabet.
fn words_of<'a>(paragraphs: &'a [String]) -> Vec<Vec<&'a str>> {
    let sorted = |text: &'a String| {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        words.sort_unstable();
        words
    };
    paragraphs.iter().map(sorted).collect()
}

/// How many of their words two paragraphs share, from 0 to 1 (Dice's coefficient).
fn likeness(one: &[&str], other: &[&str]) -> f64 {
    let (mut at, mut shared) = (0, 0_u32);
    for word in one {
        while other.get(at).is_some_and(|there| there < word) {
            at += 1;
        }
        if other.get(at) == Some(word) {
            (at, shared) = (at + 1, shared + 1);
        }
    }
    let all = u32::try_from(one.len() + other.len()).unwrap_or(u32::MAX);
    if all == 0 {
        1.0
    } else {
        2.0 * f64::from(shared) / f64::from(all)
    }
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
            [Change::Removed { was: 1, at: 1 }, Change::Added { at: 1 }]
        );
        assert_eq!(between(&text("a"), &[]), [Change::Removed { was: 0, at: 0 }]);
    }

    #[test]
    fn b175_what_was_reworded_is_paired_with_what_it_was_whatever_went_or_came_beside_it() {
        let old = [
            "Report a lost phone at once.",
            "Change your password every ninety days.",
            "You may use the account for private mail in moderation.",
        ];
        let new = [
            "You may use the account for private mail, but not in working hours.",
            "Ask when in doubt.",
        ];
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            between(&owned(&old), &owned(&new)),
            [
                Change::Removed { was: 0, at: 0 },
                Change::Removed { was: 1, at: 0 },
                Change::Changed { was: 2, at: 0 },
                Change::Added { at: 1 },
            ]
        );
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
