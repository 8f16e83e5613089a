//! Peers that tell of what was never asked, or is not theirs to tell.

use actor_core::etf::{Atom, ExternalReference, Term};
use actor_core::{
    CallError, ExitReason, GenServer, Mailbox, Pg, Pid, ProcessRef, ServerName,
    process,
};
use tokio::sync::oneshot;

use super::peer::{
    ALIAS_SEND, DEMONITOR, DOWN, EXIT, EXIT2, LINK, UNLINK, UNLINK_ACK, bytes,
    frame, pid_of, pid_on,
};
use super::town::{Clerk, Message, PATIENCE, Town};

#[tokio::test]
async fn ends_that_nobody_waits_for_are_nothing() {
    let town = Town::new().await;
    let mut peer = town.peer("mallory").await;
    let (clerk, me) = (town.clerk_pid(), peer.pid(1));
    let crash = Term::atom("crash");
    let op = Term::from;
    let reference = peer.reference(5);
    let dead = town.system.spawn(async |_: Mailbox<()>| {});
    dead.down().await;
    let dead = pid_on(&town.node, dead.pid());
    let lies = [
        vec![op(EXIT), me.clone(), clerk.clone(), crash.clone()],
        vec![op(UNLINK), op(3), me.clone(), clerk.clone()],
        vec![op(UNLINK_ACK), op(3), me.clone(), clerk.clone()],
        vec![op(DEMONITOR), me.clone(), clerk.clone(), reference.clone()],
        vec![op(DOWN), me.clone(), clerk.clone(), reference, crash.clone()],
        // One that never was.
        vec![op(EXIT), me, dead, crash],
    ];
    for lie in lies {
        assert!(peer.control(&lie).await);
    }
    // The answer to a question that nobody asked.
    let own = Atom::new(town.node.name().as_str()).unwrap();
    let words = [0, u32::MAX, u32::MAX, 0, 0];
    let alias = ExternalReference::new(own, town.node.creation(), &words);
    let alias = Term::from(alias.unwrap());
    let answer = [Term::from(ALIAS_SEND), peer.pid(1), alias.clone()];
    let reply = bytes(&Term::tuple([alias, Term::atom("ok")]));
    assert!(peer.write(&frame(&answer, Some(&reply))).await);
    assert!(peer.settle().await);
    town.is_well().await;
}

#[tokio::test]
async fn nobody_answers_for_the_server_of_another_node_or_says_it_has_ended() {
    let town = Town::new().await;
    let (system, node) = town.another("silent").await;
    let clerk = Clerk::starter(()).named("clerk");
    clerk.start_on(&system).await.unwrap();
    let silent = node.name().clone();
    let (asked, is_asked) = oneshot::channel();
    let (answer, is_answered) = oneshot::channel();
    town.system.spawn(async move |_: Mailbox<()>| {
        let clerk = ProcessRef::<Message>::across(("clerk", silent.clone()));
        // It is connected, and answers.
        clerk.call(Message::Ask).within(PATIENCE).await.unwrap();
        let waiting = clerk.call(Message::Wait).forever();
        let told = async { asked.send(()).unwrap() };
        let (waited, ()) = tokio::join!(waiting, told);
        answer.send(waited).unwrap();
    });
    is_asked.await.unwrap();
    let mut peer = town.peer("mallory").await;
    let from = peer.pid(1);
    // Whatever number the question has, it is one of these; but there is a
    // mark behind it that nobody can guess.
    for number in 0..20_000 {
        for words in [&[0, number, 0][..], &[0, number, 0, 0, 0]] {
            let node = Atom::new(town.node.name().as_str()).unwrap();
            let creation = town.node.creation();
            let guess = ExternalReference::new(node, creation, words).unwrap();
            let guess = Term::from(guess);
            let (to, crash) = (town.clerk_pid(), Term::atom("crash"));
            let down =
                [Term::from(DOWN), from.clone(), to, guess.clone(), crash];
            peer.control(&down).await;
            let answer = [Term::from(ALIAS_SEND), from.clone(), guess.clone()];
            let reply = Term::tuple([guess, Term::atom("ok")]);
            peer.write(&frame(&answer, Some(&bytes(&reply)))).await;
        }
    }
    assert!(peer.settle().await);
    town.is_well().await;
    // Only its own node ends it.
    assert!(town.node.disconnect(node.name()));
    assert_eq!(is_answered.await.unwrap(), Err(CallError::NodeDown));
}

