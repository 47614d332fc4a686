//! 附件 Attachments on the local disk, each named by the SHA-256 of its bytes.
//!
//! A file comes in under a drawn name, is hashed while it is written, and gets its own name only when it is whole and
//! safe on the disk. Files that are there never change. Which of them are kept, and for what, says the table `blob`; what
//! came in long ago and is not in it can be removed. How old a file is says the disk's own clock, by which it was written:
//! no server's clock can make a file look old that somebody has just sent.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use crate::error::StoreError;
use crate::hex;

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Lowercase hexadecimal SHA-256.
    pub id: String,
    /// Bytes.
    pub size: u64,
}

/// The folder of attachments.
#[derive(Debug, Clone)]
pub struct Blobs {
    folder: PathBuf,
}

/// A file on its way in. Dropped before [`Upload::finish`], it leaves nothing.
pub struct Upload {
    /// `None` only while a write is under way, or after one was given up.
    incoming: Option<Incoming>,
}

/// The same, for a thread that may block.
pub(crate) struct Incoming {
    blobs: Blobs,
    draft: Draft,
    file: File,
    hasher: Sha256,
    size: u64,
    limit: u64,
}

/// A file that is removed unless it was moved away.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

const INCOMING: &str = "incoming";

impl Blobs {
    /// The attachments in a folder, which is made if it is not there.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Blobs, StoreError> {
        let folder = folder.into();
        fs::create_dir_all(folder.join(INCOMING))?;
        Ok(Blobs { folder })
    }

    /// A file begins to come in, of at most `limit` bytes.
    pub async fn begin(&self, limit: u64) -> Result<Upload, StoreError> {
        let blobs = self.clone();
        let incoming = blocking(move || blobs.incoming(limit)).await?;
        Ok(Upload { incoming: Some(incoming) })
    }

    /// Keeps these bytes.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<Blob, StoreError> {
        let mut upload = self.begin(bytes.len() as u64).await?;
        upload.write(bytes).await?;
        upload.finish().await
    }

    /// Whether a file is there.
    pub async fn exists(&self, id: &str) -> Result<bool, StoreError> {
        let path = self.path(id)?;
        blocking(move || Ok(path.try_exists()?)).await
    }

    /// A file to read from.
    pub async fn read(&self, id: &str) -> Result<tokio::fs::File, StoreError> {
        let (path, missing) = (self.path(id)?, missing(id));
        let file = blocking(move || File::open(path).map_err(|error| absent(error, missing))).await?;
        Ok(tokio::fs::File::from_std(file))
    }

    /// Where a file lies, for those who read it from the disk themselves.
    pub fn place(&self, id: &str) -> Result<PathBuf, StoreError> {
        self.path(id)
    }

    /// All bytes of a file, which must still be those of its name.
    pub async fn bytes(&self, id: &str) -> Result<Vec<u8>, StoreError> {
        let (path, id) = (self.path(id)?, id.to_owned());
        blocking(move || {
            let bytes = fs::read(path).map_err(|error| absent(error, missing(&id)))?;
            if hex::of(&Sha256::digest(&bytes)) == id {
                return Ok(bytes);
            }
            Err(StoreError::inconsistent("blob", id, "its bytes changed on the disk"))
        })
        .await
    }

    /// Removes what came in only in part and was last written to longer than `age` ago: a server that stopped left it.
    pub async fn sweep(&self, age: Duration) -> Result<u64, StoreError> {
        let blobs = self.clone();
        blocking(move || {
            let (then, mut removed) = (blobs.long_ago(age)?, 0);
            for entry in fs::read_dir(blobs.folder.join(INCOMING))? {
                let path = entry?.path();
                if older(&path, then)? {
                    fs::remove_file(path)?;
                    removed += 1;
                }
            }
            Ok(removed)
        })
        .await
    }

    /// The files that came in longer than `age` ago, and not again since.
    pub async fn older_than(&self, age: Duration) -> Result<Vec<String>, StoreError> {
        let blobs = self.clone();
        blocking(move || {
            let (then, mut found) = (blobs.long_ago(age)?, Vec::new());
            for shelf in fs::read_dir(&blobs.folder)? {
                let shelf = shelf?.path();
                if shelf.file_name().is_some_and(|name| name == INCOMING) || !shelf.is_dir() {
                    continue;
                }
                for entry in fs::read_dir(shelf)? {
                    let entry = entry?;
                    let name = entry.file_name().to_string_lossy().into_owned();
                    if hex::bytes(&name).is_some_and(|bytes| bytes.len() == 32) && older(&entry.path(), then)? {
                        found.push(name);
                    }
                }
            }
            Ok(found)
        })
        .await
    }

    /// Removes a file if it did not come in again within `age`. Whoever sends the same bytes at this very moment, here or
    /// on another server, keeps them: the file is moved aside first, and moved back if it was touched meanwhile; and who
    /// sends looks once more, after touching it, whether it is still there ([`Upload::finish`]).
    pub async fn remove_older(&self, id: &str, age: Duration) -> Result<bool, StoreError> {
        let (blobs, path) = (self.clone(), self.path(id)?);
        blocking(move || {
            let then = blobs.long_ago(age)?;
            if !older(&path, then)? {
                return Ok(false);
            }
            let aside = blobs.folder.join(INCOMING).join(drawn()?);
            match fs::rename(&path, &aside) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
                moved => moved?,
            }
            if older(&aside, then)? {
                fs::remove_file(aside)?;
                return Ok(true);
            }
            fs::rename(aside, path)?;
            Ok(false)
        })
        .await
    }

    /// A file counts as come in now. One that is not there stays so.
    pub async fn touch(&self, id: &str) -> Result<(), StoreError> {
        let (blobs, path) = (self.clone(), self.path(id)?);
        blocking(move || blobs.touched(&path).map(drop)).await
    }

    /// Gives a file the time of now; whether it is there afterwards.
    fn touched(&self, path: &Path) -> Result<bool, StoreError> {
        match File::options().append(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            file => file?.set_modified(self.long_ago(Duration::ZERO)?)?,
        }
        Ok(path.try_exists()?)
    }

    /// A moment `age` ago, by the clock of the disk: as it writes down when a file is made.
    fn long_ago(&self, age: Duration) -> Result<SystemTime, StoreError> {
        let now = Draft(self.folder.join(INCOMING).join(drawn()?));
        let now = File::options().write(true).create_new(true).open(&now.0)?.metadata()?.modified()?;
        Ok(now.checked_sub(age).unwrap_or(SystemTime::UNIX_EPOCH))
    }

    pub(crate) fn incoming(&self, limit: u64) -> Result<Incoming, StoreError> {
        let draft = Draft(self.folder.join(INCOMING).join(drawn()?));
        let file = File::options().write(true).create_new(true).open(&draft.0)?;
        Ok(Incoming { blobs: self.clone(), draft, file, hasher: Sha256::new(), size: 0, limit })
    }

    /// A file to copy from, for a thread that may block.
    pub(crate) fn open_blocking(&self, id: &str) -> Result<File, StoreError> {
        File::open(self.path(id)?).map_err(|error| absent(error, missing(id)))
    }

    fn path(&self, id: &str) -> Result<PathBuf, StoreError> {
        // Only digits make a path, whoever sent them.
        let digits = hex::bytes(id).filter(|bytes| bytes.len() == 32).ok_or_else(|| missing(id))?;
        Ok(place(&self.folder, &hex::of(&digits)))
    }
}

