//! 回执 With what somebody without an account asks how their matter stands: a number and a query code. The code is told
//! once; only its hash is kept. Asking is counted, and a number that is none looks like a code that is wrong.

use rand::Rng;
use sha2::{Digest, Sha256};
use titian_domain::objection::Objection;
use titian_store::args;

use crate::App;
use crate::identity::attempt::Attempt;
use crate::identity::session::{Shut, Visitor};

/// Thirty-two signs that are not mistaken for each other.
const SIGNS: [char; 32] = [
    '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q',
    'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z',
];

/// Sixty bits: more than can be tried out, online or on the hash.
const LENGTH: usize = 12;

/// An objection as its receipt shows it: how far it is and what was answered; not who objects, nor what they wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The objection.
    pub objection: Objection,
    /// The title of the list it is against.
    pub list: String,
}

/// A code, as it is told, and its hash, as it is kept.
pub(crate) fn fresh(number: &str) -> (String, String) {
    let mut bytes = [0u8; LENGTH];
    rand::rng().fill_bytes(&mut bytes);
    let signs: Vec<char> = bytes.iter().filter_map(|byte| SIGNS.get(usize::from(byte % 32)).copied()).collect();
    let told: Vec<String> = signs.chunks(4).map(|four| four.iter().collect()).collect();
    let told = told.join("-");
    let hash = hash(number, &told);
    (told, hash)
}

/// A number as it is looked up, however it was typed.
pub(crate) fn number(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

fn hash(of: &str, code: &str) -> String {
    let text = format!("receipt/{}/{}", number(of), number(code));
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl App {
    /// How an objection stands, for whoever holds its receipt; `None` if number and code do not belong together.
    pub async fn progress(&self, typed: &str, code: &str, visitor: &Visitor) -> Result<Option<Progress>, Shut> {
        let now = self.clock.now();
        let key: String = number(typed).chars().take(40).collect();
        let guess = [(Attempt::Ask, key.as_str()), (Attempt::AskFrom, &visitor.household)];
        self.attempt(&guess, now).await?;
        let row = self
            .store
            .read()
            .await?
            .row(
                "SELECT r.secret AS secret, o.state AS state, p.title AS list FROM receipt r \
                 JOIN objection o ON o.id = r.objection JOIN publicity p ON p.id = o.publicity WHERE r.number = $1",
                args![&key],
            )
            .await?;
        let hash = hash(&key, code);
        match row {
            Some(row) if row.text("secret")? == hash => {
                self.forgive(&guess).await?;
                Ok(Some(Progress { objection: row.json("state")?, list: row.text("list")?.to_owned() }))
            }
            _ => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let (told, kept) = fresh("YY20261124ab12cd34");
        assert_eq!(told.len(), LENGTH + 2);
        assert_eq!(hash(" yy20261124AB12CD34 ", &told.to_lowercase().replace('-', " ")), kept);
        assert_ne!(hash("YY20261124ab12cd35", &told), kept);
        assert_ne!(fresh("YY20261124ab12cd34").0, told);
    }
}
