//! Facts about Chuck Norris, told by a service that outlives its node: the
//! Guidebook's chapter 9.
//!
//! | module | what it is |
//! |---|---|
//! | [`facts`], [`server`] | what is told, and who tells it |
//! | [`application`] | what runs on one node of the cluster, with how it came to run there |
//! | [`config`] | which node that is, in OTP's words |
//! | [`client`] | asking from outside of the cluster |
//! | [`watch`] | who answers, and for how long nobody does |
//! | [`programs`], [`demo`] | three nodes as programs of their own, and the chapter's story with them |
//! | [`cli`] | the command line |

pub mod application;
pub mod cli;
pub mod client;
pub mod config;
pub mod demo;
pub mod facts;
pub mod programs;
pub mod server;
pub mod watch;

pub use config::{Config, ConfigError};
pub use facts::{Facts, FactsError};
