//! What can be said at the prompt, in words.

/// What `help` shows.
pub(super) const HELP: &str = "\
Nodes:
  connect NODE          connect to a node, such as b@127.0.0.1
  ping NODE             ask whether it is there
  nodes                 who is connected
  monitor_nodes         be told of nodes that come and go
  disconnect NODE       end the connection to one
  cookie NODE COOKIE    the secret that is shared with this node alone
Processes; TO is name, name@node, {name, node}, {:global, name} or a pid:
  send TO TERM          send a message
  call TO TERM          ask a server of another node, for half a minute
  cast TO TERM          ask it, without an answer
  reply TERM            answer who has called this prompt, the first first
  monitor TO            be told when it ends
  link TO, unlink TO    likewise, and end it with this prompt
  exit TO [REASON]      send it an exit signal, to kill it by default
  wait [SECONDS]        until something arrives, five seconds at most
The cluster:
  rpc NODE MODULE FUNCTION [ARGUMENTS]
                        call a function, such as rpc b@host Kernel abs [-1]
  spawn NODE MODULE FUNCTION [ARGUMENTS]
                        have a process call it, such as IO puts [\"Hello\"]
  global register NAME, unregister NAME
                        a name that the whole cluster knows, of this prompt
  global whereis NAME, global registered
  global sync           until all nodes share their names
  pg join GROUP, leave GROUP
                        have this prompt be in a group of processes
  pg members GROUP, pg groups
This node:
  self                  the pid of this prompt
  register NAME         give this prompt a name
  start NAME            start a store under a name: it understands the call
                        {:get, KEY} and the cast {:put, KEY, VALUE}
  whereis NAME          who has a name here
  registered            all names here
help shows this; exit, or Ctrl-D, ends the node.
Terms are written as in Elixir or Erlang: {:ok, \"text\", [1, 2.5], %{a: self()}}";

/// All commands, for completion.
pub(super) const NAMES: [&str; 26] = [
    "call",
    "cast",
    "connect",
    "cookie",
    "disconnect",
    "exit",
    "global",
    "help",
    "link",
    "monitor",
    "monitor_nodes",
    "nodes",
    "pg",
    "ping",
    "quit",
    "register",
    "registered",
    "reply",
    "rpc",
    "self",
    "send",
    "spawn",
    "start",
    "unlink",
    "wait",
    "whereis",
];
