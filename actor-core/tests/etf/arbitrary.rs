//! Random terms.

use std::collections::HashSet;

use actor_core::etf::{
    Atom, ExternalPid, ExternalPort, ExternalReference, Term,
};
use proptest::collection::vec;
use proptest::num::f64;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::SEED;

/// How random tests run: with inputs that are the same each time.
pub(crate) fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(SEED),
        ..Config::default()
    }
}

/// Returns some random values.
pub(crate) fn some<S: Strategy>(count: usize, of: &S) -> Vec<S::Value> {
    let mut runner = TestRunner::new(config(1));
    (0..count)
        .map(|_| of.new_tree(&mut runner).expect("there is one").current())
        .collect()
}

pub(crate) fn atom() -> impl Strategy<Value = Atom> {
    let text = prop_oneof![
        "[a-z][a-zA-Z0-9_@]{0,10}",
        "\\PC{0,12}",
        vec(any::<char>(), 0..8).prop_map(String::from_iter),
        Just("ü".repeat(255)),
        Just("end".to_owned()),
    ];
    text.prop_map(|text| Atom::new(text).expect("it is not too long"))
}

fn number() -> impl Strategy<Value = Term> {
    prop_oneof![
        any::<u8>().prop_map(Term::from),
        any::<i32>().prop_map(Term::from),
        any::<i64>().prop_map(Term::from),
        any::<i128>().prop_map(Term::from),
        (any::<bool>(), vec(any::<u8>(), 0..20))
            .prop_map(|(negative, bytes)| Term::big(negative, &bytes)),
        Just(Term::big(true, &[7; 300])),
        prop_oneof![
            f64::NORMAL | f64::SUBNORMAL,
            // Before OTP 27 -0.0 is the same key as 0.0, so there is none.
            (-2000i32..2000).prop_map(|whole| f64::from(whole) / 8.0),
            (-400i32..400).prop_map(|power| 10f64.powi(power.clamp(-300, 300))),
        ]
        .prop_map(Term::from),
    ]
}

/// What can be written in Erlang's own notation.
fn plain() -> impl Strategy<Value = Term> {
    prop_oneof![
        4 => number(),
        2 => atom().prop_map(Term::from),
        1 => any::<String>().prop_map(Term::from),
        1 => vec(any::<u8>(), 0..12).prop_map(Term::binary),
        1 => "[ -~\n\t]{0,12}".prop_map(Term::from),
        1 => "\\PC{0,12}".prop_map(|text| Term::charlist(&text)),
        1 => vec(any::<u8>(), 0..12).prop_map(|bytes| {
            Term::list(bytes.into_iter().map(Term::from))
        }),
        1 => (vec(any::<u8>(), 1..5), 1u8..9).prop_map(|(bytes, bits)| {
            Term::bits(bytes, bits).expect("the last byte has bits")
        }),
    ]
}

/// What nobody can write, because it names something that exists.
fn named() -> impl Strategy<Value = Term> {
    prop_oneof![
        (atom(), any::<[u32; 3]>()).prop_map(
            |(node, [id, serial, creation])| {
                ExternalPid { node, id, serial, creation }.into()
            }
        ),
        (atom(), prop_oneof![any::<u64>(), 0..1u64 << 29], any::<u32>())
            .prop_map(|(node, id, creation)| {
                ExternalPort { node, id, creation }.into()
            }),
        (atom(), any::<u32>(), vec(any::<u32>(), 1..6)).prop_map(
            |(node, creation, words)| {
                let it = ExternalReference::new(node, creation, &words);
                it.expect("one to five words are allowed").into()
            }
        ),
    ]
}

fn nested(
    leaf: impl Strategy<Value = Term> + 'static,
) -> impl Strategy<Value = Term> {
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Term::from),
            vec(inner.clone(), 0..6).prop_map(Term::tuple),
            (vec(inner.clone(), 1..4), number())
                .prop_map(|(terms, end)| Term::ImproperList(terms, end.into())),
            vec((inner.clone(), inner), 0..5).prop_map(|pairs| {
                let mut keys = HashSet::new();
                let is_new = |pair: &(Term, Term)| keys.insert(pair.0.clone());
                Term::map(pairs.into_iter().filter(is_new))
            }),
        ]
    })
}

/// Terms that Erlang's own notation has.
pub(crate) fn plain_term() -> impl Strategy<Value = Term> {
    nested(plain())
}

/// Terms of any kind but funs.
pub(crate) fn term() -> impl Strategy<Value = Term> {
    nested(prop_oneof![4 => plain().boxed(), 1 => named().boxed()])
}
