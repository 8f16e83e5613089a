//! The weather of many cities at once, from processes and a server.
//!
//! | chapter | module | command |
//! |---|---|---|
//! | 3, as the book has it | [`actors::book`] | |
//! | 3, with its faults mended | [`actors`] | `metex chapter3` |
//! | 3, an exercise | [`ping_pong`] | |
//! | 4, as the book has it | [`server`] | `metex chapter4`, `metex shell` |
//! | 4, an exercise | [`cache`] | |
//! | for every day | [`client`] | `metex` |
//!
//! All of them ask a [`Provider`]; [`stand_in`] is one that needs no
//! connection.

mod location;
mod temperature;

mod api_key;
mod error;
mod provider;
pub mod stand_in;

pub mod actors;
pub mod ping_pong;

pub mod cache;
pub mod server;

pub mod cli;
pub mod client;

pub use api_key::ApiKey;
pub use client::Client;
pub use error::Error;
pub use location::Location;
pub use provider::{BadBaseUrl, BaseUrl, Provider, Report, Settings};
pub use temperature::{Celsius, Units};
