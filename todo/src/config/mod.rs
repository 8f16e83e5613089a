//! What can be set: by a file, by the environment, by flags.
//!
//! A flag goes before the environment, which goes before the file, which goes
//! before what is set by itself. [`KEYS`] has all that there is, one row each;
//! [`Loaded`] is what is in force, and where each value came from.
//!
//! ```
//! use todo::config::{Flag, Loaded, Sources};
//!
//! let loaded = Loaded::read(&Sources {
//!     environment: &|name| (name == "TODO_HTTP_PORT").then(|| "80".into()),
//!     file: None,
//!     flags: &[Flag { name: "--data", value: "lists" }],
//! });
//! let config = loaded.unwrap().config;
//! assert_eq!(config.web.address.to_string(), "127.0.0.1:80");
//! assert_eq!(config.store.folder.to_str(), Some("lists"));
//! ```

mod defaults;
mod error;
mod file;
mod key;
mod load;
mod nearest;
mod value;

pub use error::ConfigError;
pub use key::{KEYS, Key};
pub use load::{Flag, Loaded, Origin, Sources};

use crate::lists::Settings;
use crate::store::StoreSettings;
use crate::web::WebSettings;

/// All that can be set of a system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where lists are kept.
    pub store: StoreSettings,
    /// How their servers behave.
    pub lists: Settings,
    /// How they are served.
    pub web: WebSettings,
}

/// The file in the folder of the lists that says where their server listens.
pub const ADDRESS_FILE: &str = "server.address";
