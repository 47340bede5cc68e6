//! Documents of a claim.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// A stored file: what `GET …/documents/{id}` serves (DESIGN §5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// `image/jpeg` or `application/pdf`.
    pub media_type: String,
    /// Pixels; none for a PDF.
    pub width: Option<u32>,
    /// Pixels; none for a PDF.
    pub height: Option<u32>,
    /// Size of the stored (clean) file in bytes.
    pub bytes: u64,
    /// Lower-case hex SHA-256 of the stored (clean) file.
    pub sha256: String,
    /// Lower-case hex SHA-256 of what was uploaded: for "the same file twice".
    pub upload_sha256: String,
    /// Quality warnings by stable name: `too_small`, `blurred`, `dark`, `over_exposed`.
    pub quality: Vec<String>,
}

/// The title of a document («عنوان مدرک»): code and name as the person saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentTitle {
    /// A code of `flows/data/document_titles.csv`, such as `INV`.
    pub code: String,
    /// Its Persian name.
    pub name: String,
}

/// One document of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Lower-case hex, 16 letters, unique within the installation.
    pub id: String,
    /// The draft in which it was sent: the scope under which its bytes are stored.
    pub scope: String,
    /// What it shows.
    pub title: DocumentTitle,
    /// The stored file.
    pub file: StoredFile,
    /// Sent after registering.
    pub late: bool,
    /// Defect round in which it was sent; 0 before any.
    pub round: u32,
}

/// Bytes as documents name their hashes and ids: lower-case hex.
pub fn lower_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string does not fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}
