//! Process groups that nodes share.
//!
//! It is long because one scenario of three nodes takes a page.

use actor_core::etf::{Atom, Term};
use actor_core::pg::Change;
use actor_core::supervisor::{Strategy, Supervisor};
use actor_core::{
    ExitReason, Mailbox, NoProc, Node, Pg, Pid, ProcessRef, System, process,
};
use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::cluster::Cluster;

fn chat() -> Pg<String> {
    Pg::new("chat").across()
}

/// A visible node with a scope, and what is told there.
struct Member {
    system: System,
    node: Node,
    changes: UnboundedReceiver<Change<String>>,
}

/// A change, with what of a pid is the same on every node.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Joined(String, u32, u32),
    Left(String, u32, u32),
}

fn joined(group: &str, pid: Pid) -> Seen {
    Seen::Joined(group.to_owned(), pid.id(), pid.serial())
}

fn left(group: &str, pid: Pid) -> Seen {
    Seen::Left(group.to_owned(), pid.id(), pid.serial())
}

fn seen(change: &Change<String>) -> Seen {
    match change {
        Change::Joined { group, pid } => joined(group, *pid),
        Change::Left { group, pid } => left(group, *pid),
    }
}

impl Member {
    async fn start(cluster: &Cluster, name: &str) -> Self {
        let system = System::new(name);
        let options = cluster.options(name).visible();
        let node = options.start(&system).await.unwrap();
        let (ready, is_ready) = tokio::sync::oneshot::channel();
        system.spawn(async move |mut mailbox: Mailbox<()>| {
            let tree = Supervisor::new(Strategy::OneForOne).child(chat());
            tree.start_link().await.unwrap();
            ready.send(()).unwrap();
            mailbox.receive().await;
        });
        is_ready.await.unwrap();
        let changes = watch(&system).await;
        Self { system, node, changes }
    }

    async fn connect(&self, other: &Member) {
        self.node.connect(other.node.name()).await.unwrap();
    }

    fn chat(&self) -> Pg<String> {
        chat().on(&self.system)
    }

    /// Starts a process that joins these groups.
    fn guest(&self, groups: &[&str]) -> ProcessRef<()> {
        let guest = self.system.spawn(async |mut mailbox: Mailbox<()>| {
            mailbox.receive().await;
        });
        for group in groups {
            self.chat().join((*group).to_owned(), &guest).unwrap();
        }
        guest
    }

    async fn next(&mut self) -> Seen {
        seen(&self.changes.recv().await.unwrap())
    }

    /// Returns the next changes in alphabetical order: what is said of several
    /// groups at once, as when two scopes meet, is in none.
    async fn several(&mut self, count: usize) -> Vec<Seen> {
        let mut several = Vec::new();
        for _ in 0..count {
            several.push(self.next().await);
        }
        several.sort_by_key(|seen| format!("{seen:?}"));
        several
    }

    fn members(&self, group: &str) -> Vec<(u32, u32)> {
        let members = self.chat().members(group);
        members.iter().map(|pid| (pid.id(), pid.serial())).collect()
    }
}

/// Hands out what is told of all groups of a scope.
async fn watch(system: &System) -> UnboundedReceiver<Change<String>> {
    let (sender, changes) = mpsc::unbounded_channel();
    let (ready, is_ready) = tokio::sync::oneshot::channel();
    system.spawn(async move |mut mailbox: Mailbox<Change<String>>| {
        chat().monitor_scope(|change| change);
        ready.send(()).unwrap();
        loop {
            // When the test is over nobody wants to know.
            let _ = sender.send(mailbox.receive().await);
        }
    });
    is_ready.await.unwrap();
    changes
}

fn place(process: &ProcessRef<()>) -> (u32, u32) {
    (process.pid().id(), process.pid().serial())
}

