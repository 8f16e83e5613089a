//! Ours call servers of theirs.

use crate::cluster::Visibility;
use crate::interaction::{Interaction, in_erlang};

/// `Server` starts a server that answers what it is told to, and returns its
/// pid: as a function of what it is asked, what `gen_server` calls a result.
const SERVER: Interaction = Interaction {
    name: "a server without a module of its own",
    says: r#"Module = "-module(waiter).
            -behaviour(gen_server).
            -export([init/1, handle_call/3, handle_cast/2, handle_info/2]).
            init(State) -> {ok, State}.
            handle_call({say, What}, _, S) -> {reply, What, S};
            handle_call(who, {Pid, _}, S) -> {reply, Pid, S};
            handle_call({stop, Why}, _, S) -> {stop, Why, S};
            handle_call({stop, Why, What}, _, S) -> {stop, Why, What, S};
            handle_call({later, What}, From, S) ->
                self() ! {later, From, What}, {noreply, S};
            handle_call(never, From, S) -> {noreply, From};
            handle_call(crash, _, _) -> error(crashed);
            handle_call(state, _, S) -> {reply, S, S}.
            handle_cast(late, From) -> gen_server:reply(From, late),
                {noreply, late};
            handle_cast(What, _) -> {noreply, What}.
            handle_info({later, From, What}, S) ->
                gen_server:reply(From, What), {noreply, S};
            handle_info(_, S) -> {noreply, S}.
            ",
        Forms = [begin {ok, Form} = erl_parse:parse_form(Tokens), Form end ||
            Tokens <- (fun Split(Text, At) ->
                case erl_scan:tokens([], Text, At) of
                    {done, {ok, Tokens, End}, Rest} ->
                        [Tokens | Split(Rest, End)];
                    _ -> []
                end
            end)(Module, 1)],
        {ok, waiter, Beam} = compile:forms(Forms, []),
        {module, waiter} = code:load_binary(waiter, "waiter", Beam),
        Server = fun(Name) ->
            {ok, Started} = gen_server:start({local, Name}, waiter, none, []),
            Started
        end,
        ready"#,
    hears: "ready",
};

