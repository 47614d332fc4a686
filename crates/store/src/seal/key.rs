//! 印钥 The key that signs seals, and its public half, in the forms of C2SP signed-note.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::error::StoreError;
use crate::hex;

/// Ed25519 in signed-note's numbers.
const ED25519: u8 = 1;
const PRIVATE: &str = "PRIVATE+KEY+";

/// A key that signs. Its file is for the server's user alone.
pub struct SealKey {
    name: String,
    key: SigningKey,
}

/// A key that checks. It is written `name+id+key`, and may be shown to everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    key: VerifyingKey,
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealKey({})", self.public())
    }
}

impl SealKey {
    /// The key in this file, or a new one called `name`, written there. A name has no space and no `+`; a host name and a
    /// path are usual: `titian.example.gov.cn/journal`.
    pub fn load_or_create(path: &Path, name: &str) -> Result<SealKey, StoreError> {
        if !path.exists() {
            SealKey::create(path, name)?;
        }
        check_permissions(path)?;
        let text = fs::read_to_string(path)?;
        SealKey::parse(text.trim()).ok_or_else(|| StoreError::Io("the file of the seal's key holds no such key".into()))
    }

    /// Writes a new key, whole or not at all, unless somebody else was faster.
    fn create(path: &Path, name: &str) -> Result<(), StoreError> {
        if !is_name(name) {
            return Err(StoreError::Schema("a seal's key needs a name without spaces and `+`".into()));
        }
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| StoreError::Io(format!("no chance to draw a key from: {error}")))?;
        let key = SealKey { name: name.into(), key: SigningKey::from_bytes(&seed) };
        let draft = path.with_extension(format!("{:016x}", getrandom::u64().unwrap_or_default()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft)?;
        file.write_all(format!("{}\n", key.private()).as_bytes())?;
        file.sync_all()?;
        let placed = fs::hard_link(&draft, path);
        fs::remove_file(&draft)?;
        match placed {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        PublicKey { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// Its name, which is also the origin of its seals.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The signature line under a note.
    pub(crate) fn sign(&self, text: &str) -> String {
        let mut signature = self.public().id().to_vec();
        signature.extend(self.key.sign(text.as_bytes()).to_bytes());
        format!("— {} {}\n", self.name, BASE64.encode(signature))
    }

    fn private(&self) -> String {
        let mut key = vec![ED25519];
        key.extend(self.key.to_bytes());
        format!("{PRIVATE}{}+{}+{}", self.name, hex::of(&self.public().id()), BASE64.encode(key))
    }

    fn parse(text: &str) -> Option<SealKey> {
        let (name, id, bytes) = parts(text.strip_prefix(PRIVATE)?)?;
        let key = SealKey { name, key: SigningKey::from_bytes(&bytes) };
        (hex::of(&key.public().id()) == id).then_some(key)
    }
}

impl PublicKey {
    /// Reads `name+id+key`.
    pub fn parse(text: &str) -> Option<PublicKey> {
        let (name, id, bytes) = parts(text.trim())?;
        let key = PublicKey { name, key: VerifyingKey::from_bytes(&bytes).ok()? };
        (hex::of(&key.id()) == id).then_some(key)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a signature line of this key stands under the text and is right.
    pub(crate) fn verifies(&self, text: &str, signatures: &str) -> bool {
        let right = |line: &str| {
            let encoded = line.strip_prefix("— ")?.strip_prefix(&self.name)?.strip_prefix(' ')?;
            let bytes = BASE64.decode(encoded).ok()?;
            let (id, signature) = bytes.split_at_checked(4)?;
            let signature = Signature::from_slice(signature).ok()?;
            (id == self.id()).then(|| self.key.verify_strict(text.as_bytes(), &signature).is_ok())
        };
        signatures.lines().any(|line| right(line) == Some(true))
    }

    fn id(&self) -> [u8; 4] {
        let name = Sha256::new().chain_update(&self.name).chain_update(b"\n").chain_update([ED25519]);
        let [a, b, c, d, ..]: [u8; 32] = name.chain_update(self.key.as_bytes()).finalize().into();
        [a, b, c, d]
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![ED25519];
        key.extend(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, hex::of(&self.id()), BASE64.encode(key))
    }
}

/// `name+id+key`
fn parts(text: &str) -> Option<(String, String, [u8; 32])> {
    let (name, rest) = text.split_once('+')?;
    let (id, key) = rest.split_once('+')?;
    let bytes = BASE64.decode(key).ok()?;
    let (algorithm, bytes) = bytes.split_first()?;
    (*algorithm == ED25519 && is_name(name)).then_some(())?;
    Some((name.into(), id.into(), bytes.try_into().ok()?))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains('+') && !name.contains(char::is_whitespace)
}

#[cfg(unix)]
fn check_permissions(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(StoreError::Io("the file of the seal's key can be read by others; set its mode to 600".into()))
}

#[cfg(not(unix))]
fn check_permissions(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_user_alone_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        let made = SealKey::load_or_create(&path, "example.cn/journal").unwrap();
        let read = SealKey::load_or_create(&path, "another").unwrap();
        assert_eq!((made.public(), read.name()), (read.public(), "example.cn/journal"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
            assert!(matches!(SealKey::load_or_create(&path, "x"), Err(StoreError::Io(_))));
        }
    }

    #[test]
    fn a_public_key_is_read_as_it_is_written_and_checks_only_its_own_signatures() {
        let key = |seed| SealKey { name: "a".into(), key: SigningKey::from_bytes(&[seed; 32]) };
        let (mine, other) = (key(1), key(2));
        assert_eq!(PublicKey::parse(&mine.public().to_string()), Some(mine.public()));
        let line = mine.sign("text\n");
        assert!(mine.public().verifies("text\n", &line));
        assert!(!mine.public().verifies("another\n", &line));
        assert!(!other.public().verifies("text\n", &line));
        for wrong in ["", "a", "a+b", "a b+00000000+AQ==", "a+00000000+AQ=="] {
            assert_eq!(PublicKey::parse(wrong), None, "{wrong}");
        }
    }

    /// The example in the documentation of Go's golang.org/x/mod/sumdb/note, which the form comes from.
    #[test]
    fn a_note_signed_elsewhere_verifies_here_and_the_other_way_round() {
        let public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let private = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
        let text =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        let signed = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        let key = SealKey::parse(private).unwrap();
        assert_eq!((key.public().to_string().as_str(), key.private().as_str()), (public, private));
        assert_eq!(key.sign(text), signed);
        assert!(PublicKey::parse(public).unwrap().verifies(text, signed));
    }
}
