//! What a browser may do with the page: hardly anything.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256;

/// Writes a content security policy that allows a style sheet and a script,
/// and nothing else: nothing is loaded, sent or embedded, whatever a hostile
/// text in the page might say.
pub(super) fn of(style: &str, script: &str) -> String {
    let (style, script) = (digest(style), digest(script));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; \
         script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    )
}

/// Returns the SHA-256 of a text in Base64. A cipher suite of TLS has the hash
/// at hand.
fn digest(text: &str) -> String {
    let suite = TLS13_AES_128_GCM_SHA256.tls13();
    let suite = suite.expect("it is a cipher suite of TLS 1.3");
    let hash = suite.common.hash_provider.hash(text.as_bytes());
    STANDARD.encode(hash.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_one_of_fips_180() {
        let wanted = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        assert_eq!(digest("abc"), wanted);
    }
}
