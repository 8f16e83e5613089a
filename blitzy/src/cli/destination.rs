//! Where a report goes: to stdout, or to a file, which gets all of it or is
//! left as it was.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::str::FromStr;

use anyhow::Context;

/// Where a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    Stdout,
    File(PathBuf),
}

impl Destination {
    /// Finds out whether it can be written, and changes nothing.
    pub(super) fn check(&self) -> io::Result<()> {
        let Self::File(path) = self else { return Ok(()) };
        if is_stream(path) {
            return Ok(());
        }
        if path.exists() {
            // Who protected a file from being written meant its content.
            OpenOptions::new().append(true).open(path)?;
        }
        let draft = Draft::beside(&resolved(path))?;
        fs::remove_file(&draft.path)
    }

    /// As [`check`](Self::check), and says what for.
    pub(super) fn check_for(&self, what: &str) -> anyhow::Result<()> {
        self.check().with_context(|| format!("cannot write {what} to {self}"))
    }

    /// Writes all of `content`.
    pub(super) fn write(&self, content: &str) -> io::Result<()> {
        let Self::File(path) = self else {
            let mut stdout = io::stdout().lock();
            stdout.write_all(content.as_bytes())?;
            return stdout.flush();
        };
        if is_stream(path) {
            let mut stream = OpenOptions::new().append(true).open(path)?;
            return stream.write_all(content.as_bytes());
        }
        let existing = fs::metadata(path).ok();
        let path = resolved(path);
        let mut draft = Draft::beside(&path)?;
        let permissions = existing.map(|existing| existing.permissions());
        let written = draft.file.write_all(content.as_bytes());
        let written = written.and_then(|()| match permissions {
            Some(permissions) => draft.file.set_permissions(permissions),
            None => Ok(()),
        });
        let renamed = written
            .and_then(|()| draft.file.sync_all())
            .and_then(|()| fs::rename(&draft.path, &path));
        if renamed.is_err() {
            // What is not whole is of no use.
            let _ = fs::remove_file(&draft.path);
        }
        renamed
    }
}

/// A file that is not yet what it is going to be.
struct Draft {
    path: PathBuf,
    file: File,
}

impl Draft {
    fn beside(path: &Path) -> io::Result<Self> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
        let mut draft = OsString::from(".");
        draft.push(name);
        draft.push(format!(".{}", process::id()));
        let path = path.with_file_name(draft);
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        Ok(Self { file: file?, path })
    }
}

/// Returns whether it is written to, and not replaced: a device, a pipe, or
/// what this program was given open by another.
fn is_stream(path: &Path) -> bool {
    let given = ["/dev/stderr", "/dev/fd", "/proc/self/fd"];
    given.iter().any(|given| path.starts_with(given))
        || fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir())
}

/// Returns the file that a symbolic link leads to, which is what is replaced.
fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

impl FromStr for Destination {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text {
            "-" | "/dev/stdout" => Ok(Self::Stdout),
            "" => Err("name a file, or write - for stdout"),
            url if url.starts_with("http://") | url.starts_with("https://") => {
                Err("that is a URL; name a file first, or - for stdout")
            }
            path => Ok(Self::File(path.into())),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdout => f.write_str("stdout"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory of this test alone, that is gone after it.
    struct Directory(PathBuf);

    impl Directory {
        fn new(test: &str) -> Self {
            let name = format!("blitzy-{test}-{}", process::id());
            let path = std::env::temp_dir().join(name);
            fs::create_dir(&path).unwrap();
            Self(path)
        }

        fn file(&self, name: &str) -> Destination {
            Destination::File(self.0.join(name))
        }

        fn names(&self) -> Vec<OsString> {
            let entries = fs::read_dir(&self.0).unwrap();
            entries.map(|entry| entry.unwrap().file_name()).collect()
        }
    }

    impl Drop for Directory {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_url_is_no_file() {
        assert_eq!("-".parse(), Ok(Destination::Stdout));
        assert_eq!("a".parse(), Ok(Destination::File("a".into())));
        assert!("http://localhost/".parse::<Destination>().is_err());
        assert!("".parse::<Destination>().is_err());
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let directory = Directory::new("replaced");
        let file = directory.file("run.json");
        file.write("one, which is longer").unwrap();
        file.write("two").unwrap();
        let text = fs::read_to_string(directory.0.join("run.json")).unwrap();
        assert_eq!(text, "two");
        assert_eq!(directory.names(), ["run.json"]);
    }

    #[test]
    fn a_check_changes_nothing() {
        let directory = Directory::new("checked");
        directory.file("new.json").check().unwrap();
        assert!(directory.names().is_empty());
        let old = directory.0.join("old.json");
        fs::write(&old, "content").unwrap();
        directory.file("old.json").check().unwrap();
        assert_eq!(fs::read_to_string(old).unwrap(), "content");
    }

    #[test]
    fn a_check_finds_what_a_write_would_meet() {
        let directory = Directory::new("unwritable");
        let missing = directory.file("no/such/directory.json");
        let error = missing.check().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(missing.write("").is_err());
        let itself = Destination::File(directory.0.clone());
        let error = itself.check().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_file_keeps_its_permissions() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let directory = Directory::new("linked");
        let file = directory.0.join("run.json");
        fs::write(&file, "one").unwrap();
        let mode = fs::Permissions::from_mode(0o600);
        fs::set_permissions(&file, mode).unwrap();
        symlink(&file, directory.0.join("last.json")).unwrap();
        directory.file("last.json").write("two").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let link = directory.0.join("last.json");
        assert!(link.symlink_metadata().unwrap().is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_not_replaced() {
        use std::os::unix::fs::FileTypeExt;

        let null = Destination::File("/dev/null".into());
        null.check().unwrap();
        null.write("text").unwrap();
        let null = fs::metadata("/dev/null").unwrap();
        assert!(null.file_type().is_char_device());
    }
}
