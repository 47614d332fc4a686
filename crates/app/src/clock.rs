//! 时钟 The clock: now, and which day that is in Asia/Shanghai. Stories stand it still and move it.

use std::sync::Mutex;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Today, Beijing's day.
    fn today(&self) -> Date {
        day_of(self.now())
    }
}

/// The day of an instant in Asia/Shanghai, which has no summer time.
pub fn day_of(at: Timestamp) -> Date {
    Offset::constant(8).to_datetime(at).date()
}

/// The clock on the wall.
pub struct WallClock;

impl Clock for WallClock {
    #[expect(clippy::disallowed_methods, reason = "the shell's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that goes on from a given instant: a demonstration that stands on an interesting day.
pub struct ShiftedClock {
    from: Timestamp,
    began: std::time::Instant,
}

impl ShiftedClock {
    /// It is `from` now.
    pub fn starting(from: Timestamp) -> ShiftedClock {
        ShiftedClock { from, began: std::time::Instant::now() }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        self.from.saturating_add(self.began.elapsed()).unwrap_or(self.from)
    }
}

/// A clock that stands still until it is moved.
pub struct StandingClock(Mutex<Timestamp>);

impl StandingClock {
    /// Standing at an instant.
    pub fn at(now: Timestamp) -> StandingClock {
        StandingClock(Mutex::new(now))
    }

    /// Moves it.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = now;
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
