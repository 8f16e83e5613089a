//! What is asked, as the command line says it.

use std::path::{Path, PathBuf};

use super::args::{How, What};
use super::hidden::Hidden;
use super::usage::UsageError;
use crate::target::{
    Body, Credentials, Order, Shape, Target, TargetError, Templates, Through,
    Trust, Urls,
};

/// Reads what is asked, and the files that it is in.
pub(super) fn shape(
    urls: Vec<String>,
    what: What,
    how: &How,
) -> anyhow::Result<Shape> {
    let shape = Shape {
        order: if what.shuffle { Order::AtRandom } else { Order::InTurn },
        credentials: credentials(&what)?,
        body: body(&what),
        headers: what.headers.iter().map(reveal).collect(),
        method: what.method,
        host: what.host,
        through: through(how),
        trust: trust(how),
        keep_alive: how.keep_alive(),
        templates: if what.literal {
            Templates::Literal
        } else {
            Templates::Rendered
        },
        seed: what.seed,
        ..Shape::of_all(match what.urls {
            Some(file) => Urls::File(or_stdin(&file)),
            None => Urls::These(urls),
        })
    };
    shape.with_files_read().map_err(told)
}

/// Makes of it what engines need.
pub(super) fn target(shape: &Shape) -> anyhow::Result<Target> {
    shape.clone().target().map_err(told)
}

fn told(error: TargetError) -> anyhow::Error {
    match error {
        error @ TargetError::File { .. } => anyhow::Error::new(error),
        error => UsageError::new(error).into(),
    }
}

fn reveal(hidden: &Hidden) -> String {
    hidden.reveal().to_owned()
}

fn credentials(what: &What) -> Result<Credentials, UsageError> {
    match (&what.user, &what.bearer) {
        (None, None) => Ok(Credentials::Unsaid),
        (Some(user), None) => Ok(Credentials::Basic(reveal(user))),
        (None, Some(token)) => Ok(Credentials::Bearer(reveal(token))),
        (Some(_), Some(_)) => Err(UsageError::new(
            "--user and --bearer both say who asks (so do BLITZY_USER and \
             BLITZY_BEARER in the environment): leave one out",
        )),
    }
}

fn body(what: &What) -> Body {
    match (&what.body, &what.body_file) {
        (Some(text), _) => Body::from(text.as_str()),
        (None, Some(file)) => Body::File(or_stdin(file)),
        (None, None) if what.form.is_empty() => Body::Nothing,
        (None, None) => Body::Form(what.form.clone()),
    }
}

/// Returns the file that is meant, which is stdin for `-`.
fn or_stdin(file: &Path) -> PathBuf {
    let stdin = PathBuf::from("/dev/stdin");
    if file == Path::new("-") { stdin } else { file.to_owned() }
}

fn through(how: &How) -> Through {
    match (how.connect_to, &how.unix_socket) {
        (Some(address), _) => Through::Address(address),
        (None, Some(path)) => Through::Unix(path.clone()),
        (None, None) => Through::Name,
    }
}

fn trust(how: &How) -> Trust {
    match &how.cacert {
        Some(file) => Trust::Authorities(file.clone()),
        None if how.insecure => Trust::Anybody,
        None => Trust::Machine,
    }
}
