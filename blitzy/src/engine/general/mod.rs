//! Everything else: redirects, proxies, cookies, many servers.
//!
//! A client of reqwest for each connection of the plan, so that cookies and
//! connections are its own. What is costly to make is shared by all of them:
//! what TLS is set up with, and the addresses of names.

mod failures;
mod names;
mod setup;

use std::iter;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use tokio::time::Instant;

use setup::Setup;

use super::deadline::Deadline;
use super::{Answer, Engine, SetupError};
use crate::measure::{ErrorClass, Failure};
use crate::run::Job;
use crate::target::{Form, Requests};

/// A client that sends one request at a time.
pub(crate) struct General {
    requests: Requests,
    setup: Arc<Setup>,
    /// Made when it is first needed.
    client: Option<Client>,
    deadline: Deadline,
}

/// Returns as many senders as are asked for.
pub(crate) fn engines(
    job: &Job,
) -> Result<impl Iterator<Item = General> + Send + use<>, SetupError> {
    let setup = Arc::new(Setup::new(job)?);
    let requests = job.target.requests.clone().in_form(Form::Url);
    let limit = job.plan.request_timeout;
    Ok(iter::repeat_with(move || General {
        requests: requests.clone(),
        setup: setup.clone(),
        client: None,
        deadline: Deadline::new(limit),
    }))
}

impl Engine for General {
    /// Makes the client. Which servers it will need connections to is only
    /// known when it is asked, so that they are opened then.
    async fn ready(&mut self) -> Result<Option<Duration>, Failure> {
        if self.client.is_none() {
            let client = self.setup.client();
            let client = client.map_err(|error| {
                Failure::new(ErrorClass::Connect, error.to_string())
            })?;
            self.client = Some(client);
        }
        Ok(None)
    }

    async fn exchange(&mut self, number: u64) -> Result<Answer, Failure> {
        let Self { requests, setup, client, deadline } = self;
        deadline.start(Instant::now());
        let client = client.as_ref().expect("the engine is ready");
        let answer = async {
            let request = requests.get(number).try_into();
            let request =
                request.map_err(|error| failures::of_head(&error, setup))?;
            let response = client.execute(request).await;
            let mut response =
                response.map_err(|error| failures::of_head(&error, setup))?;
            let status = response.status().as_u16();
            let mut body = 0;
            while let Some(chunk) = response
                .chunk()
                .await
                .map_err(|error| failures::of_body(&error))?
            {
                body += chunk.len() as u64;
            }
            Ok(Answer { status, body })
        };
        deadline.before(answer).await?
    }
}
