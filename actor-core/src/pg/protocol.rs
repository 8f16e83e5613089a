//! What the scopes of two nodes say to each other: OTP's messages.
//!
//! Each tells the other of its own processes only.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::state::Word;
use crate::etf::{self, Identities, MessageKind, Term};
use crate::pid::Pid;
use crate::registry::Key;
use crate::system::Kernel;

/// How the names of groups are written for other nodes, and read.
pub(super) struct Codec<G> {
    write: fn(&G, &dyn Identities) -> Result<Term, etf::Error>,
    read: fn(&Term, &dyn Identities) -> Result<G, etf::Error>,
}

/// What a scope is told by another.
#[derive(Debug, PartialEq)]
pub(super) enum Told<G> {
    /// It is there, and wants to know who is in which group.
    Discover {
        peer: Pid,
    },
    /// These are all its members.
    Sync {
        peer: Pid,
        groups: Vec<(G, Vec<Pid>)>,
    },
    Join {
        peer: Pid,
        group: G,
        pids: Vec<Pid>,
    },
    /// Each process has left each group once.
    Leave {
        peer: Pid,
        pids: Vec<Pid>,
        groups: Vec<G>,
    },
}

/// Speaks for the scope with this pid.
pub(super) struct Speaker<G> {
    pub(super) kernel: Arc<Kernel>,
    pub(super) codec: Codec<G>,
    pub(super) me: Pid,
}

impl<G: Serialize + DeserializeOwned> Codec<G> {
    pub(super) fn new() -> Self {
        Self {
            write: |group, nodes| {
                let mut bytes = Vec::new();
                etf::serialize_into(group, &mut bytes, nodes)?;
                etf::decode(&bytes).map(|(term, _)| term)
            },
            read: |term, nodes| {
                let mut bytes = Vec::new();
                etf::encode(term, &mut bytes)?;
                etf::deserialize(&bytes, nodes, MessageKind::Cast)
            },
        }
    }
}

impl<G: Key> Speaker<G> {
    pub(super) fn discover(&self) -> Term {
        Term::tuple([Term::atom("discover"), self.pid(self.me)])
    }

    /// Returns `{'$gen_cast', {sync, Me, [{Group, Pids}]}}`.
    pub(super) fn sync(&self, groups: Vec<(G, Vec<Pid>)>) -> Term {
        let groups = groups.into_iter().filter_map(|(group, pids)| {
            let pids = pids.into_iter().map(|pid| self.pid(pid));
            Some(Term::tuple([self.group(&group)?, Term::list(pids)]))
        });
        let (groups, me) = (Term::list(groups), self.pid(self.me));
        let sync = Term::tuple([Term::atom("sync"), me, groups]);
        Term::tuple([Term::atom("$gen_cast"), sync])
    }

    pub(super) fn word(&self, word: Word<G>) -> Option<Term> {
        let me = self.pid(self.me);
        Some(Term::tuple(match word {
            Word::Joined { group, pid } => {
                let group = self.group(&group)?;
                [Term::atom("join"), me, group, self.pid(pid)]
            }
            Word::Left { pid, groups } => {
                let groups = groups.iter().filter_map(|it| self.group(it));
                let groups = Term::list(groups);
                [Term::atom("leave"), me, self.pid(pid), groups]
            }
        }))
    }

    /// Understands what the scope of another node says. Groups whose names
    /// are no `G` are left out.
    pub(super) fn read(&self, message: &Term) -> Option<Told<G>> {
        let mut parts = message.as_tuple()?;
        if let [word, cast] = parts
            && word.as_atom() == Some("$gen_cast")
        {
            parts = cast.as_tuple()?;
        }
        let (word, parts) = parts.split_first()?;
        Some(match (word.as_atom()?, parts) {
            // Later versions say which protocol they speak.
            ("discover", [peer] | [peer, _]) => {
                Told::Discover { peer: self.known(peer)? }
            }
            ("sync", [peer, groups]) => {
                let groups = groups.as_list()?.iter().filter_map(|group| {
                    let [group, pids] = group.as_tuple()? else { return None };
                    Some((self.read_group(group)?, self.pids(pids)?))
                });
                let groups = groups.collect();
                Told::Sync { peer: self.known(peer)?, groups }
            }
            ("join", [peer, group, pids]) => Told::Join {
                peer: self.known(peer)?,
                group: self.read_group(group)?,
                pids: self.pids(pids)?,
            },
            ("leave", [peer, pids, groups]) => {
                let groups = groups.as_list()?.iter();
                let groups = groups.filter_map(|it| self.read_group(it));
                Told::Leave {
                    peer: self.known(peer)?,
                    pids: self.pids(pids)?,
                    groups: groups.collect(),
                }
            }
            _ => return None,
        })
    }

    fn pid(&self, pid: Pid) -> Term {
        let nodes = &self.kernel.nodes;
        let pid = nodes.external(pid.node_number(), pid.id(), pid.serial());
        pid.map_or_else(|| Term::atom("undefined"), Term::Pid)
    }

    fn known(&self, pid: &Term) -> Option<Pid> {
        Some(self.kernel.nodes.known_pid(pid.as_pid()?))
    }

    /// Reads a pid, or a list of pids.
    fn pids(&self, pids: &Term) -> Option<Vec<Pid>> {
        match pids.as_list() {
            Some(pids) => pids.iter().map(|pid| self.known(pid)).collect(),
            None => self.known(pids).map(|pid| vec![pid]),
        }
    }

    fn group(&self, group: &G) -> Option<Term> {
        let written = (self.codec.write)(group, &self.kernel.nodes);
        let unwritable = |error: &etf::Error| {
            tracing::error!(
                pid = %self.me,
                ?group,
                %error,
                "other nodes cannot be told of a group with this name"
            );
        };
        written.inspect_err(unwritable).ok()
    }

    fn read_group(&self, group: &Term) -> Option<G> {
        let read = (self.codec.read)(group, &self.kernel.nodes);
        let unreadable = |error: &etf::Error| {
            tracing::warn!(
                pid = %self.me,
                %error,
                "another node has a group whose name is none here"
            );
        };
        read.inspect_err(unreadable).ok()
    }
}

impl<G> Clone for Codec<G> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<G> Copy for Codec<G> {}

impl<G> fmt::Debug for Codec<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Codec")
    }
}
