//! What each engine's errors mean to us.

use crate::error::StoreError;

/// Why a transaction failed, as far as trying again is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failed {
    /// Another transaction came between: run again, it will see what that one did.
    Overtaken,
    /// A key was taken: perhaps by one that came between, perhaps for good.
    Taken,
    /// It would write before everything is decided: it cannot be decided ahead.
    Early,
    /// Running again does not help.
    Broken,
}

/// Names what an engine says went wrong.
pub(super) fn fault(error: &sqlx::Error) -> (StoreError, Failed) {
    let sqlx::Error::Database(inner) = error else {
        let fault = match error {
            sqlx::Error::PoolTimedOut => StoreError::Busy("no connection became free".into()),
            sqlx::Error::Io(error) => StoreError::Io(error.to_string()),
            sqlx::Error::Configuration(why) => StoreError::Schema(why.to_string()),
            _ => StoreError::Database(error.to_string()),
        };
        return (fault, Failed::Broken);
    };
    if inner.is_unique_violation() {
        let stream = inner.constraint().map_or_else(|| inner.message().to_owned(), str::to_owned);
        return (StoreError::Conflict { stream }, Failed::Taken);
    }
    let code = inner.code().unwrap_or_default();
    let words = inner.message().to_owned();
    // PostgreSQL's codes have five characters; SQLite's are numbers whose low byte is the family.
    match (code.as_ref(), code.parse::<u32>().map(|code| code & 0xff)) {
        ("40001" | "40P01", _) => (StoreError::Busy(words), Failed::Overtaken),
        ("53100", _) => (StoreError::Full, Failed::Broken),
        ("58030", _) => (StoreError::Io(words), Failed::Broken),
        (code, Ok(_)) if code.len() == 5 => (StoreError::Database(words), Failed::Broken),
        (_, Ok(5 | 6)) => (StoreError::Busy(words), Failed::Overtaken),
        (_, Ok(13)) => (StoreError::Full, Failed::Broken),
        (_, Ok(10)) => (StoreError::Io(words), Failed::Broken),
        (_, Ok(11 | 26)) => (StoreError::inconsistent("database", "", words), Failed::Broken),
        _ => (StoreError::Database(words), Failed::Broken),
    }
}
