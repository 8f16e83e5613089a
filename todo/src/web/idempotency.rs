//! `Idempotency-Key`: a request that can be asked for again without being
//! done again.

use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::problem::Problem;
use crate::list::RequestKey;

/// The longest key, in bytes.
const LONGEST: usize = 100;

/// Returns by what a request is recognised if it is asked for again.
pub(super) fn key(
    request: &Parts,
    body: &[u8],
) -> Result<Option<RequestKey>, Problem> {
    let Some(key) = only(&request.headers)? else { return Ok(None) };
    let (method, path) = (request.method.as_str(), request.uri.path());
    let query = request.uri.query().unwrap_or_default();
    let texts = [method, path, query].map(str::as_bytes);
    let fingerprint = hash(texts.into_iter().chain([body]));
    Ok(Some(RequestKey { key: key.into(), fingerprint }))
}

fn only(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut all = headers.get_all("idempotency-key").iter();
    let Some(key) = all.next() else { return Ok(None) };
    let is_right = (1..=LONGEST).contains(&key.len())
        && key.as_bytes().iter().all(u8::is_ascii_graphic)
        && all.next().is_none();
    let key = key.to_str().ok().filter(|_| is_right);
    let wrong = "`Idempotency-Key` is 1 to 100 visible characters of ASCII";
    key.map(Some).ok_or_else(|| Problem::bad(wrong))
}

/// Hashes texts by FNV-1a. Hashes are kept with the lists, so they must be the
/// same in every version of the program.
fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        // A byte that is in no method and no path separates them.
        for byte in part.iter().chain(&[0]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_same_for_ever() {
        let of =
            |parts: &[&str]| hash(parts.iter().map(|part| part.as_bytes()));
        // FNV-1a of nothing, and of `a` with a zero after it.
        assert_eq!(of(&[]), 0xcbf2_9ce4_8422_2325);
        assert_eq!(of(&["a"]), 0x089b_e207_b544_f1e4);
        assert_eq!(of(&["POST", "/"]), of(&["POST\0/"]));
        assert_ne!(of(&["POST", "/"]), of(&["POST/", ""]));
    }
}
