//! Process groups that nodes of ours share with Erlang's `pg`.
//!
//! It is long because each step is said on both sides.

use actor_core::etf::{Atom, Term};
use actor_core::pg::Change;
use actor_core::{ExitReason, Mailbox, Node, Pg, ProcessRef, System, process};
use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::beam::Beam;
use crate::cluster::{Cluster, Visibility};

/// Starts a scope, and notes what is told of all of its groups, for `Next`.
/// `Join` starts a process that joins groups.
const WATCH: &str = "
    Us = 'rust@127.0.0.1',
    {ok, Scope} = pg:start(chat),
    Me = self(),
    Watcher = spawn(fun() ->
        {Monitor, _} = pg:monitor_scope(chat),
        Me ! watching,
        Loop = fun Loop() ->
            receive {next, From} ->
                receive {Monitor, What, Group, Pids} ->
                    From ! {What, Group, length(Pids)}
                end
            end,
            Loop()
        end,
        Loop()
    end),
    Next = fun() -> Watcher ! {next, self()}, receive It -> It end end,
    Join = fun(Groups) ->
        Guest = spawn(fun() -> receive stop -> ok end end),
        [ok = pg:join(chat, Group, Guest) || Group <- Groups],
        Guest
    end,
    receive watching -> ready end";

fn chat() -> Pg<String> {
    Pg::new("chat").across()
}

/// A visible node of ours with a scope, and what is told there; and one of
/// Erlang's.
struct Both {
    system: System,
    node: Node,
    changes: UnboundedReceiver<Change<String>>,
    beam: Beam,
}

impl Both {
    async fn start(cluster: &Cluster) -> Option<Self> {
        let (system, node) = cluster.seen("rust", Visibility::Visible).await;
        let beam = cluster.erlang("beam").arguments("-connect_all false");
        let mut beam = beam.start().await?;
        assert_eq!(beam.eval(WATCH).await, "ready");
        chat().start_on(&system).await.unwrap();
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
        Some(Self { system, node, changes, beam })
    }

    fn guest(&self, groups: &[&str]) -> ProcessRef<()> {
        let guest = self.system.spawn(async |mut mailbox: Mailbox<()>| {
            mailbox.receive().await;
        });
        for group in groups {
            let chat = chat().on(&self.system);
            chat.join((*group).to_owned(), &guest).unwrap();
        }
        guest
    }

    /// Returns the next change of ours, as Erlang would put it.
    async fn next(&mut self) -> String {
        match self.changes.recv().await.unwrap() {
            Change::Joined { group, .. } => {
                format!("{{join,<<\"{group}\">>,1}}")
            }
            Change::Left { group, .. } => {
                format!("{{leave,<<\"{group}\">>,1}}")
            }
        }
    }

    /// Expects what both are told next.
    async fn both(&mut self, change: &str) {
        assert_eq!(self.next().await, change);
        assert_eq!(self.beam.eval("Next()").await, change);
    }
}