#[tokio::test]
async fn a_group_has_the_members_of_all_nodes() {
    let cluster = Cluster::new().await;
    let mut a = Member::start(&cluster, "a").await;
    let mut b = Member::start(&cluster, "b").await;
    let mut c = Member::start(&cluster, "c").await;
    // One is there before the nodes meet, and one comes later.
    let early = a.guest(&["pizza"]);
    assert_eq!(a.next().await, joined("pizza", early.pid()));
    b.connect(&a).await;
    c.connect(&a).await;
    c.connect(&b).await;
    assert_eq!(b.next().await, joined("pizza", early.pid()));
    assert_eq!(c.next().await, joined("pizza", early.pid()));
    let late = b.guest(&["pizza", "pasta"]);
    let come = [joined("pasta", late.pid()), joined("pizza", late.pid())];
    for member in [&mut a, &mut b, &mut c] {
        assert_eq!(member.several(2).await, come);
    }
    for member in [&a, &b, &c] {
        let mut members = member.members("pizza");
        members.sort_unstable();
        let mut expected = [place(&early), place(&late)];
        expected.sort_unstable();
        assert_eq!(members, expected);
        assert_eq!(member.members("pasta"), [place(&late)]);
        let mut groups = member.chat().which_groups();
        groups.sort_unstable();
        assert_eq!(groups, ["pasta", "pizza"]);
    }
    assert_eq!(a.chat().local_members("pizza"), [early.pid()]);
    assert_eq!(b.chat().local_members("pizza"), [late.pid()]);
    assert_eq!(c.chat().local_members("pizza"), []);
    assert_eq!(a.chat().which_local_groups(), ["pizza"]);
    assert_eq!(c.chat().which_local_groups(), [""; 0]);
    let (_, members) = c
        .system
        .enter_with(async |_: Mailbox<Change<String>>| {
            chat().monitor("pasta".to_owned(), |change| change)
        })
        .await;
    assert_eq!(members, c.chat().members("pasta"));
    assert!(b.chat().leave("pizza", &late));
    for member in [&mut a, &mut b, &mut c] {
        assert_eq!(member.next().await, left("pizza", late.pid()));
        assert_eq!(member.members("pizza"), [place(&early)]);
    }
}

#[tokio::test]
async fn who_joined_twice_leaves_twice_on_every_node() {
    let cluster = Cluster::new().await;
    let a = Member::start(&cluster, "a").await;
    let mut b = Member::start(&cluster, "b").await;
    b.connect(&a).await;
    let guest = a.guest(&["pizza", "pizza", "pizza", "pasta"]);
    let pid = guest.pid();
    let seen = b.several(4).await;
    assert_eq!(seen[0], joined("pasta", pid));
    assert_eq!(seen[1..], [0; 3].map(|_| joined("pizza", pid)));
    assert_eq!(b.members("pizza").len(), 3);
    assert!(a.chat().leave("pizza", &guest));
    assert_eq!(b.next().await, left("pizza", pid));
    assert_eq!(b.members("pizza").len(), 2);
    guest.exit(ExitReason::Kill);
    let expected = [left("pasta", pid), left("pizza", pid), left("pizza", pid)];
    assert_eq!(b.several(3).await, expected);
    assert_eq!(b.chat().which_groups(), [""; 0]);
}

#[tokio::test]
async fn the_members_of_a_lost_node_leave_once_each_and_come_back_with_it() {
    let cluster = Cluster::new().await;
    let a = Member::start(&cluster, "a").await;
    let mut b = Member::start(&cluster, "b").await;
    b.connect(&a).await;
    let guest = a.guest(&["pizza", "pizza", "pasta"]);
    let pid = guest.pid();
    let come =
        [joined("pasta", pid), joined("pizza", pid), joined("pizza", pid)];
    let go = [left("pasta", pid), left("pizza", pid), left("pizza", pid)];
    assert_eq!(b.several(3).await, come);
    assert!(b.node.disconnect(a.node.name()));
    assert_eq!(b.several(3).await, go);
    // What happens meanwhile is known when they meet again.
    assert!(a.chat().leave("pizza", &guest));
    b.connect(&a).await;
    assert_eq!(b.several(2).await, come[..2]);
    assert_eq!(b.members("pizza"), [place(&guest)]);
    a.node.stop().await;
    assert_eq!(b.several(2).await, go[..2]);
    // What it is told after that is all that it is told.
    let last = b.guest(&["soup"]);
    assert_eq!(b.next().await, joined("soup", last.pid()));
    assert_eq!(b.chat().which_groups(), ["soup"]);
}

