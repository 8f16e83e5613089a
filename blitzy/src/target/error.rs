//! Why a shape is no target.

use std::io;
use std::path::PathBuf;

use super::{OriginError, TemplateError};

/// Why a [`Shape`](super::Shape) is no target. No message has a secret in it.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// A URL does not say how its server is spoken to.
    #[error("{0:?} is no URL; write http://{0}")]
    NoScheme(String),
    /// A URL names no server.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// A URL is none for another reason.
    #[error("{url:?} is no URL: {reason}")]
    Url {
        /// The text, without user name and password.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A URL has a template where its server is.
    #[error(
        "a URL has templates behind its host, not in it; for several hosts \
         give several URLs, or a list of them in a file"
    )]
    TemplateInHost,
    /// A URL, or one that can come of its templates, is too long.
    #[error("a URL has at most {most} bytes, and this one can have {length}")]
    UrlTooLong {
        /// How many it can have.
        length: usize,
        /// How many it may have.
        most: usize,
    },
    /// A template is none.
    #[error("in {place}: {reason}")]
    Template {
        /// Where it is: `the URL`, `the header x`, `the body`.
        place: String,
        /// What is wrong with it.
        reason: TemplateError,
    },
    /// There is no URL at all.
    #[error("there is no URL to ask for; write one like http://localhost/")]
    NoUrl,
    /// A line of a list of URLs is wrong.
    #[error("line {line} of {path}: {reason}", path = path.display())]
    Line {
        /// The list.
        path: PathBuf,
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: Box<TargetError>,
    },
    /// A file cannot be read.
    #[error("cannot read {what} in {}: {error}", path.display())]
    File {
        /// What it has: `the body`, `the list of URLs`.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A list of URLs is longer than what is kept in memory.
    #[error(
        "the list of URLs in {path} is too long: at most {lines} lines and \
         {mebibytes} MiB are read; give a part of it",
        path = path.display()
    )]
    ListTooLong {
        /// The list.
        path: PathBuf,
        /// How many lines it may have.
        lines: usize,
        /// How many MiB it may have.
        mebibytes: usize,
    },
    /// A body is larger than what is kept in memory.
    #[error("a body has at most {mebibytes} MiB; send a smaller one")]
    BodyTooLarge {
        /// How many MiB it may have.
        mebibytes: usize,
    },
    /// A method is none, or not one that asks for a URL.
    #[error("{0:?} is no method to ask with; write GET, POST, PUT or the like")]
    Method(String),
    /// A header has no name, or no colon behind it.
    #[error(
        "header {0} has no name with a colon behind it; write \
         'Name: value', as in 'Accept: text/html'"
    )]
    Header(usize),
    /// The name of a header is none.
    #[error("{0:?} is no name of a header; it has letters, digits and dashes")]
    HeaderName(String),
    /// The value of a header has what no header may have.
    #[error(
        "the value of the header {0} has a line break or another control \
         character; for more headers give each by itself"
    )]
    HeaderValue(String),
    /// A header is there that follows from the body.
    #[error("the header {0} follows from the body; leave it out")]
    HeaderOfBody(String),
    /// A header that may be there once is there more often.
    #[error("{0} is given more than once; give it once")]
    Twice(&'static str),
    /// A user and password have no colon between them.
    #[error("there is no colon between user and password; write user:password")]
    Basic,
    /// A token has what no header may have.
    #[error("the token has a line break or another control character in it")]
    Bearer,
    /// A host to ask for is none.
    #[error(
        "{0:?} is no host; write a name with or without a port, as in \
         example.com or example.com:8080"
    )]
    Host(String),
    /// A field of a form has no equals sign.
    #[error("field {0} of the form has no equals sign; write name=value")]
    Field(usize),
}
