//! What the chapters tell the reader to type, typed: nodes that are programs
//! of their own.

mod elixir;
mod prompt;

use std::net::TcpListener;

use prompt::Prompt;

/// Returns a port that was free a moment ago, for a port mapper.
fn free_port() -> u16 {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    socket.local_addr().unwrap().port()
}

/// The pid in a line that was shown, such as `#PID<a@127.0.0.1.9.0>`.
fn pid(line: &str) -> String {
    let start = line.find('<').unwrap();
    let end = line.find('>').unwrap();
    line[start..=end].to_owned()
}

#[test]
fn two_nodes_talk_as_the_chapter_says() {
    let port = free_port();
    let mut a = Prompt::start("a@127.0.0.1", port);
    let mut b = Prompt::start("b@127.0.0.1", port);
    a.types("connect b@127.0.0.1");
    a.shows("connected to b@127.0.0.1");
    a.types("nodes");
    a.shows("b@127.0.0.1");
    a.types("ping b@127.0.0.1");
    a.shows("pong");

    // Messages.
    b.types("register shell");
    b.shows("this prompt is shell");
    a.types("send shell@b@127.0.0.1 {:hello, self()}");
    let hello = b.shows("received {:hello, #PID<a@127.0.0.1.");
    let its_pid = pid(&hello);
    b.types(&format!("send {its_pid} \"hello yourself\""));
    a.shows("received \"hello yourself\"");

    // A server, and a prompt that is one.
    b.types("start store");
    b.shows("store is #PID<b@127.0.0.1.");
    a.types("cast (store, b@127.0.0.1) {:put, \"bob\", \"Dentist\"}");
    a.types("call (store, b@127.0.0.1) {:get, \"bob\"}");
    a.shows("\"Dentist\"");
    a.types("call (store, b@127.0.0.1) {:get, \"alice\"}");
    a.shows("nil");
    a.types("call shell@b@127.0.0.1 :ready?");
    b.shows("asked: :ready?; reply TERM answers");
    b.types("reply :yes");
    a.shows(":yes");

    // The cluster.
    a.types("rpc b@127.0.0.1 Kernel abs [-1]");
    a.shows("1");
    a.types("spawn b@127.0.0.1 IO puts [\"Hello from a\"]");
    b.shows("received {:puts, \"Hello from a\"}");
    a.types("global sync");
    a.shows("ok");
    a.types("global register {:todo_list, \"bob\"}");
    a.shows("ok");
    b.types("global whereis {:todo_list, \"bob\"}");
    b.shows("#PID<a@127.0.0.1.");
    b.types("send {:global, {:todo_list, \"bob\"}} :lunch");
    a.shows("received :lunch");

    // One is lost.
    a.types("monitor_nodes");
    a.types("monitor shell@b@127.0.0.1");
    // What is asked after that is answered after that.
    a.types("call (store, b@127.0.0.1) {:get, \"bob\"}");
    a.shows("\"Dentist\"");
    b.kill();
    a.shows("is down: noconnection");
    a.shows("received {:nodedown, :\"b@127.0.0.1\"}");
    a.types("nodes");
    a.shows("none");
    a.types("exit");
    a.ends();
}

#[test]
fn the_prompt_says_what_would_have_worked() {
    let mut a = Prompt::start("a@127.0.0.1", free_port());
    for (typed, shown) in [
        ("connect nobody@127.0.0.1", "not connected: there is no node"),
        ("connect short@localhost", "not connected"),
        ("connect b", "write it as name@host"),
        ("ping nobody@127.0.0.1", "pang: there is no node"),
        ("send nobody :hello", "registered shows all names"),
        ("whereis nobody", "nobody is called nobody here"),
        ("send {1, 2", "expected `,` or `}`"),
        ("frobnicate", "no command 'frobnicate'; try help"),
        ("reply 1", "nobody waits for an answer"),
        ("help", "Nodes:"),
    ] {
        a.types(typed);
        a.shows(shown);
    }
    // The end of the input is the end of the node.
    a.says_no_more();
    a.ends();
}

#[test]
fn another_cookie_is_not_let_in() {
    let port = free_port();
    let mut a = Prompt::start("a@127.0.0.1", port);
    let mut b = Prompt::start_with("b@127.0.0.1", port, &["--cookie", "pasta"]);
    b.types("connect a@127.0.0.1");
    b.shows("not connected");
    a.types("cookie b@127.0.0.1 pasta");
    a.shows("b@127.0.0.1 has a cookie of its own");
    b.types("connect a@127.0.0.1");
    b.shows("connected to a@127.0.0.1");
}

#[test]
fn a_hidden_node_is_not_in_the_list() {
    let port = free_port();
    let mut a = Prompt::start("a@127.0.0.1", port);
    let mut b = Prompt::start_with("b@127.0.0.1", port, &["--hidden"]);
    b.types("ping a@127.0.0.1");
    b.shows("pong");
    a.types("nodes");
    a.shows("none; hidden: b@127.0.0.1");
}
