//! A node of ours, and one of Elixir's.

use std::process::{Command, Stdio};

use crate::prompt::Prompt;
use crate::{free_port, pid};

/// Returns whether there is an Elixir on this machine.
fn is_there() -> bool {
    let version = Command::new("elixir")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let is_there = version.is_ok_and(|status| status.success());
    if !is_there {
        eprintln!("skipped: there is no elixir on this machine");
    }
    is_there
}

/// What is typed into `iex` in the chapter.
const SCRIPT: &str = r#"
a = :"a@127.0.0.1"
IO.inspect Node.connect(a)
IO.inspect Node.list()
GenServer.cast({:store, a}, {:put, "bob", "Dentist"})
IO.inspect GenServer.call({:store, a}, {:get, "bob"})
Process.register(self(), :shell)
send({:shell, a}, {:hello, self()})
receive do
  message -> IO.inspect message
end
IO.inspect GenServer.call({:shell, a}, :ready?, :infinity)
IO.inspect :rpc.call(a, Kernel, :abs, [-1])
IO.gets("")
"#;

#[test]
fn elixir_talks_with_the_prompt() {
    if !is_there() {
        return;
    }
    let port = free_port();
    let mut a = Prompt::start("a@127.0.0.1", port);
    a.types("start store");
    a.types("register shell");
    a.shows("this prompt is shell");
    a.types("call store :hello");
    a.shows("call and cast ask the servers of other nodes");

    let mut command = Command::new("elixir");
    command
        .args(["--name", "b@127.0.0.1", "--cookie", "pizza"])
        .args(["--erl", "-start_epmd false"])
        .args(["-e", SCRIPT])
        .env("ERL_EPMD_PORT", port.to_string());
    let mut b = Prompt::run("elixir", command);
    b.shows("true");
    b.shows("[:\"a@127.0.0.1\"]");
    b.shows("\"Dentist\"");
    let hello = a.shows("received {:hello, #PID<b@127.0.0.1.");
    a.types(&format!("send {} {{:ok, \"hello yourself\"}}", pid(&hello)));
    b.shows("{:ok, \"hello yourself\"}");
    a.shows("asked: :ready?");
    a.types("reply [yes: 1]");
    b.shows("[yes: 1]");
    b.shows("1");
    a.types("nodes");
    a.shows("b@127.0.0.1");
    a.types("send shell@b@127.0.0.1 :good_bye");
    b.says_no_more();
    b.ends();
}
