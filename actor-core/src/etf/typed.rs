//! Whole values to bytes, to terms, and back.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::Error;
use super::identities::NoNode;
use super::term::Term;
use super::{MessageKind, compressed, deserialize, serialize_into, tag};

/// Writes a value as `term_to_binary` writes its term.
///
/// ```
/// use actor_core::etf;
///
/// #[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq)]
/// enum Message {
///     Put { key: String, value: f64 },
///     ResetStats,
/// }
///
/// let put = Message::Put { key: "Singapore".into(), value: 31.5 };
/// let bytes = etf::to_vec(&put)?;
/// assert_eq!(
///     etf::Term::from_bytes(&bytes)?.to_string(),
///     r#"{put,#{key => <<"Singapore">>,value => 31.5}}"#
/// );
/// assert_eq!(etf::from_slice::<Message>(&bytes)?, put);
/// # Ok::<(), etf::Error>(())
/// ```
///
/// # Errors
/// If the value is nothing that Erlang has, such as an infinite float.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(64);
    out.push(tag::VERSION);
    write(value, &mut out)?;
    Ok(out)
}

/// Reads a value from a term as `term_to_binary` writes it.
///
/// # Errors
/// If the bytes are not one whole term, or not of this type.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    deserialize(&compressed::body(bytes)?, &NoNode, MessageKind::Cast)
}

impl Term {
    /// Creates the term of a value.
    ///
    /// # Errors
    /// As [`to_vec`].
    pub fn from_value<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        write(value, &mut bytes)?;
        Self::read(&bytes)
    }

    /// Creates the value that the term is.
    ///
    /// # Errors
    /// As [`from_slice`].
    pub fn to_value<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let mut bytes = Vec::new();
        super::encode(self, &mut bytes)?;
        deserialize(&bytes, &NoNode, MessageKind::Cast)
    }
}

/// Writes a value that is no question: nobody could answer it.
fn write<T: Serialize + ?Sized>(
    value: &T,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    if serialize_into(value, out, &NoNode)?.reply {
        let what = "the address of an answer is valid inside a node only";
        return Err(Error::Reply { what });
    }
    Ok(())
}
