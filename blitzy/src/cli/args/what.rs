//! What is asked.

use std::path::PathBuf;

use clap::Args;

use crate::cli::hidden::Hidden;

/// What is asked.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "What is asked")]
pub(in crate::cli) struct What {
    /// The method [default: GET, or POST if there is a body].
    #[arg(short = 'X', long, value_name = "METHOD")]
    pub(in crate::cli) method: Option<String>,

    /// A header, as 'Name: value'; may be repeated.
    #[arg(short = 'H', long = "header", value_name = "HEADER")]
    pub(in crate::cli) headers: Vec<Hidden>,

    /// The body; @FILE is what is in a file.
    #[arg(long, value_name = "TEXT|@FILE", group = "content")]
    pub(in crate::cli) body: Option<String>,

    /// The body is what is in a file, or comes from stdin (-).
    #[arg(long, value_name = "FILE|-", group = "content")]
    pub(in crate::cli) body_file: Option<PathBuf>,

    /// A field of a form, as name=value; may be repeated.
    #[arg(long, value_name = "FIELD", group = "content")]
    pub(in crate::cli) form: Vec<String>,

    /// Name and password, as name:password.
    #[arg(long, value_name = "USER", env = "BLITZY_USER")]
    #[arg(hide_env_values = true)]
    pub(in crate::cli) user: Option<Hidden>,

    /// A token, for the header `authorization`.
    #[arg(long, value_name = "TOKEN", env = "BLITZY_BEARER")]
    #[arg(hide_env_values = true)]
    pub(in crate::cli) bearer: Option<Hidden>,

    /// The header `host`, instead of the host of the URL.
    #[arg(long, value_name = "HOST")]
    pub(in crate::cli) host: Option<String>,

    /// Ask for the URLs in a file or from stdin (-): one a line, with a method
    /// before it or without.
    #[arg(long, value_name = "FILE|-", conflicts_with = "url")]
    pub(in crate::cli) urls: Option<PathBuf>,

    /// Of several URLs, ask for any, and not for one after the other.
    #[arg(long)]
    pub(in crate::cli) shuffle: bool,

    /// Send words like {{seq}} as they are.
    #[arg(long)]
    pub(in crate::cli) literal: bool,

    /// Where chance begins; the same seed gives the same requests.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(in crate::cli) seed: u64,
}
