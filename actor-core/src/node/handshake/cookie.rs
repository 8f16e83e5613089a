//! The secret that all nodes of a cluster share, and how they prove it.

use std::fmt;
use std::hint::black_box;
use std::str::FromStr;
use std::sync::Arc;

use md5::{Digest as _, Md5};

/// A cookie is an atom in Erlang, and an atom has no more characters.
const MAX_CHARACTERS: usize = 255;

/// A secret that two nodes must share to talk; cheap to clone.
///
/// Nodes do not send it: each proves with a digest that it knows it. So it
/// keeps strangers out, but what members say to each other is neither hidden
/// nor protected from change by it; that is what TLS is for. It never shows
/// what it is.
#[derive(Clone)]
pub struct Cookie {
    /// As Erlang digests it: a byte for each character, in Latin-1.
    bytes: Arc<[u8]>,
}

/// Why a text is no cookie. It does not repeat the text, which is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CookieError {
    /// An empty cookie is a secret that everybody knows.
    #[error("a cookie must not be empty")]
    Empty,
    /// It has more characters than an atom can have.
    #[error("a cookie has at most 255 characters, this one has {0}")]
    TooLong(usize),
    /// It has a character that Erlang cannot digest.
    #[error("a cookie has only characters of Latin-1")]
    Character,
}

impl FromStr for Cookie {
    type Err = CookieError;

    fn from_str(text: &str) -> Result<Self, CookieError> {
        let latin_1: Result<Vec<u8>, _> =
            text.chars().map(u8::try_from).collect();
        let bytes = latin_1.map_err(|_| CookieError::Character)?;
        match bytes.len() {
            0 => Err(CookieError::Empty),
            1..=MAX_CHARACTERS => Ok(Self { bytes: bytes.into() }),
            length => Err(CookieError::TooLong(length)),
        }
    }
}

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cookie(..)")
    }
}

/// What one side asks the other to digest together with the cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Challenge(pub(super) u32);

impl Challenge {
    /// Makes one that nobody can guess.
    ///
    /// # Panics
    ///
    /// If the operating system has no random numbers to give; a node that
    /// can be predicted had better not meet anybody.
    pub(super) fn random() -> Self {
        Self(getrandom::u32().expect("the system gives random numbers"))
    }
}

/// Shows that its sender knows the cookie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proof(pub(super) [u8; Proof::LENGTH]);

impl Proof {
    pub(super) const LENGTH: usize = 16;

    pub(super) fn new(cookie: &Cookie, challenge: Challenge) -> Self {
        let digest = Md5::new()
            .chain_update(&cookie.bytes)
            .chain_update(challenge.0.to_string());
        Self(digest.finalize().into())
    }

    /// Tells whether it answers this challenge.
    ///
    /// It looks at all bytes in any case, so that the time it takes tells
    /// nothing of how many were right.
    pub(super) fn is_valid(&self, cookie: &Cookie, asked: Challenge) -> bool {
        let expected = Proof::new(cookie, asked);
        let pairs = self.0.iter().zip(&expected.0);
        pairs.fold(0, |wrong, (a, b)| black_box(wrong | (a ^ b))) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(proof: Proof) -> String {
        format!("{:032x}", u128::from_be_bytes(proof.0))
    }

    fn cookie(text: &str) -> Cookie {
        text.parse().unwrap()
    }

    #[test]
    fn a_proof_is_the_digest_that_erlang_makes() {
        // erlang:md5(["chocolate" | integer_to_list(4294967295)]).
        let proof = Proof::new(&cookie("chocolate"), Challenge(u32::MAX));
        assert_eq!(hex(proof), "c1f8e4e1064a5c6aade2f4e99b0665b5");
        // erlang:md5(["café" | integer_to_list(0)]).
        let proof = Proof::new(&cookie("café"), Challenge(0));
        assert_eq!(hex(proof), "f8d687a78caa052b347f09517b7433f0");
    }

    #[test]
    fn only_the_right_cookie_and_challenge_give_a_valid_proof() {
        let ours = cookie("chocolate");
        let asked = Challenge(42);
        let proof = Proof::new(&ours, asked);
        assert!(proof.is_valid(&ours, asked));
        assert!(!proof.is_valid(&ours, Challenge(43)));
        assert!(!proof.is_valid(&cookie("vanilla"), asked));
        for bit in 0..128 {
            let mut wrong = proof;
            wrong.0[bit / 8] ^= 1 << (bit % 8);
            assert!(!wrong.is_valid(&ours, asked), "bit {bit}");
        }
    }

    #[test]
    fn what_erlang_cannot_digest_is_no_cookie() {
        let error = |text: &str| text.parse::<Cookie>().unwrap_err();
        assert_eq!(error(""), CookieError::Empty);
        assert_eq!(error("snow☃"), CookieError::Character);
        assert_eq!(error(&"x".repeat(256)), CookieError::TooLong(256));
        assert!("é".repeat(255).parse::<Cookie>().is_ok());
    }

    #[test]
    fn a_cookie_does_not_show_itself() {
        assert_eq!(format!("{:?}", cookie("chocolate")), "Cookie(..)");
    }
}