impl Upload {
    /// The next bytes. Refused with [`StoreError::TooLarge`] as soon as there are too many.
    pub async fn write(&mut self, bytes: impl AsRef<[u8]> + Send + 'static) -> Result<(), StoreError> {
        let mut incoming = self.incoming.take().ok_or_else(given_up)?;
        let incoming = blocking(move || incoming.write(bytes.as_ref()).map(|()| incoming)).await?;
        self.incoming = Some(incoming);
        Ok(())
    }

    /// The file is whole: it is safe on the disk under its name when this returns.
    pub async fn finish(mut self) -> Result<Blob, StoreError> {
        let incoming = self.incoming.take().ok_or_else(given_up)?;
        blocking(move || incoming.finish()).await
    }
}

impl Incoming {
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.size = self.size.saturating_add(bytes.len() as u64);
        if self.limit < self.size {
            return Err(StoreError::TooLarge { limit: self.limit });
        }
        self.hasher.update(bytes);
        Ok(self.file.write_all(bytes)?)
    }

    pub(crate) fn finish(self) -> Result<Blob, StoreError> {
        self.file.sync_all()?;
        let id = hex::of(&self.hasher.finalize());
        let folder = &self.blobs.folder;
        let path = place(folder, &id);
        // Bytes that are there already have come in again: they are not old any more.
        if !self.blobs.touched(&path)? {
            let shelf = path.parent().unwrap_or(folder);
            if !shelf.try_exists()? {
                fs::create_dir_all(shelf)?;
                sync_folder(folder)?;
            }
            fs::rename(&self.draft.0, &path)?;
            sync_folder(shelf)?;
        }
        Ok(Blob { id, size: self.size })
    }
}