pub(crate) const ALL: &[Interaction] = &[
    SERVER,
    Interaction {
        name: "the kernel of a node says that it is there",
        says: "P0 = New(),
            P0 ! {call_named, net_kernel, node(), {is_auth, Us}}, Heard()",
        hears: "{answer,{ok,yes}}",
    },
    Interaction {
        name: "a call by name",
        says: "S1 = Server(glen), P1 = New(),
            P1 ! {call_named, glen, node(), {say, [pizza]}}, Heard()",
        hears: "{answer,{ok,[pizza]}}",
    },
    Interaction {
        name: "a call by pid",
        says: "P2 = New(), P2 ! {call, S1, {say, <<1:3>>}}, Heard()",
        hears: "{answer,{ok,<<1:3>>}}",
    },
    Interaction {
        name: "a call that is answered later",
        says: "P3 = New(), P3 ! {call, S1, {later, pizza}}, Heard()",
        hears: "{answer,{ok,pizza}}",
    },
    Interaction {
        name: "the server sees who calls",
        says: "P4 = New(), P4 ! {call, S1, who},
            Heard() =:= {answer, {ok, P4}}",
        hears: "true",
    },
    Interaction {
        name: "a cast, and then a call",
        says: "P5 = New(), P5 ! {cast, S1, {a, cast}},
            P5 ! {call, S1, state}, Heard()",
        hears: "{answer,{ok,{a,cast}}}",
    },
    Interaction {
        name: "a call of a name that nobody has",
        says: "P6 = New(), P6 ! {call_named, nobody, node(), x}, Heard()",
        hears: "{answer,{error,noproc}}",
    },
    Interaction {
        name: "a call of a dead process",
        says: "P7 = New(), {T7, M7} = spawn_monitor(fun() -> ok end),
            {'DOWN', M7, process, T7, normal} = Heard(),
            P7 ! {call, T7, x}, Heard()",
        hears: "{answer,{error,noproc}}",
    },
    Interaction {
        name: "a call that is not answered in time, and then late",
        says: "P8 = New(), P8 ! {call_within, S1, never, 50},
            R8 = Heard(), gen_server:cast(S1, late),
            late = gen_server:call(S1, state), P8 ! {call, S1, state},
            {R8, Heard(), Tell(P8, [])}",
        hears: "{{answer,{error,timeout}},{answer,{ok,late}},ok}",
    },
    Interaction {
        name: "the server stops in a call",
        says: "P9 = New(), S9 = Server(stops),
            P9 ! {call, S9, {stop, {shutdown, asked}}}, Heard()",
        hears: r#"{answer,{error,{exited,{reason,<<"{shutdown, asked}">>}}}}"#,
    },
    Interaction {
        name: "the server stops normally in a call",
        says: "P10 = New(), S10 = Server(ends),
            P10 ! {call, S10, {stop, normal}}, Heard()",
        hears: r#"{answer,{error,{exited,{reason,<<"normal">>}}}}"#,
    },
    Interaction {
        name: "the server answers and stops",
        says: "P11 = New(), S11 = Server(bye),
            P11 ! {call, S11, {stop, normal, bye}}, Heard()",
        hears: "{answer,{ok,bye}}",
    },
    Interaction {
        name: "the server is killed in a call",
        says: "P12 = New(), S12 = Server(killed), P12 ! {call, S12, never},
            (fun Wait() -> case sys:get_state(S12) of
                none -> Wait(); _ -> exit(S12, kill) end end)(), Heard()",
        hears: r#"{answer,{error,{exited,{reason,<<"killed">>}}}}"#,
    },
    Interaction {
        name: "a process that is no server answers in its own words",
        says: "P13 = New(), T13 = spawn(fun() ->
                receive {'$gen_call', From, Asked} ->
                    gen:reply(From, {asked, Asked}) end end),
            P13 ! {call, T13, pizza}, Heard()",
        hears: "{answer,{ok,{asked,pizza}}}",
    },
    Interaction {
        name: "a question of ours has an alias and a monitor, as gen's",
        says: "P14 = New(), T14 = spawn(fun() ->
                receive {'$gen_call', {P14, [alias | Ref]} = From, x} ->
                    {monitored_by, By} =
                        erlang:process_info(self(), monitored_by),
                    gen:reply(From, {is_reference(Ref), By =:= [P14]})
                end end),
            P14 ! {call, T14, x}, Heard()",
        hears: "{answer,{ok,{true,true}}}",
    },
    Interaction {
        name: "nothing is left of questions that were answered",
        says: "P15 = New(), [begin P15 ! {call, S1, {say, I}},
                {answer, {ok, I}} = Heard() end || I <- lists:seq(1, 100)],
            P15 ! {call_within, S1, never, 50},
            {answer, {error, timeout}} = Heard(), Tell(P15, []),
            S15 = self(), Wait15 = fun Again() ->
                case erlang:process_info(S1, monitored_by) of
                    {monitored_by, []} -> nothing;
                    {monitored_by, _} -> erlang:yield(), Again()
                end end,
            Wait15()",
        hears: "nothing",
    },
    Interaction {
        name: "a hundred of ours ask at once",
        says: "P16 = [New() || _ <- lists:seq(1, 100)],
            [P ! {call, S1, {say, pizza}} || P <- P16],
            lists:usort([Heard() || _ <- P16])",
        hears: "[{answer,{ok,pizza}}]",
    },
    Interaction {
        name: "an answer of a megabyte",
        says: "P17 = New(), P17 ! {call, S1, {say, <<0:8388608>>}},
            {answer, {ok, B17}} = Heard(), byte_size(B17)",
        hears: "1048576",
    },
];

#[tokio::test]
async fn servers_of_theirs_answer_a_hidden_node() {
    in_erlang(Visibility::Hidden, ALL).await;
}

#[tokio::test]
async fn servers_of_theirs_answer_a_visible_node() {
    in_erlang(Visibility::Visible, ALL).await;
}
