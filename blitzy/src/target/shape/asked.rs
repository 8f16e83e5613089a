//! Reads what is asked for, and of whom.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

use http::Method;
use http::uri::PathAndQuery;

use super::headers::Headers;
use super::list;
use super::url::{self, Url};
use super::{TargetError, Templates, Urls};
use crate::target::Origin;
use crate::target::varied::{Ask, Server};

/// What is asked for, and of whom.
pub(super) struct Asked {
    pub(super) asks: Vec<Ask>,
    pub(super) servers: Vec<Server>,
    /// The servers, each once.
    pub(super) origins: Vec<Origin>,
    /// In a few words, without secrets.
    pub(super) description: String,
}

/// Reads URLs one after the other.
struct Reader<'a> {
    headers: &'a Headers,
    templates: Templates,
    asked: Asked,
    /// The indices of the servers, by how URLs begin.
    known: HashMap<String, usize>,
}

impl Asked {
    /// Reads URLs. Those that do not say how they are asked for are asked for
    /// with this method.
    pub(super) fn read(
        urls: Urls,
        method: &Method,
        headers: &Headers,
        templates: Templates,
    ) -> Result<Self, TargetError> {
        let asked = Self {
            asks: Vec::new(),
            servers: Vec::new(),
            origins: Vec::new(),
            description: String::new(),
        };
        let known = HashMap::new();
        let mut reader = Reader { headers, templates, asked, known };
        match urls {
            Urls::These(urls) => {
                for url in urls {
                    reader.add(method.clone(), &url)?;
                }
            }
            Urls::File(path) => {
                reader.add_list(method, &list::read(&path)?, &path)?;
            }
            Urls::Text { lines, path } => {
                reader.add_list(method, &lines, &path)?;
            }
        }
        let mut asked = reader.asked;
        match asked.asks.len() {
            0 => Err(TargetError::NoUrl),
            1 => Ok(asked),
            count => {
                let more = format!(" and {} more", count - 1);
                asked.description.push_str(&more);
                Ok(asked)
            }
        }
    }
}

impl Reader<'_> {
    fn add_list(
        &mut self,
        method: &Method,
        lines: &str,
        path: &Path,
    ) -> Result<(), TargetError> {
        list::for_each_line(lines, path, |line| {
            let (own, url) = url::split_method(line)?;
            self.add(own.unwrap_or_else(|| method.clone()), url)
        })
    }

    fn add(&mut self, method: Method, text: &str) -> Result<(), TargetError> {
        let url = Url::split(text)?;
        let asked = &mut self.asked;
        let server = match self.known.entry(url.beginning()) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let server = url.server(self.headers)?;
                let origin =
                    Origin::of(&server.url(PathAndQuery::from_static("/")))?;
                if !asked.origins.contains(&origin) {
                    asked.origins.push(origin);
                }
                asked.servers.push(server);
                *entry.insert(asked.servers.len() - 1)
            }
        };
        let path = url.path(self.templates)?;
        if asked.asks.is_empty() {
            asked.description = format!("{method} {}", url.shown());
        }
        asked.asks.push(Ask { method, path, server });
        Ok(())
    }
}
