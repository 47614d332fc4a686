//! 保密柜 What only few may read, sealed before it is stored: who objects and what they say, and second factors.
//!
//! AES-256-GCM under a key of this house, each text bound to where it belongs, so that a sealed text moved elsewhere does
//! not open. The key lies beside the store, readable by the house alone, and is not in its backups.

use std::fs;
use std::io::Write;
use std::path::Path;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce};
use rand::Rng;
use titian_store::StoreError;

/// Bytes of a nonce.
const NONCE: usize = 12;

/// Seals and opens.
#[derive(Clone)]
pub struct Vault(Aes256Gcm);

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// The vault whose key is in this file; a new key if there is none.
    pub fn load_or_create(path: &Path) -> Result<Vault, StoreError> {
        if !path.exists() {
            let mut key = [0u8; 32];
            rand::rng().fill_bytes(&mut key);
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(path)?;
            file.write_all(&key)?;
            file.sync_all()?;
        }
        let key = fs::read(path)?;
        let key: [u8; 32] =
            key.try_into().map_err(|_| StoreError::Io("the vault's key is not 32 bytes long".into()))?;
        Ok(Vault::of(&key))
    }

    /// The vault of a key.
    pub fn of(key: &[u8; 32]) -> Vault {
        Vault(Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key)))
    }

    /// Seals a text for the place it belongs to. Hexadecimal digits.
    pub fn seal(&self, place: &str, text: &str) -> Result<String, StoreError> {
        let mut nonce = [0u8; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let sealed = self.0.encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| StoreError::Io("a text could not be sealed".into()))?;
        Ok(nonce.iter().chain(&sealed).map(|byte| format!("{byte:02x}")).collect())
    }

    /// Opens what was sealed for this place.
    pub fn open(&self, place: &str, sealed: &str) -> Result<String, StoreError> {
        let odd = || StoreError::inconsistent("vault", place, "a sealed text that does not open");
        let byte = |at: usize| u8::from_str_radix(sealed.get(at..at + 2)?, 16).ok();
        let bytes = (0..sealed.len()).step_by(2).map(byte).collect::<Option<Vec<u8>>>().ok_or_else(odd)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE).ok_or_else(odd)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| odd())?;
        let opened = self.0.decrypt(&Nonce::from(nonce), Payload { msg: sealed, aad: place.as_bytes() });
        String::from_utf8(opened.map_err(|_| odd())?).map_err(|_| odd())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_in_its_own_place_only() {
        let vault = Vault::of(&[7; 32]);
        let sealed = vault.seal("objection/1", "李示例").unwrap();
        assert!(!sealed.contains("李") && sealed != vault.seal("objection/1", "李示例").unwrap());
        assert_eq!(vault.open("objection/1", &sealed).unwrap(), "李示例");
        assert!(vault.open("objection/2", &sealed).is_err());
        assert!(Vault::of(&[8; 32]).open("objection/1", &sealed).is_err());
        for damaged in ["", "zz", &sealed[2..], &sealed[..sealed.len() - 2]] {
            assert!(vault.open("objection/1", damaged).is_err());
        }
    }

    #[test]
    fn the_key_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.key");
        let sealed = Vault::load_or_create(&path).unwrap().seal("a", "b").unwrap();
        assert_eq!(Vault::load_or_create(&path).unwrap().open("a", &sealed).unwrap(), "b");
    }
}
