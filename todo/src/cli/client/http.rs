//! A server has the lists.
//!
//! It is long, because it has a function for each thing that can be asked.

use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use reqwest::{Body, RequestBuilder, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::io::AsyncWriteExt;

use super::{Client, Failure, Found, Import, Imported, Target};
use crate::cli::args::{Format, ImportFormat};
use crate::cli::server_url::ServerUrl;
use crate::list::{Draft, EntryId, ListName, Patch, Query};
use crate::transfer::{EntryJson, ListJson};

/// How long a server may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// How long it may say nothing.
const PATIENCE: Duration = Duration::from_mins(1);

/// How many bytes of an import are sent at a time.
const PIECE: usize = 1 << 16;

/// How many lists or entries are asked for at a time.
const PAGE: &str = "1000";

/// A server.
pub(in crate::cli) struct Http {
    server: ServerUrl,
    client: reqwest::Client,
}

/// An answer that says no: RFC 9457.
#[derive(Deserialize)]
struct Problem {
    title: Option<String>,
    detail: Option<String>,
}

#[derive(Deserialize)]
struct Lists {
    lists: Vec<ListJson>,
    next: Option<ListName>,
}

#[derive(Deserialize)]
struct Changed {
    changed: usize,
}

impl Http {
    /// Makes a client of a server. Nothing is asked yet.
    pub(in crate::cli) fn new(server: ServerUrl) -> Result<Self, Failure> {
        // Whoever is first decides; a second attempt changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(PATIENCE)
            // A server on this machine is not behind one.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build();
        let client = client.map_err(|error| {
            Failure::Unavailable(format!("no client of HTTP: {error}"))
        })?;
        Ok(Self { server, client })
    }

    fn all(&self, path: &str) -> RequestBuilder {
        self.client.get(self.server.of(["api", "v1", path]))
    }

    /// Begins a request about a list, or about something that it has.
    fn of(
        &self,
        method: Method,
        list: &ListName,
        path: &[&str],
    ) -> RequestBuilder {
        let path = ["api", "v1", "lists", list.as_str()]
            .into_iter()
            .chain(path.iter().copied());
        self.client.request(method, self.server.of(path))
    }

    /// Begins a request about an entry.
    fn of_entry(
        &self,
        method: Method,
        list: &ListName,
        id: EntryId,
    ) -> RequestBuilder {
        self.of(method, list, &["entries", &id.to_string()])
    }

    /// Asks, and returns an answer that says yes.
    async fn ask(&self, request: RequestBuilder) -> Result<Response, Failure> {
        let response = request.send().await;
        let response = response.map_err(|error| self.unreachable(&error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let text = response.text().await.unwrap_or_default();
        Err(self.refusal(status, &text))
    }

    async fn read<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<T, Failure> {
        let response = self.ask(request).await?;
        let body = response.bytes().await;
        let body = body.map_err(|error| self.unreachable(&error))?;
        serde_json::from_slice(&body).map_err(|error| {
            Failure::Unavailable(format!(
                "{} is no server of todo, or of another version: {error}",
                self.server
            ))
        })
    }

    /// Says what to do when nobody answers.
    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        let server = &self.server;
        Failure::Unavailable(if error.is_timeout() && !error.is_connect() {
            format!(
                "{server} does not answer in time; whether it was done is not \
                 known, and todo list shows it"
            )
        } else if error.is_connect() {
            format!(
                "there is no server at {server}; todo serve starts one, and \
                 without --server the lists are used without any"
            )
        } else {
            format!(
                "the connection to {server} broke; whether it was done is not \
                 known, and todo list shows it"
            )
        })
    }

    fn refusal(&self, status: StatusCode, body: &str) -> Failure {
        let problem = serde_json::from_str::<Problem>(body).ok();
        let text = problem.and_then(|it| it.detail.or(it.title));
        let is_ours = text.is_some();
        let text = text.unwrap_or_else(|| {
            format!("{} answers {status}, not as todo does", self.server)
        });
        // It comes from outside, and goes to a terminal.
        let text = text.replace(char::is_control, " ");
        match status {
            StatusCode::NOT_FOUND if is_ours => Failure::Missing(text),
            status if status.is_client_error() && is_ours => {
                Failure::Refused(text)
            }
            _ => Failure::Unavailable(text),
        }
    }

    /// Copies an answer as it comes.
    async fn copy(
        &self,
        request: RequestBuilder,
        mut to: impl Target,
    ) -> Result<(), Failure> {
        let mut response = self.ask(request).await?;
        loop {
            let piece = response.chunk().await;
            match piece.map_err(|error| self.unreachable(&error))? {
                Some(piece) => to.write_all(&piece).await?,
                None => return Ok(to.flush().await?),
            }
        }
    }
}

impl Client for Http {
    async fn lists(&self) -> Result<Vec<ListJson>, Failure> {
        let mut lists = Vec::new();
        let mut after: Option<ListName> = None;
        loop {
            let mut request = self.all("lists").query(&[("limit", PAGE)]);
            if let Some(after) = &after {
                request = request.query(&[("after", after.as_str())]);
            }
            let page: Lists = self.read(request).await?;
            lists.extend(page.lists);
            after = page.next;
            if after.is_none() {
                return Ok(lists);
            }
        }
    }

    async fn find(
        &self,
        list: &ListName,
        query: Query,
    ) -> Result<Found, Failure> {
        let mut parameters = vec![("limit", PAGE.to_owned())];
        if let Some(date) = query.date {
            parameters.push(("date", date.to_string()));
        }
        if let Some(done) = query.done {
            parameters.push(("done", done.to_string()));
        }
        if let Some(text) = query.text {
            parameters.push(("q", text));
        }
        let mut found: Option<Found> = None;
        loop {
            let mut request =
                self.of(Method::GET, list, &["entries"]).query(&parameters);
            if let Some(after) = found.as_ref().and_then(|found| found.next) {
                request = request.query(&[("after", after)]);
            }
            let page: Found = self.read(request).await?;
            let is_last = page.next.is_none();
            let all = match found {
                None => page,
                Some(mut found) => {
                    found.entries.extend(page.entries);
                    Found { entries: found.entries, ..page }
                }
            };
            if is_last {
                return Ok(all);
            }
            found = Some(all);
        }
    }

    async fn entry(
        &self,
        list: &ListName,
        id: EntryId,
    ) -> Result<EntryJson, Failure> {
        self.read(self.of_entry(Method::GET, list, id)).await
    }

    async fn add(
        &self,
        list: &ListName,
        draft: Draft,
    ) -> Result<EntryJson, Failure> {
        let request = self.of(Method::POST, list, &["entries"]);
        self.read(request.json(&draft)).await
    }

    async fn change(
        &self,
        list: &ListName,
        id: EntryId,
        patch: Patch,
    ) -> Result<EntryJson, Failure> {
        let mut body = serde_json::Map::new();
        if let Some(title) = patch.title {
            body.insert("title".into(), json!(title));
        }
        if let Some(date) = patch.date {
            body.insert("date".into(), json!(date));
        }
        if let Some(done) = patch.done {
            body.insert("done".into(), json!(done));
        }
        let request = self.of_entry(Method::PATCH, list, id);
        self.read(request.json(&body)).await
    }

    async fn put(
        &self,
        list: &ListName,
        id: EntryId,
        draft: Draft,
    ) -> Result<EntryJson, Failure> {
        let request = self.of_entry(Method::PUT, list, id);
        self.read(request.json(&draft)).await
    }

    async fn remove(
        &self,
        list: &ListName,
        id: EntryId,
    ) -> Result<(), Failure> {
        self.ask(self.of_entry(Method::DELETE, list, id)).await?;
        Ok(())
    }

    async fn remove_done(&self, list: &ListName) -> Result<usize, Failure> {
        let request = self.of(Method::DELETE, list, &["entries"]);
        let changed: Changed =
            self.read(request.query(&[("done", "true")])).await?;
        Ok(changed.changed)
    }

    async fn end(&self, list: &ListName) -> Result<(), Failure> {
        self.ask(self.of(Method::DELETE, list, &[])).await?;
        Ok(())
    }

    async fn import(
        &self,
        list: &ListName,
        import: Import<'_>,
    ) -> Result<Imported, Failure> {
        let kind = match import.format {
            ImportFormat::Csv => "text/csv",
            ImportFormat::Json => "application/json",
        };
        let progress = import.progress.clone();
        let text = bytes::Bytes::from(import.text);
        let ends = (0..text.len()).step_by(PIECE);
        let pieces: Vec<_> = ends
            .map(|at| text.slice(at..(at + PIECE).min(text.len())))
            .collect();
        let pieces = pieces.into_iter().map(move |piece| {
            progress.advance(piece.len());
            Ok::<_, std::io::Error>(piece)
        });
        let request = self
            .of(Method::POST, list, &["import"])
            .query(&[("atomic", import.is_atomic)])
            .header(CONTENT_TYPE, kind)
            .header(http::header::CONTENT_LENGTH, text.len())
            .body(Body::wrap_stream(tokio_stream::iter(pieces)));
        let response = request.send().await;
        let response = response.map_err(|error| self.unreachable(&error))?;
        let status = response.status();
        let body = response.text().await.unwrap_or_default();
        // One that is refused for its mistakes lists them, too.
        match serde_json::from_str(&body) {
            Ok(imported) => Ok(imported),
            Err(_) => Err(self.refusal(status, &body)),
        }
    }

    async fn export(
        &self,
        list: &ListName,
        format: Format,
        to: impl Target,
    ) -> Result<(), Failure> {
        let format = match format {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Ics => "ics",
        };
        let request = self.of(Method::GET, list, &["export"]);
        self.copy(request.query(&[("format", format)]), to).await
    }

    async fn export_all(&self, to: impl Target) -> Result<(), Failure> {
        self.copy(self.all("export"), to).await
    }
}
