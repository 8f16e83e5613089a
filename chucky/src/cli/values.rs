//! How values are written on the command line.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use actor_core::node::Cookie;

/// Reads the cookie in a file that nobody else can read.
pub(super) fn cookie(path: &str) -> Result<Cookie, String> {
    let failed = |error| format!("{error}");
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(format!(
            "others can read it; `chmod 600 {path}` before they do"
        ));
    }
    let text = fs::read_to_string(path).map_err(failed)?;
    text.trim_end().parse().map_err(|error| format!("{error}"))
}

/// Reads `20ms`, `5s` or `1m 30s`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|_| "a time looks like 20ms, 5s or 1m".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit() {
        assert_eq!(duration("20ms"), Ok(Duration::from_millis(20)));
        assert_eq!(duration("1m"), Ok(Duration::from_mins(1)));
        for text in ["", "30", "s", "-1s"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_cookie_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cookie");
        fs::write(&path, "pizza\n").unwrap();
        let path = path.to_str().unwrap();
        let mode = |mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode))
                .unwrap();
        };
        mode(0o644);
        assert!(cookie(path).unwrap_err().contains("chmod 600"));
        mode(0o600);
        assert!(cookie(path).is_ok());
        fs::write(path, "").unwrap();
        assert!(cookie(path).is_err());
    }
}
