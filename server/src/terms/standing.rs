//! Until when an acceptance stands (B-175).

use crate::store::entities::{acceptance, terms_document};

/// The decision of an acceptance.
pub(crate) const ACCEPTED: &str = "accepted";
pub(crate) const DECLINED: &str = "declined";

const DAY_MS: i64 = 24 * 3_600_000;

/// Whether it is accepted now.
pub(crate) fn stands(acceptance: &acceptance::Model, now_ms: i64) -> bool {
    acceptance.state == ACCEPTED && acceptance.expires_at.is_none_or(|end| end > now_ms)
}

/// When a document is asked again though it did not change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Schedule {
    /// So many days after each acceptance.
    pub(crate) after_days: Option<i32>,
    /// From this instant, in milliseconds since the Unix epoch, whoever accepted before.
    pub(crate) from: Option<i64>,
    /// And every so many days after `from`.
    pub(crate) every_days: Option<i32>,
}

impl Schedule {
    pub(crate) fn of(document: &terms_document::Model) -> Self {
        Self {
            after_days: document.reaccept_after_days,
            from: document.reaccept_from,
            every_days: document.reaccept_every_days,
        }
    }

    /// When an acceptance of `at` ends; none when it does not.
    pub(crate) fn end(self, at: i64) -> Option<i64> {
        let own = self.after_days.map(|days| at + span(days));
        let common = self.from.and_then(|from| match self.every_days {
            _ if at < from => Some(from),
            None => None,
            Some(days) => {
                let passed = (at - from) / span(days);
                Some(from + (passed + 1) * span(days))
            }
        });
        own.into_iter().chain(common).min()
    }
}

fn span(days: i32) -> i64 {
    i64::from(days.max(1)) * DAY_MS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_795_300_000_000;

    #[test]
    fn b175_without_a_schedule_an_acceptance_stays() {
        assert_eq!(Schedule::default().end(NOW), None);
    }

    #[test]
    fn b175_it_ends_so_many_days_after_it_was_given() {
        let yearly = Schedule {
            after_days: Some(365),
            ..Schedule::default()
        };
        assert_eq!(yearly.end(NOW), Some(NOW + 365 * DAY_MS));
    }

    #[test]
    fn b175_everybody_is_asked_again_from_a_day_on_and_then_regularly() {
        let once = Schedule {
            from: Some(NOW),
            ..Schedule::default()
        };
        assert_eq!((once.end(NOW - 1), once.end(NOW)), (Some(NOW), None));
        let monthly = Schedule {
            every_days: Some(30),
            ..once
        };
        let end = |at| monthly.end(at).unwrap();
        assert_eq!(end(NOW - 400 * DAY_MS), NOW);
        assert_eq!(end(NOW), NOW + 30 * DAY_MS);
        assert_eq!(end(NOW + 30 * DAY_MS - 1), NOW + 30 * DAY_MS);
        assert_eq!(end(NOW + 30 * DAY_MS), NOW + 60 * DAY_MS);
        let sooner = Schedule {
            after_days: Some(7),
            ..monthly
        };
        assert_eq!(sooner.end(NOW), Some(NOW + 7 * DAY_MS));
    }

    proptest! {
        #[test]
        fn b175_an_acceptance_always_stands_for_a_while(
            at in 0_i64..4_000_000_000_000,
            after_days in proptest::option::of(1_i32..10_000),
            from in proptest::option::of(0_i64..4_000_000_000_000),
            every_days in proptest::option::of(1_i32..10_000),
        ) {
            let end = Schedule { after_days, from, every_days }.end(at);
            prop_assert!(end.is_none_or(|end| end > at));
        }
    }
}
