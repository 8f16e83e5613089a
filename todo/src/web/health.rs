//! Whether the service lives, and whether it can be used.

use std::sync::Arc;

use axum::extract::State;

use super::problem::Problem;
use super::site::Site;

/// Says that the process answers.
pub(super) async fn lives() -> &'static str {
    "ok"
}

/// Says that lists can be written.
pub(super) async fn is_ready(
    State(site): State<Arc<Site>>,
) -> Result<&'static str, Problem> {
    site.counted(site.lists.store().ready().await)?;
    Ok("ready")
}
