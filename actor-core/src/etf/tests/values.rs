//! Values borrowed from the bytes, and bytes that are left.

use super::*;

#[test]
fn text_and_bytes_are_borrowed() {
    let term = tuple([
        Term::from("text"),
        atom("atom"),
        Term::charlist("list"),
        Term::binary(vec![1, 2, 255]),
    ]);
    let mut bytes = Vec::new();
    crate::etf::encode(&term, &mut bytes).unwrap();
    let read: (&str, &str, &str, &[u8]) =
        deserialize(&bytes, &NoNode, MessageKind::Cast).unwrap();
    assert_eq!(read, ("text", "atom", "list", &[1, 2, 255][..]));
}

#[test]
fn a_message_that_goes_on_is_refused() {
    let error = deserialize::<u8>(&[97, 1, 97], &NoNode, MessageKind::Cast);
    assert_eq!(error, Err(Error::Trailing { at: 2 }));
    let error = deserialize::<u8>(&[97], &NoNode, MessageKind::Cast);
    assert_eq!(error, Err(Error::Truncated { at: 1 }));
}

#[test]
fn an_error_says_where() {
    let term = tuple([Term::from(1), Term::list([atom("a"), atom("b")])]);
    let error = read::<(u8, Vec<u8>)>(&term, MessageKind::Cast).unwrap_err();
    // The tuple has two bytes, its first element two, the list's start five.
    assert_eq!(
        error.to_string(),
        "invalid type: string \"a\", expected u8, at byte 9"
    );
}
