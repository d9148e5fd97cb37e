//! When a read is tried again. Pure: the client does the waiting.

use std::time::Duration;

use workpass_app::ports::NetworkError;

use crate::answer::Answer;

const ATTEMPTS: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_millis(300);
/// A service that wants to be left alone for longer is not waited for behind the person's back.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How long to wait before the attempt after `attempt` (the first is 1), or `None` to leave it at this outcome.
///
/// Tried again: no connection, 502, 503, 504. Not a time-out: the person waited long enough. `jitter` is any random
/// number; it spreads the wait over its second half so that clients do not come back in step.
pub(crate) fn next_wait(
    outcome: &Result<Answer, NetworkError>,
    attempt: u32,
    jitter: u64,
) -> Option<Duration> {
    if attempt >= ATTEMPTS {
        return None;
    }
    let asked = match outcome {
        Err(NetworkError::Offline(_)) => None,
        Ok(answer) if matches!(answer.status, 502..=504) => answer.retry_after(),
        _ => return None,
    };
    let wait = asked.unwrap_or_else(|| spread(FIRST_WAIT * 2u32.pow(attempt - 1), jitter));
    (wait <= LONGEST_WAIT).then_some(wait)
}

fn spread(wait: Duration, jitter: u64) -> Duration {
    let half = wait / 2;
    let share = u32::try_from(jitter % 1000).expect("less than 1000");
    half + half * share / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let offline = || Err(NetworkError::Offline(None));
        assert_eq!(next_wait(&offline(), 1, 0), Some(Duration::from_millis(150)));
        assert_eq!(next_wait(&offline(), 2, 0), Some(Duration::from_millis(300)));
        assert_eq!(next_wait(&offline(), 3, 0), None);
    }

    #[test]
    fn jitter_stays_in_the_second_half_of_the_wait() {
        for jitter in [0, 1, 500, 999, u64::MAX] {
            let wait = next_wait(&Err(NetworkError::Offline(None)), 1, jitter).unwrap();
            assert!(wait >= FIRST_WAIT / 2 && wait <= FIRST_WAIT, "{wait:?}");
        }
    }

    #[test]
    fn time_outs_and_nonsense_are_not_tried_again() {
        assert_eq!(next_wait(&Err(NetworkError::TimedOut), 1, 0), None);
        assert_eq!(next_wait(&Err(NetworkError::Nonsense(String::new())), 1, 0), None);
        assert_eq!(next_wait(&Err(NetworkError::NotTrusted(None)), 1, 0), None);
    }
}
