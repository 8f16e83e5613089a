//! What consumers are told to do, on behalf of whoever is at the prompt.

use actor_core::{Name, process};

use super::command::Who;
use super::consumer::{self, Order};
use super::session::{Answer, Consumer, Held, Session};
use crate::cli::pools::{Job, Patience};

impl Session {
    pub(super) fn checkout(&mut self, who: Who, patience: Patience) -> Answer {
        if patience != Patience::Usual && !self.version.can_wait() {
            let hint = "nobody waits in this version; try pooly shell v4";
            return Err(hint.to_owned());
        }
        let pool = self.pool(who.pool)?;
        let consumer = self.consumer(who.consumer)?;
        let order = Order::Checkout(pool.clone(), patience);
        self.order(&consumer, order, pool)
    }

    pub(super) fn transaction(&mut self, who: Who, job: Job) -> Answer {
        if !self.version.can_wait() {
            let hint = "there are no transactions in this version; try pooly \
                        shell v4";
            return Err(hint.to_owned());
        }
        let pool = self.pool(who.pool)?;
        let consumer = self.consumer(who.consumer)?;
        let order = Order::Transaction(pool.clone(), job);
        self.order(&consumer, order, pool)
    }

    pub(super) fn checkin(&mut self, worker: &Name, who: Who) -> Answer {
        let given = self.given.iter().rev().find(|held| held.name == *worker);
        let Held { pool, worker: process, .. } = given.ok_or_else(|| {
            format!("nobody was given {worker}; consumers shows who holds what")
        })?;
        let (process, its_pool) = (process.clone(), pool.clone());
        let pool = match who.pool {
            Some(pool) => self.pool(Some(pool))?,
            None => its_pool,
        };
        let holds = |c: &&Consumer| c.holds.iter().any(|h| h.name == *worker);
        let holder = self.consumers.iter().find(holds).map(|c| c.name.clone());
        let consumer = who.consumer.or(holder).ok_or_else(|| {
            format!(
                "nobody holds {worker}; checkin {worker} as NAME has somebody \
                 check it in all the same"
            )
        })?;
        let consumer = self.idle_consumer(&consumer)?;
        // At another pool, or by somebody else, it is not given back.
        consumer.holds.retain(|h| h.name != *worker || h.pool != pool);
        consumer.process.send(Order::Checkin(pool, process));
        // As it is in the book, whatever the pool makes of it.
        Ok("ok".to_owned())
    }

    /// Tells a consumer to do something. What comes of it is told.
    fn order(&mut self, name: &Name, order: Order, pool: Name) -> Answer {
        let consumer = self.idle_consumer(name)?;
        consumer.waits_for = Some(pool);
        consumer.process.send(order);
        self.ordered = Some(name.clone());
        Ok(String::new())
    }

    /// Returns the pool that is meant.
    fn pool(&self, said: Option<Name>) -> Result<Name, String> {
        self.root()?;
        let pools = self.pools.names();
        match said {
            None if pools.len() == 1 => Ok(pools[0].clone()),
            Some(_) if pools.len() == 1 => {
                Err("this version has one pool, so leave its name out".into())
            }
            Some(pool) if pools.contains(&pool) => Ok(pool),
            said => {
                let names: Vec<_> = pools.iter().map(Name::as_str).collect();
                let there = format!("there are {}", names.join(", "));
                Err(match said {
                    Some(pool) => format!("there is no {pool}; {there}"),
                    None => format!("which pool? {there}"),
                })
            }
        }
    }

    /// Returns a consumer of this name, or a new one.
    fn consumer(&mut self, said: Option<Name>) -> Result<Name, String> {
        let name = match said {
            Some(name) if self.consumers.iter().any(|c| c.name == name) => {
                return Ok(name);
            }
            Some(name) => name,
            None => {
                self.named += 1;
                format!("c{}", self.named).into()
            }
        };
        self.start_consumer(name.clone())?;
        Ok(name)
    }

    pub(super) fn start_consumer(&mut self, name: Name) -> Answer {
        let holder = self.watch.find(name.as_str());
        if holder.is_some_and(process::is_alive) {
            return Err(format!("{name} is somebody already"));
        }
        let shell = self.mailbox.this();
        let process = consumer::start(self.pools.clone(), name.clone(), shell);
        self.watch.follow(name.clone(), process.pid());
        let answer = format!("{name} is {process}");
        let (holds, waits_for) = (Vec::new(), None);
        self.consumers.push(Consumer { name, process, holds, waits_for });
        Ok(answer)
    }
}
