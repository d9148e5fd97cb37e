use std::{sync::Mutex, time::Duration};

use async_trait::async_trait;
use time::{OffsetDateTime, macros::datetime};
use tokio::sync::oneshot;
use workpass_app::ports::Clock;

pub(crate) struct SteppedClock(Mutex<State>);

struct State {
    now: OffsetDateTime,
    sleepers: Vec<(OffsetDateTime, oneshot::Sender<()>)>,
}

impl Default for SteppedClock {
    fn default() -> Self {
        Self(Mutex::new(State {
            now: datetime!(2026-11-22 09:00 UTC),
            sleepers: Vec::new(),
        }))
    }
}

impl SteppedClock {
    pub(crate) fn advance(&self, seconds: i64) {
        let mut state = self.0.lock().unwrap();
        state.now += time::Duration::seconds(seconds);
        let now = state.now;
        let sleepers = std::mem::take(&mut state.sleepers).into_iter();
        let (due, waiting): (Vec<_>, _) = sleepers.partition(|(at, _)| *at <= now);
        state.sleepers = waiting;
        for (_, wake) in due {
            let _ = wake.send(());
        }
    }
}

#[async_trait]
impl Clock for SteppedClock {
    fn now(&self) -> OffsetDateTime {
        self.0.lock().unwrap().now
    }

    async fn sleep(&self, duration: Duration) {
        let (wake, woken) = oneshot::channel();
        {
            let mut state = self.0.lock().unwrap();
            let at = state.now + duration;
            state.sleepers.push((at, wake));
        }
        let _ = woken.await;
    }
}