#[tokio::test]
async fn a_scope_that_ends_takes_its_members_with_it() {
    let cluster = Cluster::new().await;
    let a = Member::start(&cluster, "a").await;
    let mut b = Member::start(&cluster, "b").await;
    b.connect(&a).await;
    let guest = a.guest(&["pizza", "pasta"]);
    let pid = guest.pid();
    let come = [joined("pasta", pid), joined("pizza", pid)];
    let go = [left("pasta", pid), left("pizza", pid)];
    assert_eq!(b.several(2).await, come);
    let scope = a.system.whereis("chat").unwrap();
    a.system.exit(scope, ExitReason::Kill);
    assert_eq!(b.several(2).await, go);
    let waiter = b.guest(&["soup"]);
    assert_eq!(b.next().await, joined("soup", waiter.pid()));
    // It is started again, and finds the other by itself.
    while a.system.whereis("chat").is_none_or(|pid| pid == scope) {
        tokio::task::yield_now().await;
    }
    let mut changes = watch(&a.system).await;
    if a.members("soup").is_empty() {
        let change = seen(&changes.recv().await.unwrap());
        assert_eq!(change, joined("soup", waiter.pid()));
    }
    a.chat().join("pizza".to_owned(), &guest).unwrap();
    assert_eq!(b.next().await, joined("pizza", pid));
}

#[tokio::test]
async fn changes_are_told_in_the_order_in_which_they_happened_elsewhere() {
    let cluster = Cluster::new().await;
    let mut a = Member::start(&cluster, "a").await;
    let mut b = Member::start(&cluster, "b").await;
    let mut random = fastrand::Rng::with_seed(7);
    let mut guests = Vec::new();
    b.connect(&a).await;
    let mut expected = 0;
    for _ in 0..2_000 {
        let group = ["pizza", "pasta", "soup"][random.usize(..3)].to_owned();
        match random.u8(..8) {
            0..=1 => guests.push(a.guest(&[])),
            2..=5 if !guests.is_empty() => {
                let guest = &guests[random.usize(..guests.len())];
                a.chat().join(group, guest).unwrap();
                expected += 1;
            }
            6 if !guests.is_empty() => {
                let guest = &guests[random.usize(..guests.len())];
                expected += usize::from(a.chat().leave(&group, guest));
            }
            7 if !guests.is_empty() => {
                let guest = guests.swap_remove(random.usize(..guests.len()));
                let groups = a.chat();
                let of = |group| {
                    let members = groups.members(group);
                    members.iter().filter(|pid| **pid == guest.pid()).count()
                };
                expected += of("pizza") + of("pasta") + of("soup");
                guest.exit(ExitReason::Kill);
                guest.down().await;
            }
            _ => tokio::task::yield_now().await,
        }
    }
    assert!(expected > 800, "{expected}");
    for _ in 0..expected {
        assert_eq!(b.next().await, a.next().await);
    }
    for group in ["pizza", "pasta", "soup"] {
        assert_eq!(a.members(group), b.members(group));
    }
}

