//! Where a server is.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

/// Where a server is: `http://127.0.0.1:5454`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ServerUrl(Url);

impl ServerUrl {
    /// Returns the address of something that it has: each part of the path is
    /// any text.
    pub(super) fn of<'a>(
        &self,
        path: impl IntoIterator<Item = &'a str>,
    ) -> Url {
        let mut url = self.0.clone();
        url.path_segments_mut()
            .expect("a URL of HTTP has a path")
            .pop_if_empty()
            .extend(path);
        url
    }
}

impl FromStr for ServerUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let example = "write one like http://127.0.0.1:5454";
        if text.is_empty() {
            return Err(format!("there is no URL; {example}"));
        }
        if !text.contains("://") {
            return Err(format!("'{text}' is no URL; write http://{text}"));
        }
        let url = Url::parse(text).map_err(|error| {
            format!("'{text}' is no URL, {error}; {example}")
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!(
                "a server speaks http or https, not {}; {example}",
                url.scheme()
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(format!("that is more than a server; {example}"));
        }
        Ok(Self(url))
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_list_is_one_part_of_the_path() {
        for text in ["http://localhost:1", "http://localhost:1/"] {
            let server: ServerUrl = text.parse().unwrap();
            let url = server.of(["lists", "../a/b?c d%"]);
            let expected = "http://localhost:1/lists/..%2Fa%2Fb%3Fc%20d%25";
            assert_eq!(url.as_str(), expected);
            assert_eq!(server.to_string(), "http://localhost:1");
        }
    }

    #[test]
    fn what_is_no_server_is_said_with_what_would_be_one() {
        for text in [
            "",
            "localhost:5454",
            "http://",
            "ftp://localhost",
            "http://localhost/?a=b",
        ] {
            let error = text.parse::<ServerUrl>().unwrap_err();
            assert!(error.contains("http"), "{error}");
        }
    }
}
