//! What one value may look like.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::store::Durability;

/// The longest expiry: a year. A clock can add that.
const LONGEST: u64 = 365 * 24 * 3600;

/// Reads `5454`.
pub(super) fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| {
        format!("'{text}' is no port; a port is a number up to 65535")
    })
}

/// Reads `127.0.0.1`, `::1` or `localhost`.
pub(super) fn address(text: &str) -> Result<IpAddr, String> {
    if text == "localhost" {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    text.parse().map_err(|_| {
        format!(
            "'{text}' is no IP address; 127.0.0.1 is this machine alone, \
             0.0.0.0 is everybody"
        )
    })
}

/// Reads `todo.example.org,lists.local`.
pub(super) fn hosts(text: &str) -> Result<Vec<String>, String> {
    let hosts = text.split(',').map(str::trim).filter(|host| !host.is_empty());
    let hosts: Vec<_> = hosts.map(str::to_ascii_lowercase).collect();
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    match hosts.iter().find(|host| !host.chars().all(is_name)) {
        Some(bad) => Err(format!(
            "'{bad}' is no name of a host; write it without http:// and \
             without a port, such as todo.example.org"
        )),
        None => Ok(hosts),
    }
}

/// Reads a path, from `from` on if it is relative. `~/` is the user's home.
pub(super) fn folder(text: &str, from: &Path) -> Result<PathBuf, String> {
    if text.is_empty() {
        return Err("a folder has a name".to_owned());
    }
    match text.strip_prefix("~/").zip(std::env::home_dir()) {
        Some((below, home)) => Ok(home.join(below)),
        None => Ok(from.join(text)),
    }
}

/// Reads `durable` or `relaxed`.
pub(super) fn durability(text: &str) -> Result<Durability, String> {
    match text {
        "durable" => Ok(Durability::Durable),
        "relaxed" => Ok(Durability::Relaxed),
        _ => Err(format!("'{text}' is neither 'durable' nor 'relaxed'")),
    }
}

/// Returns what [`durability`] reads.
pub(super) fn durability_name(durability: Durability) -> &'static str {
    match durability {
        Durability::Durable => "durable",
        Durability::Relaxed => "relaxed",
    }
}

/// Reads seconds, as the book has them.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..=LONGEST) => Ok(Duration::from_secs(seconds)),
        _ => Err(format!(
            "'{text}' is no time; write seconds, from 1 to {LONGEST}, \
             without a unit"
        )),
    }
}

/// Reads a number of things, at least one.
pub(super) fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..) => Ok(number),
        _ => Err(format!("'{text}' is no number from 1 on")),
    }
}

/// Reads `65536` or `64k`, `16M`, `1G`.
pub(super) fn bytes(text: &str) -> Result<usize, String> {
    let units = [('k', 1 << 10), ('M', 1 << 20), ('G', 1 << 30)];
    let unit = units.into_iter().find(|(unit, _)| text.ends_with(*unit));
    let (number, unit) = match unit {
        Some((_, unit)) => (&text[..text.len() - 1], unit),
        None => (text, 1),
    };
    let number = number.parse().ok().filter(|number| *number > 0);
    number.and_then(|number: usize| number.checked_mul(unit)).ok_or_else(|| {
        format!(
            "'{text}' is no number of bytes from 1 on; write 65536, or 64k, \
             16M, 1G"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_units() {
        assert_eq!(bytes("65536"), Ok(65536));
        assert_eq!(bytes("64k"), Ok(65536));
        assert_eq!(bytes("2G"), Ok(2 << 30));
        for bad in ["", "k", "0", "-1", "64K", "1 M", "99999999999999999999G"] {
            assert!(bytes(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_host_is_a_name_and_no_url() {
        let names = vec!["a.example".to_owned(), "b".to_owned()];
        assert_eq!(hosts("A.example, b,"), Ok(names));
        assert!(hosts("http://a").unwrap_err().contains("without http://"));
        assert!(hosts("a:80").is_err());
    }

    #[test]
    fn a_folder_is_relative_to_whoever_names_it() {
        let from = Path::new("/etc");
        assert_eq!(folder("todo", from), Ok("/etc/todo".into()));
        assert_eq!(folder("/var/todo", from), Ok("/var/todo".into()));
        assert!(folder("", from).is_err());
        let home = std::env::home_dir().unwrap();
        assert_eq!(folder("~/todo", from), Ok(home.join("todo")));
    }

    #[test]
    fn an_expiry_is_some_seconds() {
        assert_eq!(seconds("60"), Ok(Duration::from_mins(1)));
        for bad in ["0", "60s", "1.5", "-1", "99999999999"] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }
}
