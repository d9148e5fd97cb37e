//! Polling for the device authorization grant, as a pure step (RFC 8628 §3.5).

use std::time::Duration;

use crate::ports::{AuthorityError, NetworkError, PollAnswer, RefusedCause, Tokens};

/// What `slow_down` adds to the interval, for this and all later requests.
const SLOW_DOWN: Duration = Duration::from_secs(5);

/// Longest wait between two tries while the network is gone; a code lives fifteen minutes.
const LONGEST_BACK_OFF: Duration = Duration::from_secs(30);

/// How fast to poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    /// The authority's interval, `slow_down` added.
    interval: Duration,
    /// Failures in a row.
    failures: u32,
}

impl Pace {
    pub(crate) fn new(interval: Duration) -> Self {
        Self {
            interval,
            failures: 0,
        }
    }

    pub(crate) fn wait(self) -> Duration {
        let factor = 1_u32 << self.failures.min(6);
        if self.failures == 0 {
            self.interval
        } else {
            (self.interval * factor).min(LONGEST_BACK_OFF.max(self.interval))
        }
    }

    /// The last try got no answer from the authority.
    pub(crate) fn is_offline(self) -> bool {
        self.failures > 0
    }
}

/// What to do after one answer.
#[derive(Debug)]
pub(crate) enum Poll {
    Again { pace: Pace, wait: Duration },
    Granted(Tokens),
    Stop(AuthorityError),
}

/// Given the answer and the pace, what next? Trouble of the network never ends a sign-in before its code expires.
pub(crate) fn next_poll(answer: Result<PollAnswer, AuthorityError>, pace: Pace) -> Poll {
    let again = |pace: Pace| Poll::Again {
        pace,
        wait: pace.wait(),
    };
    let answered = Pace { failures: 0, ..pace };
    match answer {
        Ok(PollAnswer::Pending) => again(answered),
        Ok(PollAnswer::SlowDown) => again(Pace {
            interval: pace.interval + SLOW_DOWN,
            ..answered
        }),
        Ok(PollAnswer::Granted(tokens)) => Poll::Granted(tokens),
        Err(AuthorityError::Network(NetworkError::Throttled { retry_after })) => Poll::Again {
            pace: answered,
            wait: retry_after.unwrap_or_default().max(pace.interval + SLOW_DOWN),
        },
        Err(
            AuthorityError::Network(_)
            | AuthorityError::Refused {
                cause: RefusedCause::Temporary,
                ..
            },
        ) => again(Pace {
            failures: pace.failures.saturating_add(1),
            ..pace
        }),
        // The authority no longer knows the code: it was restarted, or it forgets codes early.
        Err(AuthorityError::GrantEnded(_)) => Poll::Stop(AuthorityError::Expired),
        Err(error) => Poll::Stop(error),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::SupportReference;

    const FIVE: Duration = Duration::from_secs(5);

    fn offline() -> AuthorityError {
        AuthorityError::Network(NetworkError::Offline(None))
    }

    fn waits(answer: Result<PollAnswer, AuthorityError>, pace: Pace) -> (Pace, Duration) {
        match next_poll(answer, pace) {
            Poll::Again { pace, wait } => (pace, wait),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn slow_down_adds_five_seconds_for_good() {
        let (pace, wait) = waits(Ok(PollAnswer::SlowDown), Pace::new(FIVE));
        assert_eq!(wait, Duration::from_secs(10));
        let (_, wait) = waits(Ok(PollAnswer::Pending), pace);
        assert_eq!(wait, Duration::from_secs(10));
    }

    #[test]
    fn a_lost_network_backs_off_and_comes_back_to_the_interval() {
        let mut pace = Pace::new(FIVE);
        let mut seen = Vec::new();
        for _ in 0..5 {
            let (next, wait) = waits(Err(offline()), pace);
            assert!(next.is_offline());
            seen.push(wait.as_secs());
            pace = next;
        }
        assert_eq!(seen, [10, 20, 30, 30, 30]);
        let (pace, wait) = waits(Ok(PollAnswer::Pending), pace);
        assert_eq!((wait, pace.is_offline()), (FIVE, false));
    }

    #[test]
    fn too_many_requests_waits_as_long_as_it_is_told() {
        let throttled = |retry_after| Err(AuthorityError::Network(NetworkError::Throttled { retry_after }));
        assert_eq!(
            waits(throttled(Some(Duration::from_secs(42))), Pace::new(FIVE)).1,
            Duration::from_secs(42)
        );
        assert_eq!(waits(throttled(None), Pace::new(FIVE)).1, Duration::from_secs(10));
    }

    #[test]
    fn a_forgotten_code_reads_as_expired() {
        let answer = Err(AuthorityError::GrantEnded(SupportReference::default()));
        assert!(matches!(
            next_poll(answer, Pace::new(FIVE)),
            Poll::Stop(AuthorityError::Expired)
        ));
    }

    #[test]
    fn a_refusal_stops() {
        assert!(matches!(
            next_poll(Err(AuthorityError::Declined), Pace::new(FIVE)),
            Poll::Stop(AuthorityError::Declined)
        ));
    }

    proptest! {
        /// RFC 8628 §3.5: never faster than the interval.
        #[test]
        fn never_polls_faster_than_the_authority_allows(seconds in 1u64..120, answers in proptest::collection::vec(0u8..4, 0..40)) {
            let mut pace = Pace::new(Duration::from_secs(seconds));
            for answer in answers {
                let answer = match answer {
                    0 => Ok(PollAnswer::Pending),
                    1 => Ok(PollAnswer::SlowDown),
                    2 => Err(AuthorityError::Network(NetworkError::Throttled { retry_after: None })),
                    _ => Err(offline()),
                };
                let (next, wait) = waits(answer, pace);
                prop_assert!(wait >= pace.interval && next.interval >= pace.interval);
                pace = next;
            }
        }
    }
}
