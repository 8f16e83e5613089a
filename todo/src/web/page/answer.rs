//! How a file is answered.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::files::File;

/// What the page may do: nothing but run its own scripts and ask its own
/// server. Texts of strangers cannot become markup, not even by a mistake of
/// ours: browsers that know trusted types refuse to parse any.
const POLICY: &str = "default-src 'none'; script-src 'self'; \
     style-src 'self'; connect-src 'self'; img-src 'self' data:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// A file with its tag, which is a hash of what is in it.
#[derive(Clone, Copy)]
pub(super) struct Carried {
    file: &'static File,
    hash: u64,
}

impl Carried {
    pub(super) fn new(file: &'static File) -> Self {
        // Without random keys, so that a server that is started again still
        // knows the tags that it gave.
        let mut hasher = DefaultHasher::new();
        (file.kind, file.text).hash(&mut hasher);
        Self { file, hash: hasher.finish() }
    }

    /// Answers with the file, or that the client has it already.
    pub(super) fn answer(self, request: &HeaderMap) -> Response {
        let tag = format!("\"{:016x}\"", self.hash);
        let headers: [(HeaderName, HeaderValue); 6] = [
            (
                header::ETAG,
                HeaderValue::from_str(&tag).expect("digits in quotes"),
            ),
            // A page that is open for weeks asks whether there is a newer one
            // whenever it is loaded.
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
            (
                header::X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            ),
            (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (header::CONTENT_TYPE, HeaderValue::from_static(self.file.kind)),
        ];
        if has(request, &tag) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        (headers, self.file.text).into_response()
    }
}

/// Says whether a client has what has this tag. Tags are compared weakly here,
/// see [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2).
fn has(request: &HeaderMap, tag: &str) -> bool {
    let tags = request.get_all(header::IF_NONE_MATCH).iter();
    tags.filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|value| value.trim().trim_start_matches("W/"))
        .any(|value| value == tag || value == "*")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::page::files::FILES;

    fn ask(tag: Option<&str>) -> Response {
        let mut request = HeaderMap::new();
        if let Some(tag) = tag {
            let tag = HeaderValue::from_str(tag).unwrap();
            request.insert(header::IF_NONE_MATCH, tag);
        }
        Carried::new(&FILES[0]).answer(&request)
    }

    #[test]
    fn a_client_that_has_the_file_is_not_sent_it_again() {
        let first = ask(None);
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        let lists = [tag.clone(), format!("\"1\", W/{tag}"), "*".to_owned()];
        for has in lists {
            let second = ask(Some(&has));
            assert_eq!(second.status(), StatusCode::NOT_MODIFIED, "{has}");
            assert_eq!(second.headers()[header::ETAG], *tag);
        }
        assert_eq!(ask(Some("\"1\"")).status(), StatusCode::OK);
    }

    #[test]
    fn the_policy_is_sent_with_every_file() {
        for file in FILES {
            let answer = Carried::new(file).answer(&HeaderMap::new());
            let policy = &answer.headers()[header::CONTENT_SECURITY_POLICY];
            assert!(policy.to_str().unwrap().starts_with("default-src 'none'"));
        }
    }

    #[test]
    fn every_file_has_a_tag_of_its_own() {
        let mut hashes: Vec<_> =
            FILES.iter().map(|file| Carried::new(file).hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), FILES.len());
    }
}
