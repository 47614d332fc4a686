//! A library that reads foreign files may panic at a broken one; here that becomes an answer.
//!
//! Our own code does not panic on input. The readers of XLSX, XLS and Parquet are others' work and do: at a dictionary
//! that is missing, at an offset outside the file. Every call into them goes through [`caught`] and nothing else does,
//! so that a panic of our own is still seen. What would abort the process instead of panicking (an allocation beyond
//! the memory, a recursion without end) is looked for before they are called.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Whether this thread is inside [`caught`].
    static CALLING: Cell<bool> = const { Cell::new(false) };
}

/// The answer of a library, or `None` if it panicked. What it was working on must not be used afterwards.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    quiet();
    let outer = CALLING.replace(true);
    let answer = panic::catch_unwind(AssertUnwindSafe(work));
    CALLING.set(outer);
    answer.ok()
}

/// A caught panic is told in our words; the report of the panic itself would only alarm. Other threads, and this one
/// outside of [`caught`], report theirs as before.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !CALLING.get() {
                report(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_no_answer() {
        assert_eq!(caught(|| 1), Some(1));
        assert_eq!(caught(|| [1, 2, 3][std::hint::black_box(7)]), None);
        assert!(!CALLING.get());
    }
}
