//! The second factor of officers: six digits that change every thirty seconds (RFC 6238), each accepted once.

use jiff::Timestamp;
use totp_rs::{Builder, Secret, Totp};

/// A fresh secret, base32, as people type it into their phone.
pub fn fresh_secret() -> String {
    Secret::generate().to_base32()
}

/// The step a code belongs to, if it is right now, or was or will be within half a minute. `None` if it is wrong.
pub fn step_of(secret: &str, code: &str, now: Timestamp) -> Option<i64> {
    let seconds = u64::try_from(now.as_second()).ok()?;
    let plain: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    i64::try_from(totp(secret)?.check(&plain, seconds)?).ok()
}

/// The code of a moment: for stories and the demonstration.
pub fn code_at(secret: &str, now: Timestamp) -> Option<String> {
    let seconds = u64::try_from(now.as_second()).ok()?;
    Some(totp(secret)?.generate(seconds).to_string())
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_holds_for_its_moment() {
        let secret = fresh_secret();
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let code = code_at(&secret, now).unwrap();
        let step = step_of(&secret, &code, now).unwrap();
        assert_eq!(step, 1_790_000_000 / 30);
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        assert_eq!(step_of(&secret, &spaced, now), Some(step));
        let later = Timestamp::from_second(1_790_000_000 + 120).unwrap();
        assert_eq!(step_of(&secret, &code, later), None);
        assert_eq!(step_of(&secret, "12", now), None);
        assert_eq!(step_of("not base32 !", &code, now), None);
    }
}
