//! Signals that are on their way to each other, which Erlang's node sends too
//! rarely to be recorded: a peer says them by hand.

use actor_core::etf::{Atom, ExternalPid, Term};
use tokio::net::TcpStream;

use super::identities::Frame;
use super::player::{frame_of, greet};
use super::relay::send_frame;
use super::trace::Trace;
use super::{Cluster, epmd, puppet};

/// Operations, as the protocol numbers them.
const LINK: i64 = 1;
const REG_SEND: i64 = 6;
const MONITOR: i64 = 19;
const DEMONITOR: i64 = 20;
const SEND_SENDER: i64 = 22;
const PAYLOAD_EXIT: i64 = 24;
const PAYLOAD_MONITOR_EXIT: i64 = 28;
const ALIAS_SEND: i64 = 33;
const UNLINK_ID: i64 = 35;
const UNLINK_ID_ACK: i64 = 36;

/// A node with processes of any number, and a puppet of ours.
struct Peer {
    socket: TcpStream,
    creation: u32,
    puppet: Term,
}

impl Peer {
    async fn meet(cluster: &Cluster) -> Self {
        let port = epmd::port_of("rust", cluster.port()).await;
        let greeting = Trace::read("links").greeting;
        // Behind the tag and the flags.
        let creation = u32::from_be_bytes(greeting[9..13].try_into().unwrap());
        let socket = greet(&greeting, port).await;
        let puppet = Term::atom("not_yet");
        let mut peer = Self { socket, creation, puppet };
        let [unused, puppets] = ["", "puppets"].map(Term::atom);
        let boss = peer.pid(0);
        let control = [REG_SEND.into(), boss.clone(), unused, puppets];
        peer.say(control, Term::tuple([Term::atom("new"), boss])).await;
        let said = peer.hear().await.payload.expect("the puppet says its pid");
        let [_, puppet] = said.as_tuple().unwrap() else { panic!("{said}") };
        peer.puppet = puppet.clone();
        peer
    }

    /// Returns the pid of a process of the peer.
    fn pid(&self, id: u32) -> Term {
        let node = Atom::from("beam@127.0.0.1");
        ExternalPid { node, id, serial: 0, creation: self.creation }.into()
    }

    async fn say<const N: usize>(&mut self, control: [Term; N], payload: Term) {
        let control = Term::tuple(control);
        let frame = Frame { control, payload: Some(payload) };
        send_frame(&mut self.socket, &frame.write()).await;
    }

    async fn say_alone<const N: usize>(&mut self, control: [Term; N]) {
        let frame = Frame { control: Term::tuple(control), payload: None };
        send_frame(&mut self.socket, &frame.write()).await;
    }

    async fn tell(&mut self, command: Term) {
        let (from, to) = (self.pid(0), self.puppet.clone());
        self.say([SEND_SENDER.into(), from, to], command).await;
    }

    async fn hear(&mut self) -> Frame {
        Frame::read(&frame_of(&mut self.socket).await)
    }

    /// Hears what is no message, and returns the last part.
    async fn hears(&mut self, operation: i64, parts: usize) -> Term {
        let frame = self.hear().await;
        let control = frame.control.as_tuple().unwrap();
        let is_it = control[0] == operation.into() && control.len() == parts;
        assert!(is_it, "{frame}");
        control[parts - 1].clone()
    }

    /// Hears what the puppet says.
    async fn puppet_says(&mut self, said: &str) {
        let frame = self.hear().await;
        let payload = frame.payload.as_ref().map(ToString::to_string);
        assert_eq!(payload.as_deref(), Some(said), "{frame}");
    }

    /// Makes sure that the puppet has said all.
    async fn puppet_is_quiet(&mut self) {
        self.tell(Term::atom("answer")).await;
        self.puppet_says("answered").await;
    }
}

fn told(word: &'static str, about: Term) -> Term {
    Term::tuple([Term::atom(word), about])
}

#[tokio::test]
async fn an_end_that_crosses_an_unlink_is_not_told() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    puppet::start(&system).await;
    let mut peer = Peer::meet(&cluster).await;
    let (ours, theirs) = (peer.puppet.clone(), peer.pid(7));
    peer.tell(Term::atom("trap")).await;
    peer.tell(told("link", theirs.clone())).await;
    assert_eq!(peer.hears(LINK, 3).await, theirs);
    peer.tell(told("unlink", theirs.clone())).await;
    let unlink = peer.hear().await;
    let [operation, id, _, _] = unlink.control.as_tuple().unwrap() else {
        panic!("{unlink}");
    };
    assert_eq!(*operation, UNLINK_ID.into());
    let exit = [PAYLOAD_EXIT.into(), theirs.clone(), ours.clone()];
    peer.say(exit, Term::atom("boom")).await;
    let ack = [UNLINK_ID_ACK.into(), id.clone(), theirs, ours];
    peer.say_alone(ack).await;
    peer.puppet_is_quiet().await;
}

