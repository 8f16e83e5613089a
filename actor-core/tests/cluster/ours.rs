//! A member on this library: does what lines tell it, and tells what happens
//! to it. `member.erl` is the same in Erlang.
//!
//! It is this program once more, with a variable that says who it is.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::process::exit;
use std::thread;

use actor_core::gen_server::{Init, Next};
use actor_core::node::{NodeEvent, Remote, global};
use actor_core::{
    CallError, Down, Event, Exit, ExitReason, GenServer, Mailbox, Node,
    NodeName, Pid, ProcessRef, Reference, Reply, ServerName, System, process,
};
use serde::{Deserialize, Serialize};

use crate::member::{Kind, Member};
use crate::post::Post;

/// The name of a member and the port of its port mapper.
pub(crate) const MEMBER: &str = "ACTOR_CORE_TEST_MEMBER";

/// What a program runs that is a member.
pub(crate) const TEST: &str = "ours::a_member_does_what_it_is_told";

#[test]
fn a_member_does_what_it_is_told() {
    if let Ok(who) = std::env::var(MEMBER) {
        let (name, port) = who.split_once(' ').unwrap();
        run(name, port.parse().unwrap());
    }
    let post = Post::start();
    let mut member = Member::start(Kind::Ours, "a", post.port()).unwrap();
    assert_eq!(member.ask("nodes"), "");
    assert_eq!(member.ask("names"), "a=a@127.0.0.1");
    assert_eq!(member.ask("claim pizza"), "yes");
    assert_eq!(member.ask("claim pizza"), "no");
    assert_ne!(member.ask("connect b@127.0.0.1"), "true");
    assert_eq!(member.ask("asked"), "0");
    assert!(member.ends());
}

/// A server that never answers some questions.
struct Clerk {
    unanswered: Vec<Reply<()>>,
}

#[derive(Serialize, Deserialize)]
enum Question {
    Wait(Reply<()>),
    Asked(Reply<usize>),
}

impl GenServer for Clerk {
    type Args = ();
    type Message = Question;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Self { unanswered: Vec::new() })
    }

    fn remote() -> Remote<Question> {
        Remote::open()
    }

    async fn handle(&mut self, question: Question) -> Next {
        match question {
            Question::Wait(reply) => self.unanswered.push(reply),
            Question::Asked(reply) => reply.send(self.unanswered.len()),
        }
        Next::Continue
    }
}

/// What the process is told that does it all.
#[derive(Debug)]
enum Told {
    Line(String),
    Node(NodeEvent),
    Ended(NodeName, CallError),
}

struct State {
    node: Node,
    clerk: ProcessRef<Question>,
    /// What is told of the end of a process.
    watched: BTreeMap<Reference, String>,
    /// The nodes of processes that it is linked to.
    linked: BTreeMap<Pid, String>,
}

/// Is a member until there are no more lines.
fn run(name: &str, epmd_port: u16) -> ! {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let system = System::new(name);
    runtime.block_on(async {
        let options = Node::named(name)
            .cookie("pizza".parse().unwrap())
            .epmd_port(epmd_port)
            .tick_time(crate::TICK_TIME);
        let node = options.start(&system).await.unwrap();
        let member = system.spawn(async |mailbox: Mailbox<Told>| {
            tell_all(mailbox, node).await;
        });
        thread::spawn(move || {
            for line in std::io::stdin().lock().lines() {
                member.send(Told::Line(line.unwrap()));
            }
            exit(0);
        });
        std::future::pending().await
    })
}

