//! A type with everything that serde knows, and random values of it.

use std::collections::BTreeMap;

use actor_core::etf::{Atom, Term};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use crate::arbitrary::{atom, term};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Message {
    ResetStats,
    Temperature(String),
    Put(String, Value),
    Report { city: String, celsius: Option<f64>, unit: Unit },
    Answer(Result<Value, Unit>),
    Done(Result<(), String>),
    Failed(Result<u8, ()>),
    Numbers(Numbers),
    Terms(Term, Vec<Term>, Atom),
    Table(BTreeMap<i16, Vec<u8>>),
    Bytes(#[serde(with = "serde_bytes")] Vec<u8>),
    Tree(Box<Tree>),
    Pair((char, bool), [u16; 3]),
    Nothing((), Unit, Empty),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Value {
    Celsius(f64),
    Text(String),
    Nested(Vec<Value>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unit;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Empty {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Numbers {
    small: i8,
    long: i64,
    unsigned: u64,
    huge: i128,
    vast: u128,
    age: Age,
    short: f32,
    point: (f64, Age),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Age(u8);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Tree {
    Leaf,
    Node(Box<Tree>, Option<u8>, Box<Tree>),
}

fn float() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, ZERO};
    POSITIVE | NEGATIVE | NORMAL | ZERO
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        float().prop_map(Value::Celsius),
        any::<String>().prop_map(Value::Text),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        vec(inner, 0..4).prop_map(Value::Nested)
    })
}

fn numbers() -> impl Strategy<Value = Numbers> {
    let short = proptest::num::f32::NORMAL | proptest::num::f32::ZERO;
    let numbers = any::<(i8, i64, u64, i128, u128, u8)>();
    (numbers, short, float(), any::<u8>()).prop_map(
        |((small, long, unsigned, huge, vast, age), short, point, other)| {
            let age = Age(age);
            let point = (point, Age(other));
            Numbers { small, long, unsigned, huge, vast, age, short, point }
        },
    )
}

fn tree() -> impl Strategy<Value = Tree> {
    Just(Tree::Leaf).prop_recursive(5, 20, 2, |inner| {
        (inner.clone(), any::<Option<u8>>(), inner)
            .prop_map(|(a, it, b)| Tree::Node(a.into(), it, b.into()))
    })
}

pub(crate) fn message() -> impl Strategy<Value = Message> {
    let unit = || Just(Unit);
    let fails = any::<Result<u8, ()>>();
    prop_oneof![
        Just(Message::ResetStats),
        any::<String>().prop_map(Message::Temperature),
        (any::<String>(), value()).prop_map(|(key, it)| Message::Put(key, it)),
        (any::<String>(), proptest::option::of(float())).prop_map(
            |(city, celsius)| Message::Report { city, celsius, unit: Unit }
        ),
        proptest::result::maybe_ok(value(), unit()).prop_map(Message::Answer),
        any::<Result<(), String>>().prop_map(Message::Done),
        fails.prop_map(Message::Failed),
        numbers().prop_map(Message::Numbers),
        (term(), vec(term(), 0..3), atom())
            .prop_map(|(a, b, c)| Message::Terms(a, b, c)),
        btree_map(any::<i16>(), vec(any::<u8>(), 0..6), 0..4)
            .prop_map(Message::Table),
        vec(any::<u8>(), 0..9).prop_map(Message::Bytes),
        tree().prop_map(|tree| Message::Tree(tree.into())),
        any::<((char, bool), [u16; 3])>()
            .prop_map(|(pair, all)| Message::Pair(pair, all)),
        Just(Message::Nothing((), Unit, Empty {})),
    ]
}
