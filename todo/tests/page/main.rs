//! The page, as a real browser shows it and real keys work it, on a real
//! server. Where there is no browser the tests say that they are skipped; on a
//! server that has `CI` set that is a failure.

mod browser;
mod keys;
mod server;
mod window;

mod editing;
mod entries;
mod failures;
mod files;
mod filters;
mod importing;
mod keyboard;
mod lists;
mod live;
mod looks;
mod many;
