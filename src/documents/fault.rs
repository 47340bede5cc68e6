//! Why a document could not be stored or had.

use std::io;
use std::path::PathBuf;

use crate::vault::Unsealable;

/// Why a document could not be stored or had.
#[derive(Debug, thiserror::Error)]
pub enum DocumentFault {
    /// The address is of no known kind.
    #[error("DOCUMENTS__URL is `{0}`, which is not of the form file:PATH")]
    UnknownAddress(String),
    /// The file system said no.
    #[error("cannot make or read the folder {path}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// There is no such document in this scope.
    #[error("there is no such document")]
    NotFound,
    /// The content does not have the hash that it goes by.
    #[error("the content is not what its hash says")]
    NotThatContent,
    /// What is stored does not open.
    #[error("the stored document does not open")]
    Sealed(#[from] Unsealable),
    /// The store failed; later it may not.
    #[error("the document store failed")]
    Store(#[source] object_store::Error),
    /// The process is being stopped.
    #[error("interrupted")]
    Interrupted,
}

impl From<object_store::Error> for DocumentFault {
    fn from(fault: object_store::Error) -> Self {
        if matches!(fault, object_store::Error::NotFound { .. }) {
            Self::NotFound
        } else {
            Self::Store(fault)
        }
    }
}
