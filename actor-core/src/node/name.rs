//! What a node is called.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use crate::etf::{Atom, Term};

/// A node name is an atom on the wire, and an atom has no more characters.
const MAX_CHARACTERS: usize = 255;

/// Names a node of a cluster: `name@host`; cheap to clone.
///
/// The part before the `@` is what the port mapper of the host knows the node
/// by; the part behind it is where others look for it.
///
/// ```
/// use actor_core::node::NodeName;
///
/// let node: NodeName = "chucky@127.0.0.1".parse()?;
/// assert_eq!((node.alive(), node.host()), ("chucky", "127.0.0.1"));
/// # Ok::<(), actor_core::node::NodeNameError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeName {
    text: Arc<str>,
}

/// Which names a cluster uses; a node of one kind never meets the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// The host has a dot or is an address, as after `erl -name`.
    Long,
    /// The host is a word, as after `erl -sname`.
    Short,
}

impl fmt::Display for NameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Long => "long",
            Self::Short => "short",
        })
    }
}

/// Why a text is no node name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NodeNameError {
    /// There is no `@`, or more than one.
    #[error("{0:?} is no node name: write it as name@host, with one @")]
    OneAt(String),
    /// Nothing is before the `@`.
    #[error("{0:?} is no node name: nothing is before the @")]
    NoName(String),
    /// Nothing is behind the `@`.
    #[error("{0:?} is no node name: nothing is behind the @")]
    NoHost(String),
    /// It has a space, a control character or one beyond Latin-1, in which
    /// nodes tell each other their names.
    #[error("{0:?} is no node name: it cannot have a {1:?}")]
    Character(String, char),
    /// It has more characters than an atom can have.
    #[error("a node name has at most 255 characters, this one has {0}")]
    TooLong(usize),
    /// The name is long where names are short, or the other way round.
    #[error("{}", wrong_kind(.0, *.1))]
    WrongKind(NodeName, NameKind),
}

impl NodeName {
    /// Returns the part before the `@`.
    pub fn alive(&self) -> &str {
        self.split().0
    }

    /// Returns the part behind the `@`.
    pub fn host(&self) -> &str {
        self.split().1
    }

    /// Returns the whole name.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Tells whether the name is a long or a short one.
    pub fn kind(&self) -> NameKind {
        let host = self.host();
        if host.contains('.') || host.parse::<IpAddr>().is_ok() {
            NameKind::Long
        } else {
            NameKind::Short
        }
    }

    /// Returns the name if it is of this kind.
    ///
    /// # Errors
    ///
    /// [`NodeNameError::WrongKind`], which says what the host should be.
    pub fn of_kind(self, kind: NameKind) -> Result<Self, NodeNameError> {
        if self.kind() == kind {
            Ok(self)
        } else {
            Err(NodeNameError::WrongKind(self, kind))
        }
    }

    /// Reads a name as nodes tell it each other, a byte for each character.
    pub(super) fn from_latin_1(bytes: &[u8]) -> Result<Self, NodeNameError> {
        let text: String = bytes.iter().copied().map(char::from).collect();
        text.parse()
    }

    /// Writes the name as nodes tell it each other, a byte for each character.
    pub(super) fn to_latin_1(&self) -> Vec<u8> {
        let byte = |c| u8::try_from(c).expect("a node name is Latin-1");
        self.text.chars().map(byte).collect()
    }

    fn split(&self) -> (&str, &str) {
        self.text.split_once('@').expect("a node name has an @")
    }
}

fn wrong_kind(name: &NodeName, wanted: NameKind) -> String {
    let advice = match wanted {
        NameKind::Long => {
            "is short, but names are long here: give the host with its \
             domain, or an address"
        }
        NameKind::Short => {
            "is long, but names are short here: give the host without dots"
        }
    };
    format!("{name} {advice}")
}

fn is_allowed(c: char) -> bool {
    c <= 'ÿ' && !c.is_whitespace() && !c.is_control()
}

impl FromStr for NodeName {
    type Err = NodeNameError;

