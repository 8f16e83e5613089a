//! What kinds of tables there are.

use std::marker::PhantomData;

use super::hashed::Hashed;
use super::object::Object;
use super::ordered::Ordered;

/// One object a key, in no order: `set`.
pub type Set = SetOf<Unordered>;

/// One object a key, in the order of the keys: `ordered_set`.
pub type OrderedSet = SetOf<Sorted>;

/// Several objects a key, but no two that are equal: `bag`.
pub type Bag = BagOf<Distinct>;

/// Several objects a key, equal ones too: `duplicate_bag`.
pub type DuplicateBag = BagOf<Repeated>;

/// A [`Set`] or an [`OrderedSet`].
#[derive(Debug)]
pub struct SetOf<O>(PhantomData<O>);

/// A [`Bag`] or a [`DuplicateBag`].
#[derive(Debug)]
pub struct BagOf<A>(PhantomData<A>);

/// Says that a set has no order.
#[derive(Debug)]
pub enum Unordered {}

/// Says that a set is in the order of its keys.
#[derive(Debug)]
pub enum Sorted {}

/// Says that a bag has no two equal objects.
#[derive(Debug)]
pub enum Distinct {}

/// Says that a bag may have equal objects.
#[derive(Debug)]
pub enum Repeated {}

/// A kind of table: [`Set`], [`OrderedSet`], [`Bag`] or [`DuplicateBag`].
///
/// What a kind asks of keys and values is said where a table is used: a bound
/// here would keep the compiler from seeing that a `Table<&'static str, _>`
/// may be sent.
pub trait Kind<K, V>: 'static {
    /// What keeps the objects. Not for use outside of this crate.
    #[doc(hidden)]
    type Store;
}

/// The order of a set: [`Unordered`] or [`Sorted`].
pub trait Order<K, V>: 'static {
    /// What keeps the objects. Not for use outside of this crate.
    #[doc(hidden)]
    type Store;
}

/// Which objects may be in a bag: [`Distinct`] or [`Repeated`] ones.
pub trait Admit<V>: 'static {
    /// Returns whether an object may be put to those of the same key.
    #[doc(hidden)]
    fn admits<K>(held: &[Object<K, V>], object: &Object<K, V>) -> bool;
}

impl<K, V> Order<K, V> for Unordered {
    type Store = Hashed<K, V, Object<K, V>>;
}

impl<K, V> Order<K, V> for Sorted {
    type Store = Ordered<K, V>;
}

impl<V: PartialEq> Admit<V> for Distinct {
    fn admits<K>(held: &[Object<K, V>], object: &Object<K, V>) -> bool {
        held.iter().all(|held| held.1 != object.1)
    }
}

impl<V> Admit<V> for Repeated {
    fn admits<K>(_: &[Object<K, V>], _: &Object<K, V>) -> bool {
        true
    }
}

impl<K, V, O: Order<K, V>> Kind<K, V> for SetOf<O> {
    type Store = O::Store;
}

impl<K, V, A: 'static> Kind<K, V> for BagOf<A> {
    type Store = Hashed<K, V, Vec<Object<K, V>>>;
}
