//! Where the lists are.
#![expect(clippy::doc_markdown, reason = "it is shown as it stands")]

use std::path::PathBuf;

use clap::Args;

use crate::cli::server_url::ServerUrl;
use crate::list::ListName;

/// Where the lists are.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Where the lists are")]
pub(in crate::cli) struct Place {
    /// The list; "todo" unless TODO_LIST says otherwise.
    #[arg(short, long, global = true, value_name = "NAME")]
    pub(in crate::cli) list: Option<ListName>,

    /// The folder of the lists [TODO_DB_FOLDER].
    #[arg(long, global = true, value_name = "DIR")]
    pub(in crate::cli) data: Option<String>,

    /// Ask this server, such as http://127.0.0.1:5454 [TODO_SERVER].
    #[arg(long, global = true, value_name = "URL")]
    pub(in crate::cli) server: Option<ServerUrl>,

    /// Read the configuration from this file.
    #[arg(long, global = true, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
}
