//! Binaries that are sent and received without being copied.

use std::cell::RefCell;
use std::fmt;
use std::mem;
use std::ops::Deref;

use bytes::Bytes;
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::pieces::LARGE;

/// The newtype by which a [`Binary`] passes through serde.
pub(super) const BINARY: &str = "$etf::Binary";

/// Bytes in a message, which are a binary in Erlang; cheap to clone.
///
/// To and from another node long ones go without being copied: what is sent is
/// what is written to the socket, and what is received is a part of what was
/// read from it. `Vec<u8>` would be a list of numbers, and with `serde_bytes`
/// it is copied on each side.
///
/// ```
/// use actor_core::etf::{self, Binary};
///
/// let photo = Binary::from(vec![0x89, b'P', b'N', b'G']);
/// let bytes = etf::to_vec(&("singapore.png", photo.clone()))?;
/// let (_, read): (String, Binary) = etf::from_slice(&bytes)?;
/// assert_eq!(read, photo);
/// assert_eq!(&read[1..], b"PNG");
/// # Ok::<(), etf::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Binary(Bytes);

impl Binary {
    /// Returns the bytes, which are shared and not copied.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl Deref for Binary {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl<B: Into<Bytes>> From<B> for Binary {
    fn from(bytes: B) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

thread_local! {
    /// What a binary and the format hand each other, because serde would have
    /// it copied.
    static HANDED: RefCell<Handed> = const { RefCell::new(Handed::Nothing) };
}

#[derive(Default)]
enum Handed {
    #[default]
    Nothing,
    /// The format takes a long one as it is.
    Wanted,
    Bytes(Bytes),
}

/// Runs `write`, which writes a [`Binary`]. Returns its bytes too if it has
/// handed them over, and written an empty one.
pub(super) fn taking<T>(write: impl FnOnce() -> T) -> (T, Option<Bytes>) {
    let (result, left) = handing(Handed::Wanted, write);
    match left {
        Handed::Bytes(bytes) => (result, Some(bytes)),
        _ => (result, None),
    }
}

/// Runs `read`, which reads a [`Binary`] of these bytes from no bytes.
pub(super) fn giving<T>(bytes: Bytes, read: impl FnOnce() -> T) -> T {
    handing(Handed::Bytes(bytes), read).0
}

fn handing<T>(handed: Handed, run: impl FnOnce() -> T) -> (T, Handed) {
    let outer = HANDED.replace(handed);
    let result = run();
    (result, HANDED.replace(outer))
}

/// The bytes of a binary, which is a newtype only around the value.
struct Content<'a>(&'a Bytes);

impl Serialize for Content<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let is_taken = HANDED.with_borrow_mut(|handed| match handed {
            Handed::Wanted if self.0.len() >= LARGE => {
                *handed = Handed::Bytes(self.0.clone());
                true
            }
            _ => false,
        });
        to.serialize_bytes(if is_taken { &[] } else { self.0 })
    }
}

impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_newtype_struct(BINARY, &Content(&self.0))
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(BINARY, ContentVisitor).map(Self)
    }
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a binary")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        from: D,
    ) -> Result<Bytes, D::Error> {
        from.deserialize_byte_buf(self)
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
        let handed = HANDED.with_borrow_mut(mem::take);
        Ok(match handed {
            Handed::Bytes(bytes) => bytes,
            _ => Bytes::copy_from_slice(bytes),
        })
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
        Ok(bytes.into())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Bytes, E> {
        self.visit_bytes(text.as_bytes())
    }

    /// A format without bytes has written a sequence of numbers.
    fn visit_seq<A: SeqAccess<'de>>(
        self,
        mut sequence: A,
    ) -> Result<Bytes, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = sequence.next_element()? {
            bytes.push(byte);
        }
        Ok(bytes.into())
    }
}
