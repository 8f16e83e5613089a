//! Why requests cannot be sent at all.

use std::io;
use std::path::PathBuf;

/// Why requests cannot be sent at all; found before the first.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The file with the authorities to trust cannot be read.
    #[error("cannot read the certificates in {}: {error}", path.display())]
    Authorities {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file has no certificate in PEM.
    #[error("there is no certificate in {}; it must be PEM", .0.display())]
    NoCertificate(PathBuf),
    /// TLS, a proxy or a client was refused as it was set up.
    #[error("{0}")]
    Refused(String),
}
