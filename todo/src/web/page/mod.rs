//! The page: files that the program carries, and how they are answered.
//!
//! There is no build step: browsers load the modules as they lie here in
//! `files`. `app.js` is where to begin to read.

mod answer;
mod files;

use axum::Router;
use axum::http::HeaderMap;
use axum::routing::get;

use answer::Carried;
use files::FILES;

/// Makes the routes of the page: `/` and what it loads, below `/page/`.
pub(super) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    FILES.iter().fold(Router::new(), |router, file| {
        let carried = Carried::new(file);
        let answer =
            move |headers: HeaderMap| async move { carried.answer(&headers) };
        router.route(file.path, get(answer))
    })
}