    fn from_str(text: &str) -> Result<Self, NodeNameError> {
        let characters = text.chars().count();
        if characters > MAX_CHARACTERS {
            return Err(NodeNameError::TooLong(characters));
        }
        let refused = |why: fn(String) -> NodeNameError| Err(why(text.into()));
        let Some((alive, host)) = text.split_once('@') else {
            return refused(NodeNameError::OneAt);
        };
        if host.contains('@') {
            return refused(NodeNameError::OneAt);
        }
        if alive.is_empty() {
            return refused(NodeNameError::NoName);
        }
        if host.is_empty() {
            return refused(NodeNameError::NoHost);
        }
        if let Some(wrong) = text.chars().find(|c| !is_allowed(*c)) {
            return Err(NodeNameError::Character(text.into(), wrong));
        }
        Ok(Self { text: text.into() })
    }
}

/// In a message to another node: an atom.
impl Serialize for NodeName {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match Atom::new(self.text.clone()) {
            Ok(atom) => Term::Atom(atom).serialize(to),
            Err(error) => Err(ser::Error::custom(error)),
        }
    }
}

impl<'de> Deserialize<'de> for NodeName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // An atom can be read as a text.
        let text = String::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl AsRef<str> for NodeName {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for NodeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for NodeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Result<NodeName, NodeNameError> {
        text.parse()
    }

    #[test]
    fn a_name_is_two_parts() {
        let node = name("chucky@127.0.0.1").unwrap();
        assert_eq!(node.alive(), "chucky");
        assert_eq!(node.host(), "127.0.0.1");
        assert_eq!(node.to_string(), "chucky@127.0.0.1");
    }

    #[test]
    fn a_name_crosses_the_wire_in_latin_1() {
        let node = name("café@hôte").unwrap();
        let bytes = node.to_latin_1();
        assert_eq!(bytes, b"caf\xe9@h\xf4te");
        assert_eq!(NodeName::from_latin_1(&bytes), Ok(node));
        assert!(NodeName::from_latin_1(b"\0").is_err());
    }

    #[test]
    fn what_is_no_name_is_refused_and_says_why() {
        use NodeNameError::{Character, NoHost, NoName, OneAt, TooLong};

        let of = |text: &str| name(text).unwrap_err();
        assert_eq!(of(""), OneAt(String::new()));
        assert_eq!(of("chucky"), OneAt("chucky".into()));
        assert_eq!(of("a@b@c"), OneAt("a@b@c".into()));
        assert_eq!(of("@host"), NoName("@host".into()));
        assert_eq!(of("chucky@"), NoHost("chucky@".into()));
        for wrong in [' ', '\0', '\n', '\u{a0}', '☃'] {
            let text = format!("a{wrong}b@host");
            assert_eq!(of(&text), Character(text, wrong));
        }
        assert_eq!(of(&format!("a@{}", "b".repeat(254))), TooLong(256));
        assert!(name(&format!("a@{}", "b".repeat(253))).is_ok());
    }

    #[test]
    fn a_host_with_a_dot_or_an_address_makes_a_long_name() {
        for long in ["a@host.example.org", "a@127.0.0.1", "a@::1"] {
            assert_eq!(name(long).unwrap().kind(), NameKind::Long, "{long}");
        }
        assert_eq!(name("a@host").unwrap().kind(), NameKind::Short);
    }

    #[test]
    fn a_name_of_the_other_kind_is_refused_with_advice() {
        let short = name("a@host").unwrap();
        let refused = short.clone().of_kind(NameKind::Long).unwrap_err();
        assert!(refused.to_string().contains("with its domain"), "{refused}");
        assert_eq!(short.clone().of_kind(NameKind::Short), Ok(short));

        let long = name("a@host.org").unwrap();
        let refused = long.of_kind(NameKind::Short).unwrap_err();
        assert!(refused.to_string().contains("without dots"), "{refused}");
    }

    #[test]
    fn names_have_the_order_of_their_text() {
        // Which of two connections wins is decided by it.
        assert!(name("b@a").unwrap() > name("a@z").unwrap());
        assert!(name("a@b").unwrap() > name("a-b@b").unwrap());
    }
}
