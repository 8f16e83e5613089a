//! The engines of a group, whichever kind they are of.

use super::Job;
use crate::engine::{Kind, SetupError, general, http1, http2};

/// The engines of a group.
pub(crate) enum Engines {
    Http1(Endless<http1::Http1>),
    Http2(Endless<http2::Http2>),
    General(Endless<general::General>),
}

/// As many senders of requests as are asked for.
type Endless<E> = Box<dyn Iterator<Item = E> + Send>;

impl Engines {
    /// Sets up those that a job asks for, before anybody needs them.
    pub(crate) fn new(job: &Job) -> Result<Self, SetupError> {
        Ok(match job.engine.kind {
            Kind::Http1 => Self::Http1(Box::new(http1::engines(job)?)),
            Kind::Http2 => Self::Http2(Box::new(http2::engines(job)?)),
            Kind::General => Self::General(Box::new(general::engines(job)?)),
        })
    }
}
