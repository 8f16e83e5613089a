//! What concerns all objects of a table, of whatever kind.

use std::panic::resume_unwind;

use super::object::drop_all;
use super::shared::Need;
use super::store::Store;
use super::{Kind, Table, sure};
use crate::pid::Name;

/// Walks through a table. An ordered set is walked in the order of its keys.
///
/// Every object that is there from the beginning to the end of a walk is seen
/// exactly once, whatever is inserted and deleted meanwhile, also by the walk
/// itself; every other one is seen once or not at all.
///
/// All methods panic if the table is gone, also in the midst of a walk, or the
/// current process may not use it so.
impl<K, V, S> Table<K, V, S>
where
    K: 'static,
    V: 'static,
    S: Kind<K, V, Store: Store<K, V>>,
{
    /// Returns the number of objects, as it was at one moment.
    #[track_caller]
    pub fn size(&self) -> usize {
        sure(self.run(Need::Read, Store::size))
    }

    /// Returns whether there are no objects.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.size() == 0
    }

    /// Carries a value through all objects: `ets:foldl`.
    #[track_caller]
    pub fn fold<T>(&self, start: T, mut step: impl FnMut(T, &K, &V) -> T) -> T {
        let mut value = Some(start);
        let mut cursor = <S::Store as Store<K, V>>::Cursor::default();
        while let Some(objects) =
            sure(self.run(Need::Read, |store| store.walk(&mut cursor)))
        {
            for object in objects {
                value = value.map(|value| step(value, &object.0, &object.1));
            }
        }
        value.expect("every step returns one")
    }

    /// Returns what `select` makes of those objects for which it returns
    /// something.
    #[track_caller]
    pub fn select<T>(
        &self,
        mut select: impl FnMut(&K, &V) -> Option<T>,
    ) -> Vec<T> {
        self.fold(Vec::new(), |mut selected, key, value| {
            selected.extend(select(key, value));
            selected
        })
    }

    /// Removes the objects that `select` accepts. Returns how many.
    ///
    /// One that was changed since it was accepted stays.
    #[track_caller]
    pub fn select_delete(
        &self,
        mut select: impl FnMut(&K, &V) -> bool,
    ) -> usize {
        let mut deleted = 0;
        let mut cursor = <S::Store as Store<K, V>>::Cursor::default();
        while let Some(objects) =
            sure(self.run(Need::Write, |store| store.walk(&mut cursor)))
        {
            for object in objects {
                let delete = select(&object.0, &object.1)
                    && sure(self.run(Need::Write, |s| s.remove(&object)));
                deleted += usize::from(delete);
            }
        }
        deleted
    }

    /// Returns all objects: `ets:tab2list`.
    #[track_caller]
    pub fn to_vec(&self) -> Vec<(K, V)>
    where
        K: Clone,
        V: Clone,
    {
        self.select(|key, value| Some((key.clone(), value.clone())))
    }

    /// Removes all objects, in one moment: `ets:delete_all_objects`.
    #[track_caller]
    pub fn delete_all(&self) {
        let all = sure(self.run(Need::Write, Store::clear));
        if let Err(panic) = drop_all(all) {
            resume_unwind(panic);
        }
    }

    /// What errors call it.
    pub(super) fn label(&self) -> Name {
        use super::Target;
        match &self.target {
            Target::Table(shared) => shared.label(),
            Target::Name(named) => named.name().clone(),
        }
    }
}
