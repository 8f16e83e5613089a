//! Reads headers, and what becomes one.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING, USER_AGENT,
};
use http::uri::Authority;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Credentials, TargetError, Templates};
use crate::target::template::Template;
use crate::target::varied::is_secret;

/// Headers, read.
pub(super) struct Headers {
    /// Those that are the same in each request.
    pub(super) same: HeaderMap,
    pub(super) varied: Vec<(HeaderName, Template)>,
    /// The host that is asked for, if it is not that of the URL. It is among
    /// the headers too.
    pub(super) host: Option<(Authority, HeaderValue)>,
}

const NAME_AND_VERSION: &str =
    concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

impl Headers {
    /// Reads those that are given, and adds those that are always there.
    pub(super) fn read(
        given: &[String],
        credentials: &Credentials,
        templates: Templates,
    ) -> Result<Self, TargetError> {
        let mut headers =
            Self { same: HeaderMap::new(), varied: Vec::new(), host: None };
        for (index, header) in given.iter().enumerate() {
            let (name, value) =
                header.split_once(':').ok_or(TargetError::Header(index + 1))?;
            if name.is_empty() {
                return Err(TargetError::Header(index + 1));
            }
            headers.add(name, value.trim_matches([' ', '\t']), templates)?;
        }
        if let Some(value) = authorization(credentials)? {
            if headers.has(&AUTHORIZATION) {
                return Err(TargetError::Twice("authorization"));
            }
            headers.set(AUTHORIZATION, value);
        }
        headers.default(USER_AGENT, HeaderValue::from_static(NAME_AND_VERSION));
        headers.default(ACCEPT, HeaderValue::from_static("*/*"));
        Ok(headers)
    }

    /// Says whether there is one of this name.
    pub(super) fn has(&self, wanted: &HeaderName) -> bool {
        self.same.contains_key(wanted)
            || self.varied.iter().any(|(name, _)| name == wanted)
    }

    /// Puts one in the place of all of this name.
    pub(super) fn set(&mut self, name: HeaderName, value: HeaderValue) {
        self.varied.retain(|(other, _)| *other != name);
        self.same.insert(name, value);
    }

    /// Adds one if there is none of this name.
    pub(super) fn default(&mut self, name: HeaderName, value: HeaderValue) {
        if !self.has(&name) {
            self.same.insert(name, value);
        }
    }

    /// Asks for this host.
    pub(super) fn set_host(&mut self, text: &str) -> Result<(), TargetError> {
        if self.host.is_some() {
            return Err(TargetError::Twice("the host"));
        }
        let wrong = || TargetError::Host(text.to_owned());
        if text.contains('@') {
            return Err(wrong());
        }
        let authority: Authority = text.parse().map_err(|_| wrong())?;
        let value = HeaderValue::from_str(text).map_err(|_| wrong())?;
        self.set(HOST, value.clone());
        self.host = Some((authority, value));
        Ok(())
    }

    fn add(
        &mut self,
        name: &str,
        text: &str,
        templates: Templates,
    ) -> Result<(), TargetError> {
        let name: HeaderName = name
            .parse()
            .map_err(|_| TargetError::HeaderName(name.to_owned()))?;
        if name == HOST {
            return self.set_host(text);
        }
        if name == CONTENT_LENGTH || name == TRANSFER_ENCODING {
            return Err(TargetError::HeaderOfBody(name.to_string()));
        }
        let template = templates.read(text, &format!("the header {name}"))?;
        let value = |text: &str| {
            HeaderValue::from_bytes(text.as_bytes())
                .map_err(|_| TargetError::HeaderValue(name.to_string()))
        };
        if let Some(text) = template.as_literal() {
            let mut value = value(text)?;
            value.set_sensitive(is_secret(&name));
            self.same.append(name, value);
            return Ok(());
        }
        // Numbers and ids can be in a header, so that every value can be one
        // whose texts can.
        for text in template.texts() {
            value(text)?;
        }
        self.varied.push((name, template));
        Ok(())
    }
}

/// Returns the header that says who asks.
fn authorization(
    credentials: &Credentials,
) -> Result<Option<HeaderValue>, TargetError> {
    match credentials {
        Credentials::Unsaid => Ok(None),
        Credentials::Basic(text) if text.contains(':') => Ok(Some(basic(text))),
        Credentials::Basic(_) => Err(TargetError::Basic),
        Credentials::Bearer(token) => {
            let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
                .map_err(|_| TargetError::Bearer)?;
            value.set_sensitive(true);
            Ok(Some(value))
        }
    }
}

/// Returns the header that says that somebody with this name and password
/// asks.
pub(super) fn basic(user: impl AsRef<[u8]>) -> HeaderValue {
    let text = format!("Basic {}", BASE64_STANDARD.encode(user));
    let mut value = HeaderValue::from_str(&text)
        .expect("base64 has letters, digits and three signs");
    value.set_sensitive(true);
    value
}
