//! A small disk, to be filled.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A small disk in memory; gone afterwards.
pub struct Disk {
    place: PathBuf,
    _folder: TempDir,
}

impl Disk {
    /// One of so many MB. `None`, said aloud, where mounting is not allowed.
    pub fn mount(megabytes: u32) -> Option<Disk> {
        let folder = TempDir::new().expect("a temporary folder");
        let place = folder.path().join("disk");
        std::fs::create_dir(&place).expect("a folder");
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&place).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Disk { place, _folder: folder });
        }
        eprintln!("SKIPPED on a real full disk: mounting a tmpfs needs root");
        None
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.place
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.place).status();
    }
}
