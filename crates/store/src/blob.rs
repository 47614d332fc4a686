//! 附件 Attachments on the local disk, each named by the SHA-256 of its bytes.

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Lowercase hexadecimal SHA-256.
    pub id: String,
    /// Bytes.
    pub size: u64,
}
