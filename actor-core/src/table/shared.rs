//! A table as all its handles share it: who owns it, and what becomes of it
//! when its owner ends.

use std::any::type_name;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use super::heir::Inherit;
use super::kind::Kind;
use super::object::drop_all;
use super::store::{Closed, Store};
use super::{Access, Table, TableError, Transfer};
use crate::exit::{ExitReason, NoProc};
use crate::pid::{Name, Pid};
use crate::process::{self, Belonging, Process};
use crate::sync::{AtomicU64, Mutex};
use crate::system::Kernel;

pub(super) struct Shared<K, V, S: Kind<K, V>> {
    this: Weak<Self>,
    pub(super) kernel: Arc<Kernel>,
    pub(super) name: Option<Name>,
    access: Access,
    /// The pid; nobody if the table is gone.
    owner: AtomicU64,
    /// Held while the table changes hands.
    heir: Mutex<Option<Heir<K, V, S>>>,
    pub(super) store: S::Store,
}

pub(super) type Heir<K, V, S> = Box<dyn Inherit<K, V, S>>;

/// What an operation needs.
#[derive(Clone, Copy)]
pub(super) enum Need {
    Read,
    Write,
}

impl<K, V, S> Shared<K, V, S>
where
    K: 'static,
    V: 'static,
    S: Kind<K, V, Store: Store<K, V>>,
{
    /// Makes a table that belongs to the current process.
    #[track_caller]
    pub(super) fn create(
        name: Option<Name>,
        access: Access,
        heir: Option<Heir<K, V, S>>,
    ) -> Result<Arc<Self>, TableError> {
        let me = process::me();
        let shared = Arc::new_cyclic(|this| Self {
            this: this.clone(),
            kernel: me.head().kernel.clone(),
            name,
            access,
            owner: AtomicU64::new(bits(me.pid())),
            heir: Mutex::new(heir),
            store: S::Store::new(),
        });
        if let Some(name) = &shared.name
            && !shared.kernel.tables.insert(name.clone(), shared.clone())
        {
            return Err(TableError::Taken(name.clone()));
        }
        if !process::give(&*me, shared.clone()) {
            shared.vanish();
        }
        Ok(shared)
    }

    pub(super) fn owner(&self) -> Option<Pid> {
        let bits = self.owner.load(Ordering::Acquire);
        (bits != NOBODY).then(|| pid(bits))
    }

    /// What errors call it.
    pub(super) fn label(&self) -> Name {
        self.name.clone().unwrap_or_else(|| type_name::<(K, V)>().into())
    }

    pub(super) fn gone(&self, _: Closed) -> TableError {
        TableError::Gone(self.label())
    }

    /// Says whether the current process may do this.
    #[inline]
    pub(super) fn check(&self, need: Need) -> Result<(), TableError> {
        match (self.access, need) {
            (Access::Public, _) | (Access::Protected, Need::Read) => Ok(()),
            _ => self.check_owner(),
        }
    }

    /// Says whether the current process is the owner.
    pub(super) fn check_owner(&self) -> Result<(), TableError> {
        let me = process::current_pid(&self.kernel)
            .map_or(NOBODY, |me| bits(me.pid()));
        match self.owner.load(Ordering::Acquire) {
            NOBODY => Err(self.gone(Closed)),
            owner if owner == me => Ok(()),
            _ => Err(TableError::Denied(self.label(), self.access)),
        }
    }

    /// Gives the table of the current process to another one, if that is
    /// alive.
    pub(super) fn give_away(
        &self,
        to: &Arc<dyn Process>,
    ) -> Result<Transfer<K, V, S>, NoProc> {
        let me = process::me();
        let heir = self.heir.lock();
        let transfer = self.hand_over(to, me.pid()).ok_or(NoProc)?;
        drop(heir);
        self.leave(&*me);
        Ok(transfer)
    }

    /// Removes the table, which its owner or somebody else does not need.
    pub(super) fn delete(&self) -> Result<(), TableError> {
        let heir = self.heir.lock();
        let owner = self.owner().ok_or_else(|| self.gone(Closed))?;
        self.owner.store(NOBODY, Ordering::Release);
        drop(heir);
        if let Some(owner) = self.kernel.table.find(owner) {
            self.leave(&*owner);
        }
        self.vanish();
        Ok(())
    }

    /// Makes another process the owner, if it is alive.
    fn hand_over(
        &self,
        to: &Arc<dyn Process>,
        from: Pid,
    ) -> Option<Transfer<K, V, S>> {
        let head = to.head();
        if head.pid() == from || !Arc::ptr_eq(&head.kernel, &self.kernel) {
            return None;
        }
        let this = self.this.upgrade()?;
        // First, because it may end as soon as it is given the table.
        self.owner.store(bits(head.pid()), Ordering::Release);
        if process::give(&**to, this.clone()) {
            return Some(Transfer { table: Table::direct(this), from });
        }
        self.owner.store(bits(from), Ordering::Release);
        None
    }

    /// Is not told of the end of a process any more.
    fn leave(&self, owner: &dyn Process) {
        let me = std::ptr::from_ref(self).cast::<()>();
        owner.with(|control| {
            let Some(relations) = &mut control.relations else { return };
            relations.belongings.retain(|b| Arc::as_ptr(b).cast() != me);
        });
    }

    /// Drops all objects and frees the name, in this order: who has a new
    /// table of the same name knows that the old one is empty.
    fn vanish(&self) {
        self.owner.store(NOBODY, Ordering::Release);
        let empty = || drop_all(self.store.close());
        let emptied = catch_unwind(AssertUnwindSafe(empty));
        if emptied.flatten().is_err() {
            tracing::error!(
                table = %self.label(),
                "an object panicked when its table was gone"
            );
        }
        if let Some(name) = &self.name {
            self.kernel.tables.remove(name);
        }
        // What the heir would have been told is of no use any more.
        let heir = self.heir.lock().take();
        drop(heir);
    }
}

impl<K, V, S> Belonging for Shared<K, V, S>
where
    K: 'static,
    V: 'static,
    S: Kind<K, V, Store: Store<K, V>>,
{
    fn owner_ended(&self, owner: Pid, _: &ExitReason) {
        let heir = self.heir.lock();
        if self.owner() != Some(owner) {
            return;
        }
        let next = heir.as_deref().and_then(Inherit::inherit);
        let inheritance = next
            .and_then(|(to, tell)| Some((self.hand_over(&to, owner)?, tell)));
        drop(heir);
        let Some((transfer, tell)) = inheritance else {
            return self.vanish();
        };
        // Whatever makes the message, the process must end.
        if catch_unwind(AssertUnwindSafe(|| tell(transfer))).is_err() {
            tracing::error!(
                table = %self.label(),
                "its heir is not told, because that panicked"
            );
        }
    }
}

const NOBODY: u64 = 0;

fn bits(pid: Pid) -> u64 {
    u64::from(pid.id()) << 32 | u64::from(pid.serial())
}

#[expect(clippy::cast_possible_truncation, reason = "the two halves")]
fn pid(bits: u64) -> Pid {
    Pid::new((bits >> 32) as u32, bits as u32)
}