#[tokio::test]
async fn a_group_has_members_of_both() {
    let cluster = Cluster::new().await;
    let Some(mut both) = Both::start(&cluster).await else { return };
    // Each has somebody before they meet.
    both.guest(&["pizza"]);
    assert_eq!(both.next().await, r#"{join,<<"pizza">>,1}"#);
    let join = r#"G = Join([<<"pasta">>, <<"pasta">>]), Next(), Next()"#;
    assert_eq!(both.beam.eval(join).await, r#"{join,<<"pasta">>,1}"#);
    both.node.connect(both.beam.name()).await.unwrap();
    assert_eq!(both.beam.eval("Next()").await, r#"{join,<<"pizza">>,1}"#);
    assert_eq!(both.next().await, r#"{join,<<"pasta">>,1}"#);
    assert_eq!(both.next().await, r#"{join,<<"pasta">>,1}"#);
    // What happens from here on is told one by one.
    let guest = both.guest(&["soup", "soup", "pizza"]);
    both.both(r#"{join,<<"soup">>,1}"#).await;
    both.both(r#"{join,<<"soup">>,1}"#).await;
    both.both(r#"{join,<<"pizza">>,1}"#).await;
    assert!(chat().on(&both.system).leave("soup", &guest));
    both.both(r#"{leave,<<"soup">>,1}"#).await;
    let members = r#"[length(pg:get_members(chat, G))
        || G <- [<<"pizza">>, <<"pasta">>, <<"soup">>]]"#;
    assert_eq!(both.beam.eval(members).await, "[2,2,1]");
    let local = r#"pg:get_local_members(chat, <<"pizza">>)"#;
    assert_eq!(both.beam.eval(local).await, "[]");
    let ours = chat().on(&both.system);
    assert_eq!(ours.members("pasta").len(), 2);
    assert_eq!(ours.local_members("pasta"), []);
    both.beam.eval(r#"pg:leave(chat, <<"pasta">>, G)"#).await;
    both.both(r#"{leave,<<"pasta">>,1}"#).await;
    both.beam.eval("G ! stop").await;
    both.both(r#"{leave,<<"pasta">>,1}"#).await;
    guest.exit(ExitReason::Kill);
    // A process leaves all its groups at once.
    let mut left = [both.next().await, both.next().await];
    left.sort();
    assert_eq!(left, [r#"{leave,<<"pizza">>,1}"#, r#"{leave,<<"soup">>,1}"#]);
    let left = both.beam.eval("lists:sort([Next(), Next()])").await;
    assert_eq!(left, r#"[{leave,<<"pizza">>,1},{leave,<<"soup">>,1}]"#);
    let groups = both.beam.eval("pg:which_groups(chat)").await;
    assert_eq!(groups, r#"[<<"pizza">>]"#);
    assert_eq!(ours.which_groups(), ["pizza"]);
}

#[tokio::test]
async fn several_processes_join_and_leave_at_once() {
    let cluster = Cluster::new().await;
    let Some(mut both) = Both::start(&cluster).await else { return };
    let connect = "net_kernel:connect_node(Us)";
    assert_eq!(both.beam.eval(connect).await, "true");
    both.guest(&["met"]);
    both.both(r#"{join,<<"met">>,1}"#).await;
    let join = r#"
        Guests = [Join([]), Join([]), Join([])],
        pg:join(chat, <<"pizza">>, Guests),
        pg:leave(chat, <<"pizza">>, tl(Guests)),
        {Next(), Next()}"#;
    let told = r#"{{join,<<"pizza">>,3},{leave,<<"pizza">>,2}}"#;
    assert_eq!(both.beam.eval(join).await, told);
    for _ in 0..3 {
        assert_eq!(both.next().await, r#"{join,<<"pizza">>,1}"#);
    }
    for _ in 0..2 {
        assert_eq!(both.next().await, r#"{leave,<<"pizza">>,1}"#);
    }
    assert_eq!(chat().on(&both.system).members("pizza").len(), 1);
}

#[tokio::test]
async fn the_members_of_a_lost_node_leave_and_come_back_with_it() {
    let cluster = Cluster::new().await;
    let Some(mut both) = Both::start(&cluster).await else { return };
    both.node.connect(both.beam.name()).await.unwrap();
    both.guest(&["pizza"]);
    both.both(r#"{join,<<"pizza">>,1}"#).await;
    both.beam.eval(r#"Join([<<"pasta">>])"#).await;
    both.both(r#"{join,<<"pasta">>,1}"#).await;
    assert!(both.node.disconnect(both.beam.name()));
    assert_eq!(both.next().await, r#"{leave,<<"pasta">>,1}"#);
    assert_eq!(both.beam.eval("Next()").await, r#"{leave,<<"pizza">>,1}"#);
    let connect = "net_kernel:connect_node(Us)";
    assert_eq!(both.beam.eval(connect).await, "true");
    assert_eq!(both.next().await, r#"{join,<<"pasta">>,1}"#);
    assert_eq!(both.beam.eval("Next()").await, r#"{join,<<"pizza">>,1}"#);
    // Its scope ends, and comes back without members.
    both.beam.eval("exit(Scope, kill)").await;
    assert_eq!(both.next().await, r#"{leave,<<"pasta">>,1}"#);
    // The scope has the name for a moment longer than it lives.
    let start = "
        Start = fun Start() ->
            case pg:start(chat) of
                {ok, _} -> started;
                {error, {already_started, _}} -> Start()
            end
        end,
        Start()";
    assert_eq!(both.beam.eval(start).await, "started");
    both.beam.eval(r#"Join([<<"soup">>])"#).await;
    assert_eq!(both.next().await, r#"{join,<<"soup">>,1}"#);
    // Ours ends, and its members are gone there.
    let scope = both.system.whereis("chat").unwrap();
    let gone = r#"
        Gone = fun Gone() ->
            pg:get_members(chat, <<"pizza">>) =:= [] orelse Gone()
        end,
        Gone()"#;
    let present = r#"length(pg:get_members(chat, <<"pizza">>))"#;
    assert_eq!(both.beam.eval(present).await, "1");
    both.system.exit(scope, ExitReason::Kill);
    assert_eq!(both.beam.eval(gone).await, "true");
}

#[tokio::test]
async fn members_are_sent_to_by_either() {
    let cluster = Cluster::new().await;
    let Some(mut both) = Both::start(&cluster).await else { return };
    both.node.connect(both.beam.name()).await.unwrap();
    let echo = r#"
        Echo = spawn(fun() ->
            receive {From, Text} -> From ! {self(), Text} end
        end),
        pg:join(chat, <<"echo">>, Echo)"#;
    assert_eq!(both.beam.eval(echo).await, "ok");
    both.both(r#"{join,<<"echo">>,1}"#).await;
    let [theirs] = chat().on(&both.system).members("echo")[..] else {
        panic!("one has joined")
    };
    both.system
        .enter_with(async move |mut mailbox: Mailbox<Term>| {
            let me = process::id();
            let down = process::monitor(theirs);
            let to = ProcessRef::across(theirs);
            to.send((me, "Hello".to_owned()));
            let answer = mailbox.receive().await;
            let [_, text] = answer.as_tuple().unwrap() else { panic!() };
            assert_eq!(text.as_text(), Some("Hello"));
            mailbox.down(down).await;
        })
        .await;
    both.both(r#"{leave,<<"echo">>,1}"#).await;
    both.system.spawn(async |mut mailbox: Mailbox<String>| {
        mailbox.open();
        chat().join("echo".to_owned(), process::id()).unwrap();
        mailbox.receive().await;
    });
    both.both(r#"{join,<<"echo">>,1}"#).await;
    let send = r#"
        [Member] = pg:get_members(chat, <<"echo">>),
        Member ! <<"Hello">>"#;
    assert_eq!(both.beam.eval(send).await, r#"<<"Hello">>"#);
    both.both(r#"{leave,<<"echo">>,1}"#).await;
}

#[tokio::test]
async fn names_of_groups_are_the_same_terms() {
    let cluster = Cluster::new().await;
    let (system, node) = cluster.seen("rust", Visibility::Visible).await;
    let beam = cluster.erlang("beam").arguments("-connect_all false");
    let Some(mut beam) = beam.start().await else { return };
    assert_eq!(beam.eval(WATCH).await, "ready");
    let atoms = Pg::<Atom>::new("chat").across();
    atoms.clone().start_on(&system).await.unwrap();
    let atoms = atoms.on(&system);
    let guest = system.spawn(async |mut m: Mailbox<()>| m.receive().await);
    atoms.join(Atom::from("pizza"), &guest).unwrap();
    node.connect(beam.name()).await.unwrap();
    assert_eq!(beam.eval("Next()").await, "{join,pizza,1}");
    // A group with another name is none of ours.
    let join = "Join([{city, 7}, pizza, <<\"pizza\">>, pasta]), \
        [Next(), Next(), Next(), Next()]";
    beam.eval(join).await;
    while atoms.members("pasta").is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(atoms.members("pizza").len(), 2);
    let mut groups = atoms.which_groups();
    groups.sort_unstable();
    assert_eq!(groups, ["pasta", "pizza"]);
}

#[tokio::test]
async fn two_of_ours_and_one_of_theirs_see_the_same() {
    let cluster = Cluster::new().await;
    let Some(mut both) = Both::start(&cluster).await else { return };
    let (other, node) = cluster.seen("other", Visibility::Visible).await;
    chat().start_on(&other).await.unwrap();
    node.connect(both.beam.name()).await.unwrap();
    node.connect(both.node.name()).await.unwrap();
    both.node.connect(both.beam.name()).await.unwrap();
    let guest = other.spawn(async |mut m: Mailbox<()>| m.receive().await);
    chat().on(&other).join("pizza".to_owned(), &guest).unwrap();
    both.both(r#"{join,<<"pizza">>,1}"#).await;
    both.beam.eval(r#"Join([<<"pizza">>])"#).await;
    both.both(r#"{join,<<"pizza">>,1}"#).await;
    while chat().on(&other).members("pizza").len() < 2 {
        tokio::task::yield_now().await;
    }
    // Everybody means the same processes, in whatever words.
    let theirs = chat().on(&both.system).members("pizza");
    let theirs: Vec<_> =
        theirs.iter().map(|it| (it.id(), it.serial())).collect();
    let mut seen = chat().on(&other).members("pizza");
    seen.retain(|pid| theirs.contains(&(pid.id(), pid.serial())));
    assert_eq!(seen.len(), 2);
    node.stop().await;
    both.both(r#"{leave,<<"pizza">>,1}"#).await;
}
