%% A member of a cluster, in Erlang: does what lines tell it, and tells what
%% happens to it. `ours.rs` is the same on actor-core.
-module(member).
-export([main/0]).

main() ->
    Member = spawn(fun start/0),
    lines(Member).

lines(Member) ->
    case io:get_line("") of
        eof -> erlang:halt();
        Line -> Member ! {line, string:lexemes(Line, " \n")}, lines(Member)
    end.

start() ->
    process_flag(trap_exit, true),
    ok = net_kernel:monitor_nodes(true),
    Clerk = clerk(),
    [Short, _] = string:lexemes(atom_to_list(node()), "@"),
    yes = global:register_name(list_to_atom(Short), somebody()),
    answer("ready"),
    loop(#{clerk => Clerk, watched => #{}, linked => #{}, claimed => #{}}).

loop(State) ->
    #{watched := Watched, linked := Linked, claimed := Claimed} = State,
    receive
        {line, [Word | Arguments]} ->
            {Answer, Next} =
                obey(Word, [list_to_atom(It) || It <- Arguments], State),
            answer(Answer),
            loop(Next);
        {nodeup, Node} ->
            tell(["up ", text(Node)]),
            loop(State);
        {nodedown, Node} ->
            tell(["down ", text(Node)]),
            loop(State);
        {ended, Node, Why} ->
            tell(["call ", text(Node), " ", text(Why)]),
            loop(State);
        {'EXIT', Pid, Why} ->
            tell(["link ", text(maps:get(Pid, Linked)), " ", text(Why)]),
            loop(State);
        {'DOWN', Monitor, process, _, Why} ->
            case {Watched, Claimed} of
                {#{Monitor := What}, _} -> tell([What, " ", text(Why)]);
                {_, #{Monitor := Name}} ->
                    tell(["lost ", text(Name), " ", text(Why)])
            end,
            loop(State)
    end.

obey("nodes", [], State) ->
    {lists:join(" ", [text(It) || It <- lists:sort(nodes())]), State};
obey("names", [], State) ->
    Names = [{It, global:whereis_name(It)} ||
        It <- lists:sort(global:registered_names())],
    Texts = [[text(It), "=", text(node(Pid))] ||
        {It, Pid} <- Names, is_pid(Pid)],
    {lists:join(" ", Texts), State};
obey("connect", [Node], State) ->
    {text(net_kernel:connect_node(Node)), State};
obey("disconnect", [Node], State) ->
    {text(erlang:disconnect_node(Node)), State};
obey("watch", [Node, Name], State) ->
    #{watched := Watched, linked := Linked} = State,
    Pid = global:whereis_name(Name),
    link(Pid),
    Server = monitor(process, {clerk, Node}),
    Owner = monitor(process, Pid),
    Member = self(),
    spawn(fun() -> Member ! {ended, Node, wait(Node)} end),
    Now = Watched#{
        Server => ["server ", text(Node)],
        Owner => ["owner ", text(Node)]
    },
    {"ok", State#{watched := Now, linked := Linked#{Pid => Node}}};
obey("asked", [], State) ->
    {integer_to_list(gen_server:call(clerk, asked)), State};
obey("claim", [Name], #{claimed := Claimed} = State) ->
    Pid = somebody(),
    Answer = global:register_name(Name, Pid),
    Monitor = monitor(process, Pid),
    {text(Answer), State#{claimed := Claimed#{Monitor => Name}}};
obey("renew", [], #{clerk := Clerk} = State) ->
    Monitor = monitor(process, Clerk),
    exit(Clerk, renewed),
    receive {'DOWN', Monitor, process, Clerk, renewed} -> ok end,
    {"ok", State#{clerk := clerk()}}.

wait(Node) ->
    try gen_server:call({clerk, Node}, wait, infinity) of
        Answer -> Answer
    catch
        exit:{{nodedown, Node}, _} -> nodedown;
        exit:{Why, _} -> Why
    end.

somebody() ->
    spawn(fun() -> process_flag(trap_exit, true), idle() end).

idle() ->
    receive _ -> idle() end.

clerk() ->
    Clerk = spawn(fun() -> serve(0) end),
    true = register(clerk, Clerk),
    Clerk.

serve(Asked) ->
    receive
        {'$gen_call', _, wait} ->
            serve(Asked + 1);
        {'$gen_call', From, asked} ->
            gen_server:reply(From, Asked),
            serve(Asked)
    end.

answer(Text) ->
    io:format("=> ~s~n", [Text]).

tell(Text) ->
    io:format("! ~s~n", [Text]).

text(Atom) when is_atom(Atom) -> atom_to_list(Atom);
text(Other) -> io_lib:format("~0p", [Other]).
