//! Five members: whom they are connected to, and which names they know.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::{Duration, Instant};

use crate::member::{Kind, Member};
use crate::post::Post;
use crate::wires::Wires;

/// How many members there are.
pub(crate) const SIZE: usize = 5;

const ALL: [usize; SIZE] = [0, 1, 2, 3, 4];

/// The first part of the name of each; it is its name in the cluster too.
pub(crate) const SHORT: [&str; SIZE] = ["a", "b", "c", "d", "e"];

/// How long anything may take on a busy machine.
const DEADLINE: Duration = Duration::from_mins(1);

/// How long members are left alone that are not yet as they should be.
const PAUSE: Duration = Duration::from_millis(20);

pub(crate) struct Cluster {
    post: Post,
    wires: Wires,
    kinds: [Kind; SIZE],
    pub(crate) members: Vec<Member>,
    /// Who watches whom, and how much had happened to it before.
    pub(crate) watching: BTreeMap<(usize, usize), usize>,
    /// How often each has begun to watch another.
    pub(crate) begun: BTreeMap<(usize, usize), usize>,
    /// How often the server of each was asked.
    pub(crate) asked: [usize; SIZE],
}

impl Cluster {
    /// Starts members that form a cluster; nothing if there is no `erl`.
    pub(crate) fn start(kinds: [Kind; SIZE]) -> Option<Self> {
        let post = Post::start();
        let wires = Wires::start(post.port());
        let start = |(kind, short)| Member::start(kind, short, wires.port());
        let members = kinds.into_iter().zip(SHORT).map(start);
        let members = members.collect::<Option<Vec<_>>>()?;
        let mut cluster = Self {
            post,
            wires,
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

    fn connects(&mut self, one: usize, other: usize) -> bool {
        let connect = format!("connect {}", name(other));
        self.members[one].ask(&connect) == "true"
    }

    /// Closes the connection of two, as the network may.
    pub(crate) fn cuts(&self, one: usize, other: usize) {
        self.wires.cut(SHORT[one], SHORT[other]);
    }

    /// Has those of one part hear nothing of those of the other, nor the other
    /// way round.
    pub(crate) fn splits(&self, part: &[usize], rest: &[usize]) {
        for (one, other) in across(part, rest) {
            self.wires.silence(SHORT[one], SHORT[other]);
        }
    }

    /// Has all hear each other again.
    pub(crate) fn heals(&self) {
        self.wires.heal();
    }

    /// Waits until all are connected to all, and agree on all names.
    pub(crate) fn meets(&mut self) {
        self.until("all have met", |cluster| cluster.is_part(&ALL));
    }

    /// Connects two, and waits until all have met by that.
    ///
    /// Who is told late of a loss, as it was before, ends connections once
    /// more: OTP's nodes do not say which life of a node they have lost. Then
    /// more is needed than that two connect.
    pub(crate) fn join(&mut self, one: usize, other: usize) {
        let before = self.losses();
        let is_connected = self.connects(one, other);
        self.until("all have met again", |cluster| {
            if cluster.is_part(&ALL) {
                return true;
            }
            if !is_connected || cluster.losses() > before {
                cluster.connect_all();
            }
            false
        });
    }

    /// Connects all, wherever they are, and waits until all have met.
    pub(crate) fn join_all(&mut self) {
        self.until("all have met again", |cluster| {
            cluster.connect_all();
            cluster.is_part(&ALL)
        });
    }

    fn connect_all(&mut self) {
        for member in 1..SIZE {
            if !self.nodes(member).contains(&0) {
                self.connects(member, 0);
            }
        }
    }

    /// Returns how often any member has lost another.
    fn losses(&self) -> usize {
        let events = self.members.iter().flat_map(Member::events);
        events.filter(|event| event.starts_with("down ")).count()
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

    /// Ends a member, and starts another in its place, which knows nobody.
    pub(crate) fn starts_again(&mut self, member: usize) {
        self.members[member].kill();
        let short = SHORT[member];
        self.until("its name is free", |cluster| !cluster.post.knows(short));
        let port = self.wires.port();
        let again = Member::start(self.kinds[member], short, port);
        self.members[member] = again.expect("it was started before");
        self.watching.retain(|(one, _), _| *one != member);
        self.begun.retain(|(one, _), _| *one != member);
        self.asked[member] = 0;
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

/// Returns all pairs of a member of one part and one of the other.
pub(crate) fn across<'a>(
    part: &'a [usize],
    rest: &'a [usize],
) -> impl Iterator<Item = (usize, usize)> {
    part.iter().flat_map(|one| rest.iter().map(|other| (*one, *other)))
}

/// Returns all members but this one.
pub(crate) fn all_but(member: usize) -> Vec<usize> {
    (0..SIZE).filter(|it| *it != member).collect()
}

pub(crate) fn name(member: usize) -> String {
    format!("{}@127.0.0.1", SHORT[member])
}
