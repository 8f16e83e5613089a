//! What the shell tells: what has happened, and what is there.

use std::fmt::Write;
use std::io;
use std::time::Duration;

use actor_core::{Down, Event, Name, ProcessRef, process};
use anstyle::{AnsiColor, Style};

use super::consumer::{News, Order, Outcome};
use super::session::{Answer, Consumer, Held, Session};
use crate::cli::output::print_line;
use crate::cli::show_tree::note;
use crate::cli::tree::{self, Branch, Kind};
use crate::sample_worker::Worker;

/// How long the end of a tree may take.
const AT_MOST: Duration = Duration::from_secs(6);

const ENDED: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();

impl Session {
    /// Tells what has happened, when everybody has dealt with it: who has
    /// ended, who is new, and who was given a worker.
    pub(super) async fn tell(&mut self) -> io::Result<()> {
        // Orders have reached the pools before these are asked, and answers
        // the consumers when they have been.
        self.ping_consumers().await;
        let mut new = Vec::new();
        if let Some(root) = &self.root {
            let mut tree = self.pools.settled(root).await;
            new = self.watch.look(&mut tree);
            if !process::is_alive(root) {
                self.end_of_tree().await;
            }
        }
        if !self.root.as_ref().is_some_and(process::is_alive) {
            tree::calm().await;
        }
        self.ping_consumers().await;
        let (mut ends, mut news) = (Vec::new(), Vec::new());
        let mut is_gone = false;
        while let Some(event) = self.event().await {
            match event {
                Event::Message(message) => news.push(self.news(message)),
                Event::Down(down) => ends.extend(self.ended(&down)),
                Event::Exit(exit) => {
                    let root = self.root.as_ref().map(ProcessRef::pid);
                    is_gone |= root == Some(exit.from);
                }
                Event::Unknown(_) => {}
            }
        }
        let ordered = self.ordered.take().filter(|name| self.waits(name));
        news.extend(ordered.map(|name| format!("{name} waits")));
        // In the order in which they were first seen.
        ends.sort();
        for (_, end) in ends {
            print_line(format_args!("{ENDED}- {end}{ENDED:#}"))?;
        }
        for (name, pid) in new {
            if process::is_alive(pid) {
                print_line(format_args!("{NEW}+ {name} {pid}{NEW:#}"))?;
            }
        }
        for line in news {
            print_line(line)?;
        }
        if is_gone {
            self.root = None;
            print_line("the tree is gone; start starts it again")?;
        }
        Ok(())
    }

    /// Waits for those whose supervisor is gone, and who end because of that.
    async fn end_of_tree(&mut self) {
        let left = |session: &Self| {
            let is_consumer =
                |pid| session.consumers.iter().any(|c| c.process.pid() == pid);
            session.watch.alive().any(|pid| !is_consumer(pid))
        };
        while left(self) {
            match self.mailbox.next().within(AT_MOST).await {
                Some(event) => self.happened.push_back(event),
                None => return,
            }
        }
    }

    /// Returns what has happened next; nothing if that is all.
    async fn event(&mut self) -> Option<Event<News>> {
        if let Some(event) = self.happened.pop_front() {
            return Some(event);
        }
        self.mailbox.next().within(Duration::ZERO).await
    }

    async fn ping_consumers(&mut self) {
        for consumer in &mut self.consumers {
            // One that has ended is told of.
            let _ = consumer.process.call(Order::Ping).await;
        }
    }

    fn waits(&self, name: &Name) -> bool {
        let consumer = self.consumers.iter().find(|c| c.name == *name);
        consumer.is_some_and(|consumer| consumer.waits_for.is_some())
    }

    /// Notes how an order ended.
    pub(super) fn news(&mut self, news: News) -> String {
        let News { consumer: name, outcome } = news;
        let consumer = self.consumers.iter_mut().find(|c| c.name == name);
        // It may have ended since.
        let Some(consumer) = consumer else { return String::new() };
        consumer.waits_for = None;
        match outcome {
            Outcome::Given(pool, worker) => {
                let pid = worker.pid();
                let called = self.watch.worker(pid);
                let state = alive(&worker);
                let line = format!("{name} has {called} {pid}{state}");
                let held = Held { pool, name: called, worker };
                self.given.retain(|given| given.name != held.name);
                self.given.push(held.clone());
                consumer.holds.push(held);
                line
            }
            Outcome::Refused(refusal) => format!("{name} has none: {refusal}"),
            Outcome::Done(worker) => {
                let called = self.watch.worker(worker.pid());
                format!("{name} is done with {called}")
            }
            Outcome::Failed(worker, why) => {
                let called = self.watch.worker(worker.pid());
                format!("{name} failed with {called}: {why}")
            }
        }
    }

    /// Notes an end; returns when the process was first seen, and the end.
    fn ended(&mut self, down: &Down) -> Option<(usize, String)> {
        let Down { pid, reason, .. } = down;
        self.consumers.retain(|consumer| consumer.process.pid() != *pid);
        let (place, name) = self.watch.name_of(*pid)?;
        Some((place, format!("{name} {pid}: {reason}")))
    }

    /// Shows the state of each pool.
    pub(super) async fn status(&mut self) -> Answer {
        self.root()?;
        let mut lines = Vec::new();
        for pool in self.pools.names() {
            let status = self.pools.status(pool.as_str()).await;
            let status = match status {
                Ok(status) => status.text,
                Err(error) => error.to_string(),
            };
            let waiting = self.waiting_for(&pool).join(", ");
            lines.push(if waiting.is_empty() {
                format!("{pool} {status}")
            } else {
                format!("{pool} {status}, and {waiting} waits")
            });
        }
        Ok(lines.join("\n"))
    }

    fn waiting_for(&self, pool: &Name) -> Vec<&str> {
        let waits = |c: &&Consumer| c.waits_for.as_ref() == Some(pool);
        let waiting = self.consumers.iter().filter(waits);
        waiting.map(|consumer| consumer.name.as_str()).collect()
    }

    /// Draws the tree, and says who holds which worker.
    pub(super) async fn tree(&mut self) -> Answer {
        let mut tree = self.pools.settled(self.root()?).await;
        self.watch.look(&mut tree);
        Ok(tree.draw(|branch| match branch.kind {
            Kind::Worker => self.holder(branch),
            _ => note(branch),
        }))
    }

    fn holder(&self, worker: &Branch) -> String {
        let holds = |held: &Held| Some(held.worker.pid()) == worker.pid;
        let mut consumers = self.consumers.iter();
        let holder = consumers.find(|c| c.holds.iter().any(holds));
        holder.map_or_else(String::new, |c| format!("held by {}", c.name))
    }

    /// Lists who holds what, and who waits.
    pub(super) fn list_consumers(&self) -> String {
        let lines = self.consumers.iter().map(|consumer| {
            // Writing to a string cannot fail.
            let mut line = format!("{} {}", consumer.name, consumer.process);
            for held in &consumer.holds {
                let state = alive(&held.worker);
                let _ = write!(line, ", holds {}{state}", held.name);
            }
            if let Some(pool) = &consumer.waits_for {
                let _ = write!(line, ", waits for {pool}");
            }
            line
        });
        match lines.collect::<Vec<_>>().as_slice() {
            [] => "there are none; checkout starts one".to_owned(),
            lines => lines.join("\n"),
        }
    }
}

fn alive(worker: &Worker) -> &'static str {
    if worker.is_alive() { "" } else { ", which is dead" }
}
