//! Another crate for the same format, which must understand what we write.
//!
//! What it does otherwise:
//! - a list of bytes in the short form is a `ByteList` there, not a list;
//! - a list of negative integers is written as bytes, so that others come back;
//! - the bits of a last byte are its lower ones there;
//! - it has no test for the length of atoms.

use actor_core::etf::{
    Atom, ExternalPid, ExternalPort, ExternalReference, Term,
};

use crate::arbitrary::{some, term};

const TERMS: usize = 2000;

fn atom(atom: &eetf::Atom) -> Atom {
    Atom::new(atom.name.as_str()).unwrap()
}

/// Makes our term of theirs.
fn ours(term: &eetf::Term) -> Term {
    use eetf::Term as T;
    let all = |terms: &[T]| terms.iter().map(ours).collect::<Vec<_>>();
    match term {
        T::Atom(it) => atom(it).into(),
        T::FixInteger(it) => it.value.into(),
        T::BigInteger(it) => {
            let (sign, magnitude) = it.value.to_bytes_le();
            // The type of signs is of a crate that is not at hand.
            Term::big(format!("{sign:?}") == "Minus", &magnitude)
        }
        T::Float(it) => it.value.into(),
        T::Pid(it) => {
            let (id, serial, creation) = (it.id, it.serial, it.creation);
            ExternalPid { node: atom(&it.node), id, serial, creation }.into()
        }
        T::Port(it) => {
            let (id, creation) = (it.id, it.creation);
            ExternalPort { node: atom(&it.node), id, creation }.into()
        }
        T::Reference(it) => {
            let node = atom(&it.node);
            let it = ExternalReference::new(node, it.creation, &it.id);
            it.unwrap().into()
        }
        T::Binary(it) => Term::binary(it.bytes.clone()),
        T::BitBinary(it) => {
            let mut bytes = it.bytes.clone();
            let bits = it.tail_bits_size;
            *bytes.last_mut().unwrap() <<= 8 - bits;
            Term::bits(bytes, bits).unwrap()
        }
        T::ByteList(it) => Term::list(it.bytes.iter().copied().map(Term::from)),
        T::List(it) => all(&it.elements).into(),
        T::ImproperList(it) => {
            Term::ImproperList(all(&it.elements), ours(&it.last).into())
        }
        T::Tuple(it) => Term::tuple(all(&it.elements)),
        T::Map(it) => Term::map(
            it.map.iter().map(|(key, value)| (ours(key), ours(value))),
        ),
        T::ExternalFun(_) | T::InternalFun(_) => panic!("no funs are made"),
    }
}

/// Returns whether it holds a list that the other crate writes as bytes though
/// it has negative integers.
fn has_negatives(term: &Term) -> bool {
    let small = |term: &Term| term.as_integer().is_some_and(|it| it < 256);
    let negative = |term: &Term| term.as_integer().is_some_and(|it| it < 0);
    match term {
        Term::List(terms) => {
            terms.iter().all(small) && terms.iter().any(negative)
                || terms.iter().any(has_negatives)
        }
        Term::Tuple(terms) => terms.iter().any(has_negatives),
        Term::ImproperList(terms, end) => {
            terms.iter().any(has_negatives) || has_negatives(end)
        }
        Term::Map(pairs) => pairs
            .iter()
            .any(|(key, value)| has_negatives(key) || has_negatives(value)),
        _ => false,
    }
}

#[test]
fn the_other_crate_reads_what_we_write_and_we_what_it_writes() {
    let terms = some(TERMS, &term());
    for term in &terms {
        let bytes = term.to_bytes().unwrap();
        let theirs = eetf::Term::decode(&bytes[..]).unwrap();
        assert_eq!(&ours(&theirs), term);
        if has_negatives(term) {
            continue;
        }
        let mut back = Vec::new();
        theirs.encode(&mut back).unwrap();
        assert_eq!(&Term::from_bytes(&back).unwrap(), term);
    }
}
