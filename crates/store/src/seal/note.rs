//! A checkpoint in the form of C2SP tlog-checkpoint: what a seal says, signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::key::{PublicKey, SealKey};
use super::tree::Hash;
use crate::hex;

const PREVIOUS: &str = "previous ";
const AT: &str = "at ";

/// What a seal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose journal: the name of the key.
    pub origin: String,
    /// How many rows it covers, from the first.
    pub size: u64,
    /// The Merkle root over their hashes.
    pub root: Hash,
    /// The digest of the seal before it; `none` for the first.
    pub previous: String,
    /// When.
    pub at: Timestamp,
}

impl Checkpoint {
    /// The note, signed.
    pub(crate) fn sign(&self, key: &SealKey) -> String {
        let Checkpoint { origin, size, root, previous, at } = self;
        let text = format!("{origin}\n{size}\n{}\n{PREVIOUS}{previous}\n{AT}{at}\n", BASE64.encode(root));
        let signature = key.sign(&text);
        format!("{text}\n{signature}")
    }

    /// What a note says, if one of the keys signed it.
    pub fn read(note: &str, keys: &[PublicKey]) -> Option<Checkpoint> {
        let (text, signatures) = note.split_once("\n\n")?;
        let text = format!("{text}\n");
        let checkpoint = Checkpoint::parse(&text)?;
        let signed = |key: &PublicKey| key.name() == checkpoint.origin && key.verifies(&text, signatures);
        keys.iter().any(signed).then_some(checkpoint)
    }

    fn parse(text: &str) -> Option<Checkpoint> {
        let mut lines = text.lines();
        let checkpoint = Checkpoint {
            origin: lines.next()?.into(),
            size: lines.next()?.parse().ok()?,
            root: BASE64.decode(lines.next()?).ok()?.try_into().ok()?,
            previous: lines.next()?.strip_prefix(PREVIOUS)?.into(),
            at: lines.next()?.strip_prefix(AT)?.parse().ok()?,
        };
        Some(checkpoint)
    }
}

/// The digest by which a seal names the one before it.
pub(crate) fn digest(note: &str) -> String {
    format!("sha256:{}", hex::of(&Sha256::digest(note)))
}

/// What the first seal names.
pub(crate) const FIRST: &str = "none";