async fn tell_all(mut mailbox: Mailbox<Told>, node: Node) {
    process::trap_exit(true);
    node.monitor_nodes(Told::Node);
    let short = node.name().alive().to_owned();
    global::register(short, somebody().pid()).await.unwrap();
    let clerk = clerk().await;
    let (watched, linked) = (BTreeMap::new(), BTreeMap::new());
    let mut state = State { node, clerk, watched, linked };
    // What the test's own output has begun ends here.
    println!("\n=> ready");
    loop {
        match mailbox.next().await {
            Event::Message(Told::Line(line)) => {
                println!("=> {}", state.obey(&line).await);
            }
            Event::Message(Told::Node(NodeEvent::Up { node, .. })) => {
                println!("! up {node}");
            }
            Event::Message(Told::Node(NodeEvent::Down { node, .. })) => {
                println!("! down {node}");
            }
            Event::Message(Told::Ended(node, CallError::NodeDown)) => {
                println!("! call {node} nodedown");
            }
            Event::Message(Told::Ended(node, CallError::Exited(why))) => {
                println!("! call {node} {why}");
            }
            Event::Exit(Exit { from, reason, .. }) => {
                println!("! link {} {reason}", state.linked[&from]);
            }
            Event::Down(Down { reference, reason, .. }) => {
                println!("! {} {reason}", state.watched[&reference]);
            }
            other => println!("! {other:?}"),
        }
    }
}

impl State {
    async fn obey(&mut self, line: &str) -> String {
        let words: Vec<_> = line.split(' ').collect();
        match words[..] {
            ["nodes"] => {
                let nodes = self.node.nodes();
                let nodes: Vec<_> =
                    nodes.iter().map(NodeName::as_str).collect();
                nodes.join(" ")
            }
            ["names"] => self.names(),
            ["connect", node] => match self.node.connect(&name(node)).await {
                Ok(()) => "true".to_owned(),
                Err(error) => error.to_string(),
            },
            ["disconnect", node] => {
                self.node.disconnect(&name(node)).to_string()
            }
            ["watch", node, global] => self.watch(node, global),
            ["asked"] => {
                let asked = self.clerk.call(Question::Asked).forever().await;
                asked.unwrap().to_string()
            }
            ["claim", name] => {
                let pid = somebody().pid();
                let claimed = global::register(name.to_owned(), pid).await;
                let monitor = process::monitor(pid);
                self.watched.insert(monitor, format!("lost {name}"));
                if claimed.is_ok() { "yes" } else { "no" }.to_owned()
            }
            ["renew"] => {
                self.clerk.exit(ExitReason::other("renewed"));
                self.clerk.down().await;
                self.clerk = clerk().await;
                "ok".to_owned()
            }
            _ => panic!("{line}"),
        }
    }

    /// Returns all names of the cluster, and where each is.
    fn names(&self) -> String {
        let entries = global::registered().into_iter().filter_map(|name| {
            let pid = global::whereis(name.clone())?;
            let node = self.node.external_pid(pid)?.node;
            Some(format!("{}={}", name.term(), node.as_str()))
        });
        let mut entries: Vec<_> = entries.collect();
        entries.sort_unstable();
        entries.join(" ")
    }

    /// Watches a server, watches the owner of a name and is linked to it, and
    /// asks the server what it never answers.
    fn watch(&mut self, node: &str, global: &str) -> String {
        let server = ServerName::from(("clerk", name(node)));
        let server = process::monitor(server);
        let owner = global::whereis(global.to_owned()).unwrap();
        process::link(owner).unwrap();
        self.linked.insert(owner, node.to_owned());
        let owner = process::monitor(owner);
        self.watched.insert(server, format!("server {node}"));
        self.watched.insert(owner, format!("owner {node}"));
        let (member, node) = (process::this::<Told>(), name(node));
        process::spawn(async move |_: Mailbox<()>| {
            let clerk = ProcessRef::across(("clerk", node.clone()));
            let answer = clerk.call(Question::Wait).forever().await;
            member.send(Told::Ended(node, answer.unwrap_err()));
        });
        "ok".to_owned()
    }
}

async fn clerk() -> ProcessRef<Question> {
    Clerk::starter(()).named("clerk").start().await.unwrap()
}

/// Starts a process that is there, whoever it is linked to ends.
fn somebody() -> ProcessRef<()> {
    process::spawn(async |mut mailbox: Mailbox<()>| {
        process::trap_exit(true);
        loop {
            mailbox.next().await;
        }
    })
}

fn name(node: &str) -> NodeName {
    node.parse().unwrap()
}