/// `ab/abcdef…`: no folder grows too long to list.
fn place(folder: &Path, id: &str) -> PathBuf {
    folder.join(id.get(..2).unwrap_or_default()).join(id)
}

/// A name for what is not to be found by its bytes yet.
fn drawn() -> Result<String, StoreError> {
    let drawn = getrandom::u64().map_err(|error| StoreError::Io(format!("no chance to draw a name: {error}")))?;
    Ok(format!("{drawn:016x}"))
}

/// Whether a file was last written before a moment; one that is not there was not.
fn older(path: &Path, then: SystemTime) -> Result<bool, StoreError> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        there => Ok(there?.modified()? < then),
    }
}

/// A name is safe only when the folder that holds it is.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn missing(id: &str) -> StoreError {
    StoreError::Missing { table: "blob".into(), row: id.into() }
}

fn given_up() -> StoreError {
    StoreError::Io("the upload was given up after a failure".into())
}

fn absent(error: io::Error, missing: StoreError) -> StoreError {
    if error.kind() == io::ErrorKind::NotFound { missing } else { error.into() }
}

/// Runs what may wait for the disk where waiting is allowed.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Io(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn files(folder: &Path) -> usize {
        let of = |entry: fs::DirEntry| if entry.path().is_dir() { files(&entry.path()) } else { 1 };
        fs::read_dir(folder).unwrap().map(|entry| of(entry.unwrap())).sum()
    }

    #[tokio::test]
    async fn a_file_is_found_by_what_is_in_it_and_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let mut upload = blobs.begin(3).await.unwrap();
        upload.write("a").await.unwrap();
        upload.write("bc").await.unwrap();
        assert_eq!(upload.finish().await.unwrap(), Blob { id: ABC.into(), size: 3 });
        assert_eq!(blobs.put(b"abc".to_vec()).await.unwrap().id, ABC);
        assert_eq!((files(folder.path()), blobs.exists(ABC).await), (1, Ok(true)));
        assert_eq!(blobs.bytes(ABC).await.unwrap(), b"abc");
        let mut text = String::new();
        let mut file = blobs.read(ABC).await.unwrap();
        tokio::io::AsyncReadExt::read_to_string(&mut file, &mut text).await.unwrap();
        assert_eq!(text, "abc");
    }

    #[tokio::test]
    async fn what_is_too_large_or_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let mut upload = blobs.begin(2).await.unwrap();
        upload.write("ab").await.unwrap();
        assert_eq!(upload.write("c").await, Err(StoreError::TooLarge { limit: 2 }));
        assert!(matches!(upload.finish().await, Err(StoreError::Io(_))));
        let mut upload = blobs.begin(2).await.unwrap();
        upload.write("ab").await.unwrap();
        drop(upload);
        assert_eq!(files(folder.path()), 0);
    }

    #[tokio::test]
    async fn names_that_are_no_hash_lead_nowhere_and_changed_bytes_are_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path().join("blobs")).unwrap();
        fs::write(folder.path().join("secret"), "x").unwrap();
        for id in ["../secret", "", "ABC", &ABC.to_uppercase(), &ABC[1..]] {
            assert!(matches!(blobs.exists(id).await, Err(StoreError::Missing { .. })), "{id}");
        }
        assert!(matches!(blobs.bytes(ABC).await, Err(StoreError::Missing { .. })));
        blobs.put(b"abc".to_vec()).await.unwrap();
        fs::write(blobs.path(ABC).unwrap(), "abd").unwrap();
        assert!(matches!(blobs.bytes(ABC).await, Err(StoreError::Inconsistent { .. })));
    }

    const HOUR: Duration = Duration::from_secs(3_600);

    /// Makes a file look as if it had come in two hours ago.
    fn age(path: &Path) {
        let file = File::options().append(true).open(path).unwrap();
        let then = file.metadata().unwrap().modified().unwrap() - 2 * HOUR;
        file.set_modified(then).unwrap();
    }

    #[tokio::test]
    async fn sweeping_removes_only_what_was_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        blobs.put(b"abc".to_vec()).await.unwrap();
        age(&blobs.path(ABC).unwrap());
        let left = folder.path().join(INCOMING).join("left");
        fs::write(&left, "x").unwrap();
        assert_eq!(blobs.sweep(HOUR).await, Ok(0));
        age(&left);
        assert_eq!(blobs.sweep(HOUR).await, Ok(1));
        assert_eq!((files(folder.path()), blobs.exists(ABC).await), (1, Ok(true)));
    }

    #[tokio::test]
    async fn what_came_in_again_is_not_old() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        blobs.put(b"abc".to_vec()).await.unwrap();
        assert_eq!(blobs.older_than(HOUR).await, Ok(vec![]));
        age(&blobs.path(ABC).unwrap());
        assert_eq!(blobs.older_than(HOUR).await, Ok(vec![ABC.to_owned()]));
        blobs.put(b"abc".to_vec()).await.unwrap();
        assert_eq!(blobs.older_than(HOUR).await, Ok(vec![]));
        assert_eq!(blobs.remove_older(ABC, HOUR).await, Ok(false), "found old a moment ago, and sent again since");
        age(&blobs.path(ABC).unwrap());
        blobs.touch(ABC).await.unwrap();
        assert_eq!(blobs.remove_older(ABC, HOUR).await, Ok(false));
        age(&blobs.path(ABC).unwrap());
        assert_eq!(blobs.remove_older(ABC, HOUR).await, Ok(true));
        assert_eq!(blobs.remove_older(ABC, HOUR).await, Ok(false), "gone already");
        blobs.touch(ABC).await.unwrap();
        assert_eq!((files(folder.path()), blobs.exists(ABC).await), (0, Ok(false)));
    }

    /// Two who send the same bytes over and over while a third removes them as old as they may be: what was sent is there
    /// whenever nobody was able to call it old.
    #[tokio::test(flavor = "multi_thread", worker_threads = 3)]
    async fn bytes_that_are_sent_while_they_are_swept_are_there() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        for _ in 0..200 {
            blobs.put(b"abc".to_vec()).await.unwrap();
            age(&blobs.path(ABC).unwrap());
            let sweeps = tokio::spawn({
                let blobs = blobs.clone();
                async move { blobs.remove_older(ABC, HOUR).await.unwrap() }
            });
            let sends = [blobs.clone(), blobs.clone()]
                .map(|blobs| tokio::spawn(async move { blobs.put(b"abc".to_vec()).await.unwrap() }));
            for send in sends {
                send.await.unwrap();
            }
            sweeps.await.unwrap();
            assert_eq!(blobs.exists(ABC).await, Ok(true));
        }
    }
}
