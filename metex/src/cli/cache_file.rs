//! Where one run of the program leaves its reports for the next.

use std::env;
use std::path::PathBuf;

use super::args::Source;
use crate::Provider;

/// Returns the file for reports of this provider; nothing for a stand-in
/// that ends with the program, and nothing if the system has no place.
pub(super) fn cache_file(
    source: &Source,
    provider: &Provider,
) -> Option<PathBuf> {
    if source.offline {
        return None;
    }
    let mut name = provider.name().to_lowercase();
    if let Some(base) = &source.base_url {
        let base = base.to_string();
        for part in base.split(|c: char| !c.is_ascii_alphanumeric()) {
            if !part.is_empty() {
                name.push('-');
                name.push_str(part);
            }
        }
    }
    Some(directory()?.join(name + ".json"))
}

/// Returns `$XDG_CACHE_HOME/metex` or `~/.cache/metex`.
pub(super) fn directory() -> Option<PathBuf> {
    let absolute = |path: &PathBuf| path.is_absolute();
    let xdg = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || env::home_dir().map(|home| home.join(".cache"));
    let cache = xdg.filter(absolute).or_else(home)?;
    Some(cache.join("metex"))
}
