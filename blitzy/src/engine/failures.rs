//! Which class a failure is of, by what hyper and the system say.

use std::error::Error;
use std::fmt::Display;
use std::io;
use std::iter;
use std::time::Duration;

use nix::errno::Errno;

use crate::measure::{ErrorClass, Failure};

/// Returns why there is no connection to `place`.
pub(super) fn of_connect(error: &io::Error, place: impl Display) -> Failure {
    let class = match error.kind() {
        // A file that is missing would be a Unix socket.
        io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound => {
            ErrorClass::Refused
        }
        io::ErrorKind::TimedOut => ErrorClass::ConnectTimeout,
        _ => ErrorClass::Connect,
    };
    let advice = match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EMFILE | Errno::ENFILE) => {
            "; `ulimit -n` allows more files, or use fewer connections"
        }
        Some(Errno::EADDRNOTAVAIL) => {
            "; this machine has no port left: keep connections alive, or wait \
             a minute"
        }
        Some(Errno::EACCES | Errno::EPERM) => {
            "; a firewall or the rights of the file forbid it"
        }
        Some(Errno::ENETUNREACH | Errno::EHOSTUNREACH) => {
            "; is the address right, and the network up?"
        }
        _ => "",
    };
    Failure::new(class, format!("{place}: {error}{advice}"))
}

/// Returns the failure of a connection that was not there in time, and what
/// was waited for last.
pub(super) fn of_late_connect(limit: Duration, last: impl Display) -> Failure {
    let message = format!("there is no connection within {limit:?}: {last}");
    Failure::new(ErrorClass::ConnectTimeout, message)
}

/// Returns why two sides do not agree on an encrypted connection.
pub(super) fn of_tls(error: &(dyn Error + 'static)) -> Failure {
    let advice = match causes(error).find_map(<dyn Error>::downcast_ref) {
        Some(rustls::Error::InvalidCertificate(_)) => {
            "; --cacert trusts another authority, --insecure trusts anybody"
        }
        Some(rustls::Error::InvalidMessage(_)) => {
            "; for a server without TLS write http://"
        }
        _ => "",
    };
    let message = format!("{}{advice}", whole_message(error));
    Failure::new(ErrorClass::Tls, message)
}

/// Returns why there is no head of an answer.
pub(super) fn of_head(error: &hyper::Error) -> Failure {
    Failure::new(class_of(error), whole_message(error))
}

/// Returns why a body is not whole. Its class is `body`, whatever the reason:
/// a connection that breaks in it, a length or a chunk that is none.
pub(super) fn of_body(error: &hyper::Error) -> Failure {
    Failure::new(ErrorClass::Body, whole_message(error))
}

/// Returns whether an HTTP/2 server has said that it did not look at a request
/// because it closes the connection in good order.
pub(super) fn is_unprocessed(error: &hyper::Error) -> bool {
    let source = error.source().and_then(<dyn Error>::downcast_ref);
    source.is_some_and(|error: &h2::Error| {
        error.is_go_away()
            && error.is_remote()
            && error.reason() == Some(h2::Reason::NO_ERROR)
    })
}

/// Returns the class of what hyper says before there is the head of an answer.
pub(super) fn class_of(error: &hyper::Error) -> ErrorClass {
    if error.is_parse() {
        return ErrorClass::Protocol;
    }
    if error.is_incomplete_message() || error.is_closed() {
        return ErrorClass::Reset;
    }
    let Some(source) = error.source() else {
        // A request that is cancelled without a reason was not sent, because
        // the connection was gone. What is left is an answer to no request.
        return if error.is_canceled() {
            ErrorClass::Reset
        } else {
            ErrorClass::Protocol
        };
    };
    if let Some(source) = source.downcast_ref() {
        return class_of(source);
    }
    // What the library found wrong itself is what the server sent; all else
    // is that the server, or somebody between, wants no more of it.
    match source.downcast_ref::<h2::Error>() {
        Some(error) if error.is_library() => ErrorClass::Protocol,
        _ => ErrorClass::Reset,
    }
}

/// Returns all that an error says, and what those say that caused it.
pub(super) fn whole_message(error: &(dyn Error + 'static)) -> String {
    let mut message = String::new();
    for cause in causes(error) {
        let text = cause.to_string();
        // Some repeat what caused them in their own words.
        if message.is_empty() {
            message = text;
        } else if !message.contains(&text) {
            message = format!("{message}: {text}");
        }
    }
    message
}

/// Returns an error and, one after the other, what caused it.
pub(super) fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |&error: &&'a (dyn Error + 'static)| {
        // What is in an I/O error is not its source, but speaks for it.
        let inner = error.downcast_ref().and_then(io::Error::get_ref);
        match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        }
    })
}
