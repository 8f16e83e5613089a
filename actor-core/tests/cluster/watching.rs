//! Whom members watch, and what they are told of those.

use crate::cluster::{Cluster, SHORT, SIZE, name, pairs};

impl Cluster {
    /// Has everybody watch everybody else, and ask for what is never answered,
    /// as far as they do not.
    pub(crate) fn watches(&mut self) {
        for (one, other) in pairs() {
            if self.watching.contains_key(&(one, other)) {
                continue;
            }
            let watch = format!("watch {} {}", name(other), SHORT[other]);
            let member = &mut self.members[one];
            assert_eq!(member.ask(&watch), "ok");
            self.watching.insert((one, other), member.events().len());
            *self.begun.entry((one, other)).or_default() += 1;
            self.asked[other] += 1;
        }
        self.until("all were asked", |cluster| {
            (0..SIZE).all(|member| {
                let asked = cluster.members[member].ask("asked");
                asked == cluster.asked[member].to_string()
            })
        });
    }

    /// Waits until all of these were told that they have lost another.
    pub(crate) fn hear_of(&mut self, losers: &[usize], lost: usize) {
        let what = format!("{} is lost", name(lost));
        self.until(&what, |cluster| {
            losers.iter().all(|loser| {
                cluster.members[*loser].ask("asked");
                cluster.told(*loser, lost).iter().all(|count| *count > 0)
            })
        });
    }

    /// Sees that all who have lost another were told so once, by each monitor,
    /// by each link and by each call, and that nobody else was told anything. Who was told
    /// watches no more.
    pub(crate) fn were_told_once(&mut self) {
        for member in &mut self.members {
            // What has come before its answer has been told.
            member.ask("asked");
        }
        for ((one, other), since) in self.watching.clone() {
            let [downs, tellings @ ..] = self.told(one, other);
            let expected = [downs.min(1); 4];
            let events = &self.members[one].events()[since..];
            let who = (name(one), name(other));
            assert_eq!(tellings, expected, "{who:?}: {events:#?}");
            if downs > 0 {
                self.watching.remove(&(one, other));
            }
        }
    }

    /// Returns how often a member was told since it watches another that this
    /// one is lost: the node, its server, the owner of its name, the link to
    /// that, and what was asked.
    pub(crate) fn told(&self, one: usize, other: usize) -> [usize; 5] {
        let since = self.watching[&(one, other)];
        let events = &self.members[one].events()[since..];
        let name = name(other);
        let about = |what: &str, why: &str| {
            let event = format!("{what} {name}{why}");
            events.iter().filter(|it| **it == event).count()
        };
        [
            about("down", ""),
            about("server", " noconnection"),
            about("owner", " noconnection"),
            about("link", " noconnection"),
            about("call", " nodedown"),
        ]
    }

    /// Ends the server of each, so that everything has ended that anybody has
    /// ever watched, and sees that each monitor and each call has told so
    /// once.
    pub(crate) fn end_all_servers(&mut self) {
        for member in &mut self.members {
            assert_eq!(member.ask("renew"), "ok");
        }
        self.until("all servers have ended", |cluster| {
            let counts = cluster.ends();
            let told = counts.iter().zip(cluster.begun.values());
            told.into_iter().all(|(counts, begun)| {
                counts.iter().all(|count| count >= begun)
            })
        });
        for (count, begun) in self.ends().iter().zip(self.begun.values()) {
            assert_eq!(count, &[*begun; 2]);
        }
    }

    /// Returns, for each who watches another, how often it was told of the end
    /// of a server, and of a call.
    fn ends(&mut self) -> Vec<[usize; 2]> {
        for member in &mut self.members {
            member.ask("nodes");
        }
        let pairs = self.begun.keys();
        pairs
            .map(|(one, other)| {
                ["server", "call"].map(|what| {
                    let begin = format!("{what} {} ", name(*other));
                    let events = self.members[*one].events().iter();
                    events.filter(|it| it.starts_with(&begin)).count()
                })
            })
            .collect()
    }
}
