//! The secret that OpenWeatherMap wants.

use std::{fmt, fs, io};

/// An API key. It never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// Takes the key itself, or `@` and the name of a file that holds it.
    ///
    /// # Errors
    /// The file cannot be read, or there is no key in it.
    pub fn read(argument: &str) -> io::Result<Self> {
        let key = match argument.strip_prefix('@') {
            Some(file) => fs::read_to_string(file)?,
            None => argument.to_owned(),
        };
        match key.trim() {
            "" => Err(io::Error::other("the API key is empty")),
            key => Ok(ApiKey(key.to_owned())),
        }
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_may_live_in_a_file() {
        let file = std::env::temp_dir()
            .join(format!("metex-key-{}", std::process::id()));
        fs::write(&file, "s3cret\n").unwrap();
        let key = ApiKey::read(&format!("@{}", file.display())).unwrap();
        fs::remove_file(&file).unwrap();
        assert_eq!(key.reveal(), "s3cret");
        assert!(ApiKey::read("@/no/such/file").is_err());
        assert!(ApiKey::read(" ").is_err());
    }

    #[test]
    fn a_key_never_prints_itself() {
        let key = ApiKey::read("s3cret").unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(..)");
    }
}
