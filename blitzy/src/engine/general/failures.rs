//! Which class a failure is of, by what reqwest says.

use std::error::Error;
use std::io;

use super::names::NotHere;
use super::setup::Setup;
use crate::engine::failures::{
    causes, class_of, of_connect, of_tls, whole_message,
};
use crate::measure::{ErrorClass, Failure};

const CUTS: [io::ErrorKind; 4] = [
    io::ErrorKind::BrokenPipe,
    io::ErrorKind::ConnectionAborted,
    io::ErrorKind::ConnectionReset,
    io::ErrorKind::UnexpectedEof,
];

/// Returns why there is no head of an answer.
pub(super) fn of_head(error: &reqwest::Error, setup: &Setup) -> Failure {
    let class = if error.is_redirect() || error.is_builder() {
        // The first URL is one that can be asked.
        ErrorClass::Redirect
    } else if let Some(NotHere { name, .. }) = find(error) {
        if setup.names.has(name) {
            ErrorClass::Connect
        } else {
            ErrorClass::Redirect
        }
    } else if error.is_connect() {
        return of_connection(error);
    } else {
        find(error).map_or(ErrorClass::Reset, class_of)
    };
    Failure::new(class, whole_message(error))
}

/// Returns why a body is not whole.
pub(super) fn of_body(error: &reqwest::Error) -> Failure {
    Failure::new(ErrorClass::Body, whole_message(error))
}

fn of_connection(error: &reqwest::Error) -> Failure {
    let class = if error.is_dns() {
        ErrorClass::Dns
    } else if error.is_timeout() {
        ErrorClass::ConnectTimeout
    } else if find::<rustls::Error>(error).is_some() {
        return of_tls(error);
    } else if let Some(cause) = innermost_io(error)
        && let Some(url) = error.url()
    {
        // TCP by itself has no connection to cut before it is open.
        if url.scheme() != "https" || !CUTS.contains(&cause.kind()) {
            return of_connect(cause, url);
        }
        ErrorClass::Tls
    } else {
        ErrorClass::Connect
    };
    Failure::new(class, whole_message(error))
}

/// Returns what the system said: the others only say that something was said.
fn innermost_io(error: &reqwest::Error) -> Option<&io::Error> {
    causes(error).filter_map(<dyn Error>::downcast_ref).last()
}

fn find<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    causes(error).find_map(<dyn Error>::downcast_ref)
}