#[tokio::test]
async fn nodes_that_meet_while_processes_join_agree() {
    let cluster = Cluster::new().await;
    let mut random = fastrand::Rng::with_seed(11);
    let a = Member::start(&cluster, "a").await;
    let b = Member::start(&cluster, "b").await;
    // Somebody is told one by one what the other is told at once.
    let (hidden, _node) = cluster.node("hidden").await;
    let listener = hidden.spawn(async |mut mailbox: Mailbox<Term>| {
        loop {
            mailbox.receive().await;
        }
    });
    say(&hidden, &a, (Atom::from("discover"), listener.pid())).await;
    for round in 0..20 {
        let joining = async {
            for _ in 0..200 {
                let guest = a.guest(&["pizza"]);
                if random.bool() {
                    a.chat().leave("pizza", &guest);
                }
                if random.bool() {
                    tokio::task::yield_now().await;
                }
            }
        };
        let connecting = b.connect(&a);
        tokio::join!(joining, connecting);
        // Whoever comes last is told of last.
        let last = a.guest(&["last"]);
        while b.members("last") != [place(&last)] {
            tokio::task::yield_now().await;
        }
        assert_eq!(a.members("pizza"), b.members("pizza"), "{round}");
        assert!(a.chat().leave("last", &last));
        assert!(b.node.disconnect(a.node.name()));
        while !b.members("pizza").is_empty() {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_process_joins_on_its_own_node_only() {
    let cluster = Cluster::new().await;
    let a = Member::start(&cluster, "a").await;
    let mut b = Member::start(&cluster, "b").await;
    b.connect(&a).await;
    let guest = a.guest(&["pizza"]);
    assert_eq!(b.next().await, joined("pizza", guest.pid()));
    let [there] = b.chat().members("pizza")[..] else { panic!() };
    assert!(!there.is_local());
    assert_eq!(b.chat().join("pasta".to_owned(), there), Err(NoProc));
    assert!(!b.chat().leave("pizza", there));
    assert_eq!(b.chat().which_groups(), ["pizza"]);
}

#[tokio::test]
async fn members_of_other_nodes_are_sent_to_and_watched() {
    let cluster = Cluster::new().await;
    let a = Member::start(&cluster, "a").await;
    let mut b = Member::start(&cluster, "b").await;
    b.connect(&a).await;
    let (sender, mut received) = mpsc::unbounded_channel();
    let guest = a.system.spawn(async move |mut mailbox: Mailbox<String>| {
        mailbox.open();
        chat().join("pizza".to_owned(), process::id()).unwrap();
        sender.send(mailbox.receive().await).unwrap();
    });
    assert_eq!(b.next().await, joined("pizza", guest.pid()));
    let [there] = b.chat().members("pizza")[..] else { panic!() };
    b.system
        .enter_with(async move |mut mailbox: Mailbox<()>| {
            let down = process::monitor(there);
            ProcessRef::across(there).send("Hello".to_owned());
            let down = mailbox.down(down).await;
            assert_eq!(down.reason, ExitReason::Normal);
        })
        .await;
    assert_eq!(received.recv().await.unwrap(), "Hello");
    assert_eq!(b.next().await, left("pizza", guest.pid()));
}

#[tokio::test]
async fn a_scope_that_is_older_than_its_node_finds_the_others() {
    let cluster = Cluster::new().await;
    let mut a = Member::start(&cluster, "a").await;
    let system = System::new("old");
    chat().start_on(&system).await.unwrap();
    let guest = system.spawn(async |mut m: Mailbox<()>| m.receive().await);
    chat().on(&system).join("pizza".to_owned(), &guest).unwrap();
    let options = cluster.options("old").visible();
    let node = options.start(&system).await.unwrap();
    node.connect(a.node.name()).await.unwrap();
    assert_eq!(a.next().await, joined("pizza", guest.pid()));
    node.stop().await;
    assert_eq!(a.next().await, left("pizza", guest.pid()));
    // Another life of the node, whose processes have lived on.
    let node = cluster.options("old").visible().start(&system).await.unwrap();
    a.node.connect(node.name()).await.unwrap();
    assert_eq!(a.next().await, joined("pizza", guest.pid()));
}

#[tokio::test]
async fn hidden_nodes_share_no_groups() {
    let cluster = Cluster::new().await;
    let mut a = Member::start(&cluster, "a").await;
    let mut b = Member::start(&cluster, "b").await;
    let (hidden, node) = cluster.node("hidden").await;
    let scope = chat().start_on(&hidden).await.unwrap();
    let guest = hidden.spawn(async |mut m: Mailbox<()>| m.receive().await);
    chat().on(&hidden).join("secret".to_owned(), &guest).unwrap();
    node.connect(a.node.name()).await.unwrap();
    a.connect(&b).await;
    let other = b.guest(&["pizza"]);
    assert_eq!(a.next().await, joined("pizza", other.pid()));
    assert_eq!(b.next().await, joined("pizza", other.pid()));
    assert_eq!(chat().on(&hidden).which_groups(), ["secret"]);
    assert_eq!(a.chat().which_groups(), ["pizza"]);
    drop(scope);
}

#[tokio::test]
async fn scopes_that_are_not_shared_know_nothing_of_each_other() {
    let cluster = Cluster::new().await;
    let a = Member::start(&cluster, "a").await;
    let system = System::new("alone");
    let options = cluster.options("alone").visible();
    let node = options.start(&system).await.unwrap();
    let alone = Pg::<String>::new("chat");
    alone.clone().start_on(&system).await.unwrap();
    let alone = alone.on(&system);
    let guest = system.spawn(async |mut m: Mailbox<()>| m.receive().await);
    alone.join("own".to_owned(), &guest).unwrap();
    a.guest(&["pizza"]);
    node.connect(a.node.name()).await.unwrap();
    // The ping is answered behind what is said when nodes meet.
    node.ping(a.node.name()).await.unwrap();
    a.node.ping(node.name()).await.unwrap();
    assert_eq!(alone.which_groups(), ["own"]);
    assert_eq!(a.chat().which_groups(), ["pizza"]);
}

#[tokio::test]
async fn groups_with_names_of_another_type_are_left_out() {
    let cluster = Cluster::new().await;
    let mut a = Member::start(&cluster, "a").await;
    let system = System::new("terms");
    let options = cluster.options("terms").visible();
    let node = options.start(&system).await.unwrap();
    let terms = Pg::<Term>::new("chat").across();
    terms.clone().start_on(&system).await.unwrap();
    let terms = terms.on(&system);
    let guest = system.spawn(async |mut m: Mailbox<()>| m.receive().await);
    let pair = Term::tuple([Term::atom("city"), Term::from(7)]);
    terms.join(pair.clone(), &guest).unwrap();
    terms.join(Term::from("pizza"), &guest).unwrap();
    node.connect(a.node.name()).await.unwrap();
    assert_eq!(a.next().await, joined("pizza", guest.pid()));
    terms.join(pair.clone(), &guest).unwrap();
    terms.join(Term::from("pasta"), &guest).unwrap();
    assert_eq!(a.next().await, joined("pasta", guest.pid()));
    assert!(terms.leave(&pair, &guest));
    let other = a.guest(&["soup"]);
    assert_eq!(a.next().await, joined("soup", other.pid()));
    guest.exit(ExitReason::Kill);
    let expected = [left("pasta", guest.pid()), left("pizza", guest.pid())];
    assert_eq!(a.several(2).await, expected);
    assert_eq!(a.chat().which_groups(), ["soup"]);
}

/// Says, as a process of `from`, something to the scope of `to`.
async fn say<M>(from: &System, to: &Member, message: M)
where
    M: serde::Serialize + Send + 'static,
{
    let scope = ("chat", to.node.name().clone());
    let scope = from.across::<M>(scope);
    from.enter(async move { scope.send(message) }).await;
}

#[tokio::test]
async fn a_scope_is_not_confused_by_what_is_not_so() {
    let cluster = Cluster::new().await;
    let mut a = Member::start(&cluster, "a").await;
    let (liar, node) = cluster.node("liar").await;
    let scope = a.system.whereis("chat").unwrap();
    let stranger = liar.spawn(async |mut m: Mailbox<()>| m.receive().await);
    let other = liar.spawn(async |mut m: Mailbox<()>| m.receive().await);
    let (me, other) = (stranger.pid(), other.pid());
    let word = |word: &'static str| Atom::from(word);
    let guest = a.guest(&["pizza"]);
    assert_eq!(a.next().await, joined("pizza", guest.pid()));
    let group = || "pizza".to_owned();
    let groups = || vec!["pizza".to_owned(), "never".to_owned()];
    // Who was not met has no say.
    say(&liar, &a, (word("join"), me, group(), other)).await;
    say(&liar, &a, (word("leave"), me, other, groups())).await;
    // What is not of the protocol is none.
    say(&liar, &a, word("discover")).await;
    say(&liar, &a, (word("discover"), word("me"))).await;
    say(&liar, &a, (word("sync"), me, word("all"))).await;
    say(&liar, &a, (word("join"), me, group(), (1, 2))).await;
    say(&liar, &a, (word("dance"), me)).await;
    // Once it is met, it speaks for its own processes, as often as it has
    // said so.
    say(&liar, &a, (word("discover"), me)).await;
    say(&liar, &a, (word("leave"), me, other, groups())).await;
    say(&liar, &a, (word("join"), me, group(), vec![other, other])).await;
    assert_eq!(a.next().await, joined("pizza", other));
    assert_eq!(a.next().await, joined("pizza", other));
    let three = vec![other, other, other];
    say(&liar, &a, (word("leave"), me, three, groups())).await;
    assert_eq!(a.next().await, left("pizza", other));
    assert_eq!(a.next().await, left("pizza", other));
    // What it says of all its members replaces what it said before.
    let sync = (word("sync"), me, vec![(group(), vec![other])]);
    say(&liar, &a, (word("$gen_cast"), sync)).await;
    assert_eq!(a.next().await, joined("pizza", other));
    let sync = (word("sync"), me, vec![("pasta".to_owned(), vec![other])]);
    say(&liar, &a, (word("$gen_cast"), sync)).await;
    assert_eq!(a.next().await, left("pizza", other));
    assert_eq!(a.next().await, joined("pasta", other));
    assert_eq!(a.members("pizza"), [place(&guest)]);
    stranger.exit(ExitReason::Kill);
    assert_eq!(a.next().await, left("pasta", other));
    assert_eq!(a.system.whereis("chat"), Some(scope));
    assert!(node.hidden_nodes().contains(a.node.name()));
}