#[tokio::test]
async fn an_end_is_told_once_to_who_has_linked_again() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    puppet::start(&system).await;
    let mut peer = Peer::meet(&cluster).await;
    let (ours, theirs) = (peer.puppet.clone(), peer.pid(7));
    peer.tell(Term::atom("trap")).await;
    for command in ["link", "unlink", "link"] {
        peer.tell(told(command, theirs.clone())).await;
    }
    peer.hears(LINK, 3).await;
    peer.hears(UNLINK_ID, 4).await;
    peer.hears(LINK, 3).await;
    let exit = || [PAYLOAD_EXIT.into(), theirs.clone(), ours.clone()];
    peer.say(exit(), Term::atom("boom")).await;
    // What comes of the second link.
    peer.say(exit(), Term::atom("noproc")).await;
    peer.puppet_says(&format!("{{exit,{theirs},<<\"boom\">>}}")).await;
    peer.puppet_is_quiet().await;
}

#[tokio::test]
async fn an_end_without_a_link_is_nothing_and_an_unlink_is_acknowledged() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    puppet::start(&system).await;
    let mut peer = Peer::meet(&cluster).await;
    let (ours, theirs) = (peer.puppet.clone(), peer.pid(7));
    peer.tell(Term::atom("trap")).await;
    let exit = [PAYLOAD_EXIT.into(), theirs.clone(), ours.clone()];
    peer.say(exit, Term::atom("boom")).await;
    let unlink = [UNLINK_ID.into(), 17.into(), theirs.clone(), ours];
    peer.say_alone(unlink).await;
    assert_eq!(peer.hears(UNLINK_ID_ACK, 4).await, theirs);
    peer.puppet_is_quiet().await;
}

#[tokio::test]
async fn an_end_that_crosses_a_demonitor_is_not_told() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    puppet::start(&system).await;
    let mut peer = Peer::meet(&cluster).await;
    let (ours, theirs) = (peer.puppet.clone(), peer.pid(7));
    peer.tell(told("monitor", theirs.clone())).await;
    let reference = peer.hears(MONITOR, 4).await;
    peer.tell(Term::atom("demonitor")).await;
    assert_eq!(peer.hears(DEMONITOR, 4).await, reference);
    peer.puppet_says("{was,true}").await;
    let down = [PAYLOAD_MONITOR_EXIT.into(), theirs, ours, reference];
    peer.say(down, Term::atom("boom")).await;
    peer.puppet_is_quiet().await;
}

#[tokio::test]
async fn what_comes_after_an_answer_or_after_its_time_is_dropped() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    puppet::start(&system).await;
    let mut peer = Peer::meet(&cluster).await;
    let (ours, theirs) = (peer.puppet.clone(), peer.pid(7));
    let question = |milliseconds: i64| {
        let [word, asked] = ["call_within", "x"].map(Term::atom);
        Term::tuple([word, theirs.clone(), asked, milliseconds.into()])
    };
    let answer = |reference: &Term, word| {
        let alias = vec![Term::atom("alias")];
        let tag = Term::ImproperList(alias, reference.clone().into());
        Term::tuple([tag, Term::atom(word)])
    };

    // It is answered twice, and then ends.
    peer.tell(question(60_000)).await;
    let first = peer.hears(MONITOR, 4).await;
    peer.hears(SEND_SENDER, 3).await;
    let alias = || [ALIAS_SEND.into(), theirs.clone(), first.clone()];
    peer.say(alias(), answer(&first, "pizza")).await;
    peer.say(alias(), answer(&first, "again")).await;
    let (from, to) = (theirs.clone(), ours.clone());
    let down = [PAYLOAD_MONITOR_EXIT.into(), from, to, first.clone()];
    peer.say(down, Term::atom("boom")).await;
    assert_eq!(peer.hears(DEMONITOR, 4).await, first);
    peer.puppet_says("{answer,{ok,pizza}}").await;
    peer.puppet_is_quiet().await;

    // It is not answered in time, but then.
    peer.tell(question(10)).await;
    let second = peer.hears(MONITOR, 4).await;
    assert_ne!(second, first);
    peer.hears(SEND_SENDER, 3).await;
    assert_eq!(peer.hears(DEMONITOR, 4).await, second);
    peer.puppet_says("{answer,{error,timeout}}").await;
    let alias = [ALIAS_SEND.into(), theirs.clone(), second.clone()];
    peer.say(alias, answer(&second, "late")).await;
    peer.puppet_is_quiet().await;
}
