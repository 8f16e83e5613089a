//! Five members: whom they know, whom they watch, and what they were told.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::{Duration, Instant};

use crate::member::{Kind, Member};
use crate::post::Post;

/// How many members there are.
pub(crate) const SIZE: usize = 5;

const SHORT: [&str; SIZE] = ["a", "b", "c", "d", "e"];

/// How long anything may take on a busy machine.
const DEADLINE: Duration = Duration::from_mins(1);

/// How long members are left alone that are not yet as they should be.
const PAUSE: Duration = Duration::from_millis(20);

pub(crate) struct Cluster {
    post: Post,
    kinds: [Kind; SIZE],
    members: Vec<Member>,
    /// Who watches whom, and how much had happened to it before.
    watching: BTreeMap<(usize, usize), usize>,
    /// How often each has begun to watch another.
    begun: BTreeMap<(usize, usize), usize>,
    /// How often the server of each was asked.
    asked: [usize; SIZE],
}

impl Cluster {
    /// Starts members that form a cluster; nothing if there is no `erl`.
    pub(crate) fn start(kinds: [Kind; SIZE]) -> Option<Self> {
        let post = Post::start();
        let start = |(kind, short)| Member::start(kind, short, post.port());
        let members = kinds.into_iter().zip(SHORT).map(start);
        let members = members.collect::<Option<Vec<_>>>()?;
        let mut cluster = Self {
            post,
            kinds,
            members,
            watching: BTreeMap::new(),
            begun: BTreeMap::new(),
            asked: [0; SIZE],
        };
        for member in 1..SIZE {
            assert!(cluster.connects(member, 0));
        }
        cluster.meets();
        Some(cluster)
    }

    pub(crate) fn member(&mut self, member: usize) -> &mut Member {
        &mut self.members[member]
    }

    pub(crate) fn connects(&mut self, one: usize, other: usize) -> bool {
        let connect = format!("connect {}", name(other));
        self.members[one].ask(&connect) == "true"
    }

    /// Waits until all are connected to all, and agree on all names.
    pub(crate) fn meets(&mut self) {
        let all: Vec<_> = (0..SIZE).collect();
        self.until("all have met", |cluster| cluster.is_part(&all));
    }

    /// As [`meets`](Self::meets), after connections were ended: where one was
    /// ended again by who heard of that late, it is made again.
    pub(crate) fn meets_again(&mut self) {
        let all: Vec<_> = (0..SIZE).collect();
        self.until("all have met again", |cluster| {
            for member in 1..SIZE {
                if !cluster.nodes(member).contains(&0) {
                    cluster.connects(member, 0);
                }
            }
            cluster.is_part(&all)
        });
    }

    /// Returns whether these are connected to each other and to nobody else,
    /// and agree on all names: their own, and whichever else there are.
    pub(crate) fn is_part(&mut self, part: &[usize]) -> bool {
        let own: BTreeMap<_, _> =
            part.iter().map(|it| (SHORT[*it].into(), name(*it))).collect();
        let first = self.names(part[0]);
        let mut of_members = first.clone();
        of_members.retain(|name, _| SHORT.contains(&name.as_str()));
        let known: BTreeSet<_> = part.iter().copied().collect();
        of_members == own
            && part.iter().all(|member| {
                let mut nodes = self.nodes(*member);
                nodes.insert(*member);
                nodes == known && self.names(*member) == first
            })
    }

    /// Returns whom a member is connected to.
    pub(crate) fn nodes(&mut self, member: usize) -> BTreeSet<usize> {
        let nodes = self.members[member].ask("nodes");
        let nodes = nodes.split_ascii_whitespace();
        nodes
            .map(|node| (0..SIZE).find(|it| name(*it) == node).unwrap())
            .collect()
    }

    /// Returns the names that a member knows, and where each is.
    pub(crate) fn names(&mut self, member: usize) -> BTreeMap<String, String> {
        let names = self.members[member].ask("names");
        let names = names.split_ascii_whitespace();
        names
            .map(|it| it.split_once('=').unwrap())
            .map(|(name, node)| (name.to_owned(), node.to_owned()))
            .collect()
    }

    /// Has everybody watch everybody else, and ask for what is never answered,
    /// as far as they do not.
    pub(crate) fn watches(&mut self) {
        for (one, other) in pairs() {
            let member = &mut self.members[one];
            let so_far = member.events().len();
            if self.watching.contains_key(&(one, other)) {
                continue;
            }
            let watch = format!("watch {} {}", name(other), SHORT[other]);
            assert_eq!(member.ask(&watch), "ok");
            self.watching.insert((one, other), so_far);
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

    /// Sees that all who have lost another were told so once, by each monitor
    /// and by each call, and that nobody else was told anything. Who was told
    /// watches no more.
    pub(crate) fn were_told_once(&mut self) {
        for member in &mut self.members {
            // What has come before its answer has been told.
            member.ask("asked");
        }
        for ((one, other), since) in self.watching.clone() {
            let [downs, tellings @ ..] = self.told(one, other);
            let expected = [downs.min(1); 3];
            let events = &self.members[one].events()[since..];
            let who = (name(one), name(other));
            assert_eq!(tellings, expected, "{who:?}: {events:#?}");
            if downs > 0 {
                self.watching.remove(&(one, other));
            }
        }
    }

    /// Returns how often a member was told since it watches another that this
    /// one is lost: the node, its server, the owner of its name, and what was
    /// asked.
    pub(crate) fn told(&self, one: usize, other: usize) -> [usize; 4] {
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
            about("call", " nodedown"),
        ]
    }

    /// Ends a member, and starts another in its place, which knows nobody.
    pub(crate) fn starts_again(&mut self, member: usize) {
        self.members[member].kill();
        let short = SHORT[member];
        self.until("its name is free", |cluster| !cluster.post.knows(short));
        let port = self.post.port();
        let again = Member::start(self.kinds[member], short, port);
        self.members[member] = again.expect("it was started before");
        self.watching.retain(|(one, _), _| *one != member);
        self.begun.retain(|(one, _), _| *one != member);
        self.asked[member] = 0;
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

    /// Asks until it is so.
    pub(crate) fn until(
        &mut self,
        what: &str,
        mut is_so: impl FnMut(&mut Self) -> bool,
    ) {
        let deadline = Instant::now() + DEADLINE;
        while !is_so(self) {
            let events: Vec<_> =
                self.members.iter().map(Member::events).collect();
            let in_time = Instant::now() < deadline;
            assert!(in_time, "it is not so that {what}: {events:#?}");
            thread::sleep(PAUSE);
        }
    }
}

/// Returns all pairs of two members.
pub(crate) fn pairs() -> impl Iterator<Item = (usize, usize)> {
    let all = (0..SIZE).flat_map(|one| (0..SIZE).map(move |it| (one, it)));
    all.filter(|(one, other)| one != other)
}

/// Returns all members but this one.
pub(crate) fn all_but(member: usize) -> Vec<usize> {
    (0..SIZE).filter(|it| *it != member).collect()
}

pub(crate) fn name(member: usize) -> String {
    format!("{}@127.0.0.1", SHORT[member])
}
