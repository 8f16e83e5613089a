//! Bytes that mean harm, and values that no one should write.

use super::*;
use crate::etf::{decode, encode, skip, tag};

/// How deep terms may be nested, and types.
const TERMS: usize = 512;
const TYPES: usize = 256;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Tree {
    Leaf,
    Node(Box<Tree>, Vec<Tree>),
}

/// A tuple in a tuple, and so on.
fn tuples(depth: usize) -> Vec<u8> {
    let mut bytes = [tag::SMALL_TUPLE, 1].repeat(depth);
    bytes.push(tag::NIL);
    bytes
}

#[test]
fn terms_are_nested_so_deep_and_no_deeper() {
    let (term, _) = decode(&tuples(TERMS)).unwrap();
    let mut out = Vec::new();
    encode(&term, &mut out).unwrap();
    assert_eq!(out, tuples(TERMS));
    assert_eq!(term.to_string().len(), 2 * TERMS + "[]".len());
    assert_eq!(term, term.clone());
    let deeper = Term::tuple([term]);
    let error = encode(&deeper, &mut out).unwrap_err();
    assert!(matches!(error, Error::TooDeep { .. }), "{error}");
    assert!(deeper.to_string().contains("..."));
    let error = decode(&tuples(TERMS + 1)).unwrap_err();
    assert!(matches!(error, Error::TooDeep { .. }), "{error}");
    // To find the end needs no stack.
    assert_eq!(skip(&tuples(1_000_000)), Ok(2_000_001));
}

#[test]
fn lists_and_maps_are_as_deep_as_tuples() {
    let list = [tag::LIST, 0, 0, 0, 1];
    let map = [tag::MAP, 0, 0, 0, 1, tag::NIL];
    for (start, end) in [(&list[..], &[tag::NIL][..]), (&map[..], &[][..])] {
        for (depth, fits) in [(TERMS, true), (TERMS + 1, false)] {
            let mut bytes = start.repeat(depth);
            bytes.extend([tag::SMALL_INTEGER, 1]);
            bytes.extend(end.repeat(depth));
            assert_eq!(decode(&bytes).is_ok(), fits, "{start:?} {depth}");
            assert_eq!(skip(&bytes), Ok(bytes.len()));
        }
    }
}

#[test]
fn types_are_nested_so_deep_and_no_deeper() {
    let tree = |depth| {
        (0..depth).fold(Tree::Leaf, |tree, _| Tree::Node(tree.into(), vec![]))
    };
    // An atom at the end of tuples is nested as well.
    let deep = tree(TYPES - 1);
    let mut out = Vec::new();
    serialize_into(&deep, &mut out, &NoNode).unwrap();
    let read = deserialize::<Tree>(&out, &NoNode, MessageKind::Cast);
    assert_eq!(read, Ok(deep));
    let mut out = Vec::new();
    let error = serialize_into(&tree(TYPES + 1), &mut out, &NoNode);
    assert!(matches!(error, Err(Error::TooDeep { .. })), "{error:?}");
    let deeper = [&[tag::SMALL_TUPLE, 3, 119, 4][..], b"node"].concat();
    let error = deserialize::<Tree>(
        &deeper.repeat(TYPES + 1),
        &NoNode,
        MessageKind::Cast,
    );
    assert!(matches!(error, Err(Error::TooDeep { .. })), "{error:?}");
}

#[test]
fn a_list_may_go_on_in_its_tail_for_ever() {
    // Every list has one element, and the next list as its tail.
    let mut bytes =
        [tag::LIST, 0, 0, 0, 1, tag::SMALL_INTEGER, 7].repeat(99_999);
    bytes.push(tag::NIL);
    let (term, length) = decode(&bytes).unwrap();
    assert_eq!(length, bytes.len());
    assert_eq!(term.as_list().unwrap().len(), 99_999);
    let read = deserialize(&bytes, &NoNode, MessageKind::Cast);
    assert_eq!(read, Ok(vec![7; 99_999]));
    assert_eq!(skip(&bytes), Ok(bytes.len()));
}

#[test]
fn lengths_without_bytes_are_refused_at_once() {
    let huge = [0xff; 4];
    for tag in [
        tag::LIST,
        tag::LARGE_TUPLE,
        tag::MAP,
        tag::BINARY,
        tag::BIT_BINARY,
        tag::LARGE_BIG,
        tag::NEW_FUN,
        tag::FUN,
    ] {
        let bytes = [&[tag][..], &huge].concat();
        let error = decode(&bytes).unwrap_err();
        assert!(matches!(error, Error::Truncated { .. }), "{tag}: {error}");
        assert!(skip(&bytes).is_err());
    }
    // And nested, where each claims nearly all bytes that there are.
    for tag in [tag::LIST, tag::LARGE_TUPLE, tag::MAP, tag::FUN] {
        let claims = [tag, 0, 0, 0x07, 0].repeat(1000);
        assert!(decode(&claims).is_err());
        assert!(skip(&claims).is_err());
        let read =
            deserialize::<Vec<Tree>>(&claims, &NoNode, MessageKind::Cast);
        assert!(read.is_err());
    }
}

#[test]
fn elements_of_all_open_lists_together_have_bytes() {
    // Either list alone would have bytes enough.
    let mut bytes = vec![tag::LARGE_TUPLE, 0, 0, 0, 60];
    bytes.extend([tag::LARGE_TUPLE, 0, 0, 0, 60]);
    bytes.extend([tag::NIL; 100]);
    assert!(matches!(decode(&bytes), Err(Error::Truncated { .. })));
    assert!(matches!(skip(&bytes), Err(Error::Truncated { .. })));
}

#[test]
fn what_erlang_has_not_is_not_written() {
    for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(Term::from(float).to_bytes().is_err());
        assert!(written(&vec![float]).is_err());
    }
    let long = std::collections::HashMap::from([("a".repeat(256), 1)]);
    assert!(written(&long).is_ok(), "keys of a map are binaries");
    assert!(crate::etf::Atom::new("ü".repeat(255)).is_ok());
    assert!(crate::etf::Atom::new("ü".repeat(256)).is_err());
}