#[tokio::test]
async fn nobody_links_and_ends_in_the_name_of_another() {
    let town = Town::new().await;
    let mut peer = town.peer("mallory").await;
    let (ready, is_ready) = oneshot::channel();
    let one = town.system.spawn(async move |mut mailbox: Mailbox<()>| {
        let other = process::spawn_link(async |mut mailbox: Mailbox<()>| {
            mailbox.receive().await;
        });
        ready.send(other.pid()).unwrap();
        mailbox.receive().await;
    });
    let other = pid_on(&town.node, is_ready.await.unwrap());
    let one_pid = pid_on(&town.node, one.pid());
    let crash = Term::atom("crash");
    let op = Term::from;
    let name = town.neighbour_node.name().as_str();
    for from in [other, pid_of(name, 3), pid_of("nobody@127.0.0.1", 3)] {
        let to = one_pid.clone();
        let lie = [op(LINK), from.clone(), to.clone()];
        peer.control(&lie).await;
        peer.control(&[op(EXIT2), from, to, crash.clone()]).await;
        peer.closed().await;
        let why = town.given_up(&peer).await;
        let impostor = "it speaks in the name of a process that is not its own";
        assert_eq!(why, impostor);
        peer = town.peer("mallory").await;
    }
    assert!(one.is_alive(), "it was ended by somebody it is not linked to");
    town.is_well().await;
    one.exit(ExitReason::Kill);
}

#[tokio::test]
async fn invented_nodes_do_not_keep_real_ones_from_being_known() {
    let town = Town::new().await;
    let (sender, mut received) = tokio::sync::mpsc::unbounded_channel();
    town.system.spawn(async move |mut mailbox: Mailbox<Vec<Pid>>| {
        mailbox.open();
        process::register("collector").unwrap();
        loop {
            sender.send(mailbox.receive().await.len()).unwrap();
        }
    });
    let mut peer = town.peer("mallory").await;
    for round in 0..120 {
        let pids = (0..1_000)
            .map(|number| pid_of(&format!("n{round}.{number}@127.0.0.1"), 1));
        peer.send("collector", Term::list(pids)).await;
        received.recv().await.unwrap();
    }
    town.is_well().await;
    // One that comes now is one like all others.
    let (other, node) = town.another("other").await;
    town.ask(&other).await;
    let name = node.name().clone();
    let victim = other.spawn(async |mut mailbox: Mailbox<()>| {
        process::register("victim").unwrap();
        mailbox.receive().await;
    });
    let (ready, is_ready) = oneshot::channel();
    let watcher = town.system.spawn(async move |mut mailbox: Mailbox<()>| {
        let monitor = process::monitor(ServerName::from(("victim", name)));
        ready.send(()).unwrap();
        mailbox.down(monitor).await.reason
    });
    is_ready.await.unwrap();
    let to = other.across::<Pid>(("keeper", town.node.name().clone()));
    let keeper = town.system.spawn(async |mut mailbox: Mailbox<Pid>| {
        mailbox.open();
        process::register("keeper").unwrap();
        let victim = mailbox.receive().await;
        process::exit(victim, ExitReason::Kill);
    });
    while town.system.whereis("keeper").is_none() {
        tokio::task::yield_now().await;
    }
    let pid = victim.pid();
    other.enter(async move { to.send(pid) }).await;
    let down = tokio::time::timeout(PATIENCE, victim.down()).await;
    down.expect("a pid of a real node is one that can be reached");
    keeper.down().await;
    watcher.down().await;
}

#[tokio::test]
async fn questions_of_invented_nodes_keep_nobody_from_calling() {
    let town = Town::new().await;
    let mut peer = town.peer("mallory").await;
    for number in 0..5_000 {
        let from = pid_of(&format!("n{number}@127.0.0.1"), 1);
        let from = Term::tuple([from, peer.reference(number)]);
        let ask = [Term::atom("$gen_call"), from, Term::atom("ask")];
        peer.send("clerk", Term::tuple(ask)).await;
    }
    assert!(peer.settle().await);
    town.is_well().await;
    let (other, _node) = town.another("other").await;
    town.ask(&other).await;
    assert!(town.logs("no connection can be accepted").is_empty());
    town.is_well().await;
}

#[tokio::test]
async fn the_scope_of_a_node_speaks_for_its_own_processes() {
    let town = Town::new().await;
    let chat = Pg::<String>::new("chat").across();
    chat.clone().start_on(&town.system).await.unwrap();
    let chat = chat.on(&town.system);
    let mut peer = town.peer("mallory").await;
    let members = [
        town.clerk_pid(),
        pid_of(town.neighbour_node.name().as_str(), 3),
        pid_of("nobody@127.0.0.1", 3),
        peer.pid(7),
    ];
    let members = Term::list(members);
    // The scope of a node that is not connected is that of nobody.
    let stranger = pid_of("nobody@127.0.0.1", 3);
    for scope in [town.clerk_pid(), stranger, peer.pid(1)] {
        let discover = Term::tuple([Term::atom("discover"), scope.clone()]);
        peer.send("chat", discover).await;
        let (group, members) = (Term::from("pizza"), members.clone());
        let join = Term::tuple([Term::atom("join"), scope, group, members]);
        peer.send("chat", join).await;
    }
    while chat.members("pizza").is_empty() {
        tokio::task::yield_now().await;
    }
    let [member] = chat.members("pizza")[..] else { panic!("only its own") };
    assert_eq!((member.is_local(), member.id()), (false, 7));
    // It ends with the connection.
    drop(peer);
    while !chat.which_groups().is_empty() {
        tokio::task::yield_now().await;
    }
    town.is_well().await;
}
