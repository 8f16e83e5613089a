//! A node of Erlang that shares the application: chapter 9's, written by hand.

use std::process::Command;

use crate::beam::Beam;
use crate::member::{Nodes, named};

/// The application: it says how it is started, and has a server under a global
/// name, which says where it is.
const MODULE: &str = r#"
    Self = self(),
    Teller = spawn(fun() ->
        Tell = fun Tell() ->
            receive {next, To} ->
                receive {happened, What} -> To ! {happened, What} end
            end,
            Tell()
        end,
        register(teller, self()),
        Self ! ready,
        Tell()
    end),
    receive ready -> ok end,
    Next = fun() ->
        teller ! {next, self()},
        receive {happened, What} -> What end
    end,
    Lines = [
        "-module(chucky).",
        "-export([start/2, stop/1, server/0, init/1]).",
        "-export([handle_call/3, handle_cast/2]).",
        "start(Type, _) ->
            teller ! {happened, Type},
            supervisor:start_link(chucky, tree).",
        "stop(_) -> teller ! {happened, stopped}, ok.",
        "server() -> gen_server:start_link(chucky, server, []).",
        "init(tree) ->
            Server = #{id => server, start => {chucky, server, []}},
            {ok, {#{}, [Server]}};
         init(server) ->
            yes = global:re_register_name(chucky, self()),
            {ok, node()}.",
        "handle_call(fact, _, Node) -> {reply, atom_to_binary(Node), Node}.",
        "handle_cast(_, Node) -> {noreply, Node}."
    ],
    Forms = [begin
        {ok, Tokens, _} = erl_scan:string(Line),
        {ok, Form} = erl_parse:parse_form(Tokens),
        Form
    end || Line <- Lines],
    {ok, chucky, Code} = compile:forms(Forms),
    {module, chucky} = code:load_binary(chucky, [], Code),
    Start = fun() ->
        ok = application:load({application, chucky, [
            {mod, {chucky, []}}, {applications, [kernel, stdlib]}
        ]}),
        application:start(chucky)
    end,
    Runs = fun() ->
        lists:keymember(chucky, 1, application:which_applications())
    end,
    Until = fun Until(Is) ->
        case Is() of
            true -> true;
            false -> receive after 5 -> Until(Is) end
        end
    end,
    ready"#;

/// Returns whether this machine has Erlang; if not it says that the test is
/// skipped, before others wait for a node that never comes.
pub(crate) fn is_installed() -> bool {
    let is_there = Command::new("erl").arg("-version").output().is_ok();
    if !is_there {
        eprintln!("skipped: there is no `erl`");
    }
    is_there
}

impl Nodes {
    /// Starts a node of Erlang that shares an application, which it has loaded
    /// and not started, and that waits for other nodes.
    pub(crate) async fn erlang(
        &self,
        name: &str,
        others: &[&str],
        shared: &str,
    ) -> Beam {
        let others: Vec<_> =
            others.iter().map(|name| format!("'{}'", named(name))).collect();
        let arguments = format!(
            "-kernel distributed {shared} sync_nodes_timeout 60000 \
             sync_nodes_mandatory [{}]",
            others.join(",")
        );
        let options = self.cluster.erlang(name);
        let beam = options.arguments(&arguments).start().await;
        let mut beam = beam.expect("there is Erlang");
        assert_eq!(beam.eval(MODULE).await, "ready");
        beam
    }
}
