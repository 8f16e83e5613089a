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

/// Reads `20ms`, `5s` or `1m`; without a unit it is seconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let looks = || "a time looks like 20ms, 5s or 1m".to_owned();
    let unit_at = text.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = text.split_at(unit_at.unwrap_or(text.len()));
    let number: u32 = number.parse().map_err(|_| looks())?;
    let milliseconds: u64 = match unit {
        "ms" => 1,
        "" | "s" => 1_000,
        "m" | "min" => 60_000,
        _ => return Err(looks()),
    };
    Ok(Duration::from_millis(u64::from(number) * milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_or_is_in_seconds() {
        for (text, milliseconds) in
            [("30", 30_000), ("20ms", 20), ("1m", 60_000), ("0s", 0)]
        {
            let time = Duration::from_millis(milliseconds);
            assert_eq!(duration(text), Ok(time));
        }
        for text in ["", "s", "-1s", "1.5s", "5 m", "1d"] {
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
