//! Times that were taken, and how they are told.

use std::fmt;
use std::time::Duration;

/// Times of the same thing.
#[derive(Debug, Default, Clone)]
pub struct Times(pub Vec<Duration>);

impl Times {
    /// So many of a thousand took no longer.
    pub fn of_a_thousand(&self, share: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * share).div_ceil(1_000).saturating_sub(1);
        sorted.get(at).copied().unwrap_or_default()
    }

    /// Half of them took no longer.
    pub fn median(&self) -> Duration {
        self.of_a_thousand(500)
    }

    /// 99 of a hundred took no longer.
    pub fn p99(&self) -> Duration {
        self.of_a_thousand(990)
    }

    /// How many times as long as a yardstick, by the medians.
    pub fn against(&self, yardstick: &Times) -> String {
        format!("{:.2} ×", self.median().as_secs_f64() / yardstick.median().as_secs_f64())
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = self.of_a_thousand(1_000);
        write!(f, "{} | {} | {}", told(self.median()), told(self.p99()), told(most))
    }
}

/// `12.34 ms`.
pub fn told(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
