//! Passwords: argon2id, checked off the async threads, a few at a time.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::Rng;
use tokio::sync::Semaphore;

/// How passwords are hashed.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    /// Hashing is made to be slow: more at once would only starve the pages.
    turns: Arc<Semaphore>,
}

/// What is wrong with a password, in words.
pub fn wrong_with(password: &str, login: &str) -> Vec<String> {
    let mut reasons = Vec::new();
    let length = password.chars().count();
    if length < 10 {
        reasons.push(format!("密码只有 {length} 位,至少要 10 位"));
    }
    if length > 128 {
        reasons.push("密码超过 128 位".into());
    }
    let kinds = [
        password.chars().any(|c| c.is_ascii_lowercase()),
        password.chars().any(|c| c.is_ascii_uppercase()),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    if kinds.iter().filter(|there| **there).count() < 3 && length < 16 {
        reasons.push("16 位以下的密码要包含大写字母、小写字母、数字、符号中的三种".into());
    }
    let lower = password.to_lowercase();
    if login.len() >= 4 && lower.contains(&login.to_lowercase()) {
        reasons.push("密码中不要包含登录名".into());
    }
    let few = lower.chars().collect::<std::collections::BTreeSet<_>>().len() < 5;
    if few || ["1234567890", "qwertyuiop", "password", "abcdefghij"].iter().any(|common| lower.contains(common)) {
        reasons.push("密码太容易猜到".into());
    }
    reasons
}

/// A password that nobody chose, for an account that somebody else opens: easy to read out, 80 bits of chance.
pub fn temporary() -> String {
    const LETTERS: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";
    let mut bytes = [0u8; 16];
    rand::rng().fill_bytes(&mut bytes);
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).map_or('x', |letter| char::from(*letter));
    let groups: Vec<String> = bytes.chunks(4).map(|four| four.iter().map(letter).collect()).collect();
    groups.join("-")
}

impl Passwords {
    /// As strong as OWASP asks: 19 MiB, two passes.
    pub fn strong() -> Passwords {
        Passwords::of(19 * 1024, 2)
    }

    /// Cheap, for tests and seeds.
    pub fn cheap() -> Passwords {
        Passwords::of(Params::MIN_M_COST, 1)
    }

    fn of(kibibytes: u32, passes: u32) -> Passwords {
        let params = Params::new(kibibytes, passes, 1, None).unwrap_or_default();
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        Passwords {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            turns: Arc::new(Semaphore::new(cores)),
        }
    }

    /// The hash of a password, in PHC form. `None` if it could not be made.
    pub async fn hash(&self, password: &str) -> Option<String> {
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        let _turn = self.turns.acquire().await.ok()?;
        let hashed = move || argon2.hash_password(password.as_bytes()).ok().map(|hash| hash.to_string());
        tokio::task::spawn_blocking(hashed).await.ok()?
    }

    /// Whether a password fits a hash. No hash takes as long as a wrong password, so that nobody learns which logins
    /// there are.
    pub async fn fits(&self, password: &str, hash: Option<&str>) -> bool {
        const NOBODY: &str =
            "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$WfXbDVCxxV0V7hPqmIKSyTUWM7xCB4yX5cPnqjfH3Ts";
        let known = hash.is_some();
        let (argon2, password, hash) = (self.argon2.clone(), password.to_owned(), hash.unwrap_or(NOBODY).to_owned());
        let Ok(_turn) = self.turns.acquire().await else { return false };
        let checked = move || {
            argon2::password_hash::phc::PasswordHash::new(&hash)
                .is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok())
        };
        tokio::task::spawn_blocking(checked).await.unwrap_or(false) && known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_told_why() {
        for (password, expected) in [
            ("Short1!", "至少要 10 位"),
            ("alllowercase", "三种"),
            ("Password1234567890", "太容易猜到"),
            ("Liuzhou-2026-x", "不要包含登录名"),
            ("aaaaaaaaaaaaaaaaaaaa", "太容易猜到"),
        ] {
            let reasons = wrong_with(password, "liuzhou").join(";");
            assert!(reasons.contains(expected), "{password}: {reasons}");
        }
        assert_eq!(wrong_with("Tao-hua-jiang-7", "liuzhou"), Vec::<String>::new());
        assert_eq!(wrong_with("correct horse battery staple", "liuzhou"), Vec::<String>::new());
    }

    #[test]
    fn a_temporary_password_is_good_enough_and_never_the_same() {
        let (one, other) = (temporary(), temporary());
        assert_ne!(one, other);
        assert_eq!((one.len(), wrong_with(&one, "liuzhou")), (19, vec![]));
    }

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let passwords = Passwords::cheap();
        let hash = passwords.hash("Tao-hua-jiang-7").await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.fits("Tao-hua-jiang-7", Some(&hash)).await);
        assert!(!passwords.fits("Tao-hua-jiang-8", Some(&hash)).await);
        assert!(!passwords.fits("Tao-hua-jiang-7", None).await);
        assert!(!passwords.fits("Tao-hua-jiang-7", Some("not a hash")).await);
    }
}
