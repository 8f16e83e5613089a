//! Binaries that are kept apart.

use bytes::Bytes;

use super::*;
use crate::etf::{
    Binary, ExternalPid, Identities, LARGE, PidRef, Pieces, serialize_message,
};

fn photo(length: usize) -> Binary {
    vec![7; length].into()
}

#[test]
fn a_message_in_pieces_is_the_message() {
    let message = (
        "album",
        vec![Ok(photo(LARGE)), Err(Some(photo(3))), Ok(photo(2 * LARGE))],
        [photo(0), photo(LARGE + 1)],
    );
    let mut whole = Vec::new();
    serialize_into(&message, &mut whole, &NoNode).unwrap();
    let mut pieces = Pieces::default();
    serialize_message(&message, &mut pieces, &NoNode).unwrap();
    assert!(pieces.bytes.len() < 200, "{}", pieces.bytes.len());
    let slices = pieces.slices();
    let joined: Vec<u8> = slices.iter().flat_map(|it| it.to_vec()).collect();
    assert!(joined == whole);
    assert!(Term::read(&whole).is_ok());
}

#[test]
fn what_is_written_inside_of_a_message_by_others_is_whole() {
    /// Is written as what another format makes of it.
    struct Sealed(Binary);

    impl Serialize for Sealed {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            let sealed = crate::etf::to_vec(&self.0);
            let sealed = sealed.map_err(serde::ser::Error::custom)?;
            to.serialize_bytes(&sealed)
        }
    }

    let mut pieces = Pieces::default();
    let sealed = Sealed(photo(LARGE));
    serialize_message(&sealed, &mut pieces, &NoNode).unwrap();
    assert!(pieces.bytes.len() > LARGE);
}

/// Keeps whatever it reads.
struct Keeper(Bytes);

impl Identities for Keeper {
    fn external(&self, _: u32, _: u32, _: u32) -> Option<ExternalPid> {
        None
    }

    fn internal(&self, _: &PidRef<'_>) -> Option<(u32, u32, u32)> {
        None
    }

    fn kept(&self, part: &[u8]) -> Option<Bytes> {
        (part.len() >= LARGE).then(|| self.0.slice_ref(part))
    }
}

#[test]
fn a_long_binary_is_a_part_of_what_is_read() {
    let sent = [photo(LARGE), photo(10)];
    let mut bytes = Vec::new();
    serialize_into(&sent, &mut bytes, &NoNode).unwrap();
    let keeper = Keeper(bytes.into());
    let kept: [Binary; 2] =
        deserialize(&keeper.0, &keeper, MessageKind::Cast).unwrap();
    assert!(kept == sent);
    assert!(keeper.0.as_ptr_range().contains(&kept[0].as_ptr()));
    assert!(!keeper.0.as_ptr_range().contains(&kept[1].as_ptr()));
}

#[test]
fn a_list_of_bytes_and_text_are_binaries_too() {
    let list = Term::charlist("Pizza");
    let binary: Binary = read(&list, MessageKind::Cast).unwrap();
    assert_eq!(&*binary, b"Pizza");
    let binary: Binary = read(&Term::from("Pizza"), MessageKind::Cast).unwrap();
    assert_eq!(&*binary, b"Pizza");
    assert!(read::<Binary>(&Term::from(7), MessageKind::Cast).is_err());
}
