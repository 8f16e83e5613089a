//! What is set by itself.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::{ADDRESS_FILE, Config};
use crate::lists::Settings;
use crate::store::{Durability, StoreSettings};
use crate::web::WebSettings;

const MIB: usize = 1 << 20;

impl Config {
    /// Returns what is set by itself, with lists in `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let store = StoreSettings {
            folder: folder.into(),
            durability: Durability::Durable,
            lists: 1_000_000,
            cache_bytes: 16 * MIB,
        };
        let lists = Settings::default();
        let web = WebSettings {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 5454)),
            // Less than the open files that most systems allow a program.
            connections: 1000,
            body_bytes: MIB,
            import_bytes: 64 * MIB,
            patience: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            hosts: Vec::new(),
            address_file: None,
        };
        Self { store, lists, web }.with_address_file()
    }

    /// Has the server write its address where the command line looks for it.
    pub(super) fn with_address_file(mut self) -> Self {
        self.web.address_file = Some(self.store.folder.join(ADDRESS_FILE));
        self
    }
}
