%% Supervisors of children that come and go, all alike: simple_one_for_one.
-module(dynamic_supervisors).
-compile(export_all).
-compile(nowarn_export_all).

start(Flags, Spec) -> start(Flags, Spec, []).
start(Flags, Spec, Ids) ->
    process_flag(trap_exit, true),
    Journal = journal:start(),
    {ok, Pid} = start_link(Journal, Flags, Spec),
    journal:watch(Journal, supervisor, Pid),
    Tree = {Journal, Pid},
    [child(Tree, Id) || Id <- Ids],
    Tree.

start_link(Journal, Flags, Spec) ->
    Options = {Journal, Flags, Spec},
    case Flags of
        #{name := Name} ->
            supervisor:start_link({local, Name}, ?MODULE, Options);
        _ -> supervisor:start_link(?MODULE, Options)
    end.

init({Journal, Flags, Spec}) ->
    All = #{strategy => simple_one_for_one, intensity => 3, period => 5},
    Start = {?MODULE, start_worker, [Journal, maps:get(stop, Spec, well)]},
    Child = maps:merge(#{id => x, start => Start}, maps:remove(stop, Spec)),
    {ok, {maps:merge(All, maps:remove(name, Flags)), [Child]}}.

start_worker(Journal, Stop, Id) -> worker:start_link(Journal, Id, Stop).

child({_, Pid}, Id) ->
    case supervisor:start_child(Pid, [Id]) of
        {ok, undefined} -> say:text("ignored");
        {ok, _} -> say:text("started");
        {error, Why} -> say:text("error: ~s", [tree:why(Why)])
    end.

terminate(Tree = {_, Pid}, Id) ->
    case supervisor:terminate_child(Pid, tree:pid(Tree, Id)) of
        ok -> say:text("done");
        {error, Why} -> say:text("~s", [Why])
    end.

%% What the children are doing, in no order, and how many of them do.
children(Tree) -> [states(Tree), counts(Tree)].

states({_, Pid}) ->
    States = [if is_pid(State) -> "running"; true -> atom_to_list(State) end
              || {_, State, _, _} <- supervisor:which_children(Pid)],
    say:text("~s", [lists:join(" ", ["children:" | lists:sort(States)])]).

counts({_, Pid}) ->
    [{specs, 1} | Counts] = supervisor:count_children(Pid),
    Numbers = [integer_to_list(Count) || {_, Count} <- Counts],
    say:text("active, supervisors, workers: ~s", [lists:join(" ", Numbers)]).

outcome(Tree) -> [tree:seen(Tree), children(Tree)].
sorted(Lines) -> lists:sort(lists:flatten(Lines)).

children_are_started_one_by_one() ->
    Tree = start(#{}, #{}),
    Empty = children(Tree),
    [Empty, child(Tree, a), child(Tree, b), child(Tree, c), outcome(Tree)].

children_of_one_kind_may_be_supervisors() ->
    Tree = start(#{}, #{type => supervisor}, [a, b]),
    children(Tree).

children_may_be_all_the_same() ->
    Tree = start(#{}, #{}),
    [child(Tree, a), child(Tree, a), children(Tree)].

%% What becomes of a child that ends for each reason.
after_each(Restart) ->
    Ends = [normal, shutdown, {shutdown, why}, boom, kill, killed],
    tree:each(fun(Why) ->
        Tree = start(#{}, #{restart => Restart}, [a, b]),
        tree:exit(Tree, a, Why),
        outcome(Tree)
    end, Ends).

a_permanent_child_is_always_restarted() -> after_each(permanent).
a_transient_child_is_restarted_after_a_crash() -> after_each(transient).
a_temporary_child_is_forgotten() -> after_each(temporary).

a_child_that_does_not_start_is_not_added() ->
    Tree = start(#{}, #{}),
    journal:script(tree:journal(Tree), a, [{fail, boom}, crash, ignore]),
    [child(Tree, a), child(Tree, a), child(Tree, a), children(Tree),
     child(Tree, a), outcome(Tree)].

a_start_that_fails_is_tried_again() ->
    Tree = start(#{}, #{}, [a, b]),
    journal:script(tree:journal(Tree), a, [{fail, boom}, crash]),
    tree:exit(Tree, a, boom),
    outcome(Tree).

a_start_that_fails_too_often() ->
    Tree = start(#{}, #{}, [a]),
    Fail = {fail, boom},
    journal:script(tree:journal(Tree), a, [Fail, Fail, Fail, Fail]),
    tree:exit(Tree, a, boom),
    [tree:seen(Tree), tree:exits()].

%% A supervisor whose child crashed, and does not start again.
trying(Id) ->
    Tree = {Journal, Pid} = start(#{intensity => 1000}, #{}, [a, b]),
    journal:script(Journal, Id, [{always, {quietly, 5}}]),
    tree:exit(Tree, Id, boom),
    restarting(Pid),
    Tree.

restarting(Pid) ->
    case lists:keymember(restarting, 2, supervisor:which_children(Pid)) of
        true -> ok;
        false -> receive after 1 -> restarting(Pid) end
    end.

relief(Tree) ->
    journal:script(tree:journal(Tree), a, []),
    outcome(Tree).

a_supervisor_answers_while_it_tries() ->
    Tree = trying(a),
    [children(Tree), child(Tree, c), children(Tree), relief(Tree)].

a_restarting_child_can_be_terminated() ->
    Tree = trying(a),
    [terminate(Tree, a), states(Tree), tree:seen(Tree), states(Tree)].

a_supervisor_can_be_stopped_while_it_tries() ->
    Tree = trying(a),
    tree:shutdown(Tree),
    tree:seen(Tree).

a_late_try_does_not_bring_back_a_terminated_child() ->
    Tree = {Journal, Pid} = start(#{}, #{}, [a, b]),
    A = tree:pid(Tree, a),
    journal:script(Journal, a, [held]),
    tree:exit(Tree, a, boom),
    journal:held(Journal, a),
    Waiting = gen_server:send_request(Pid, {terminate_child, A}),
    journal:release(Journal, a, {fail, boom}),
    {reply, Answer} = gen_server:wait_response(Waiting, infinity),
    [say:text("~p", [Answer]), tree:seen(Tree), states(Tree)].

terminating_a_child() ->
    Tree = start(#{}, #{}, [a, b]),
    [terminate(Tree, a), children(Tree), outcome(Tree)].

terminating_a_stranger() ->
    {_, Pid} = start(#{}, #{}, [a]),
    {error, Why} = supervisor:terminate_child(Pid, self()),
    say:text("~s", [Why]).

terminating_a_child_that_hangs() ->
    Tree = start(#{}, #{stop => hang, shutdown => 30}, [a, b]),
    [terminate(Tree, a), outcome(Tree)].

terminating_a_child_that_unlinked_and_crashed() ->
    Tree = start(#{}, #{}, [a]),
    tree:tell(Tree, a, unlink),
    tree:exit(Tree, a, boom),
    [outcome(Tree), terminate(Tree, a), children(Tree)].

%% Children that all stop in the same way.
shut_down(Spec) ->
    Tree = start(#{}, Spec, [a, b, c]),
    Before = tree:seen(Tree),
    tree:shutdown(Tree),
    [Before, sorted(tree:seen(Tree)), tree:exits()].

all_are_stopped_at_once() ->
    Tree = start(#{}, #{stop => {linger, 200}}, [a, b, c]),
    Before = tree:seen(Tree),
    tree:shutdown(Tree),
    {Told, Ended} = lists:split(3, lists:flatten(tree:seen_after(Tree, 300))),
    [Before, sorted(Told), sorted(Ended)].

all_are_stopped() -> shut_down(#{}).
all_are_killed_when_their_time_is_over() ->
    shut_down(#{stop => hang, shutdown => 30}).
all_may_be_killed_at_once() -> shut_down(#{shutdown => brutal_kill}).
all_may_take_their_time() ->
    shut_down(#{stop => {linger, 30}, shutdown => infinity}).
all_may_crash_when_they_are_stopped() -> shut_down(#{stop => crash}).
all_may_end_normally_when_they_are_stopped() ->
    shut_down(#{restart => transient, stop => {exit, normal}}).

at_the_limit_it_goes_on() ->
    Tree = start(#{intensity => 2}, #{}, [a, b]),
    tree:exit(Tree, a, boom),
    One = tree:seen(Tree),
    tree:exit(Tree, b, boom),
    [One, outcome(Tree)].

above_the_limit_it_ends() ->
    Tree = start(#{intensity => 1}, #{}, [a, b, c]),
    tree:exit(Tree, a, boom),
    One = tree:seen(Tree),
    tree:exit(Tree, b, boom),
    [One, sorted(tree:seen(Tree)), tree:exits()].

two_that_crash_at_once_are_both_restarted() ->
    Tree = {Journal, Pid} = start(#{}, #{}, [a, b]),
    journal:script(Journal, slow, [held]),
    spawn(fun() -> supervisor:start_child(Pid, [slow]) end),
    journal:held(Journal, slow),
    tree:exit(Tree, a, boom),
    One = tree:seen(Tree),
    tree:exit(Tree, b, boom),
    Two = tree:seen(Tree),
    tree:free(Tree),
    [One, Two, outcome(Tree)].

a_killed_supervisor_takes_its_children_along() ->
    Tree = {_, Pid} = start(#{}, #{}, [a, b]),
    exit(Pid, kill),
    sorted(tree:seen(Tree)).

a_stranger_cannot_stop_it() ->
    Tree = {_, Pid} = start(#{}, #{}, [a]),
    spawn(fun() -> exit(Pid, boom) end),
    Pid ! hello,
    outcome(Tree).

a_second_supervisor_of_a_name() ->
    Tree = start(#{name => one_dynamic}, #{}),
    {error, {already_started, Pid}} =
        start_link(tree:journal(Tree), #{name => one_dynamic}, #{}),
    say:text("already started, alive: ~p", [is_process_alive(Pid)]).

it_comes_back_without_children() ->
    Tree = tree:start(one_for_one, []),
    Journal = tree:journal(Tree),
    Start = {?MODULE, start_link, [Journal, #{name => comes_back}, #{}]},
    Started = tree:start_child(Tree, {inner, #{start => Start,
                                               type => supervisor}}),
    Inner = {Journal, whereis(comes_back)},
    child(Inner, a),
    journal:watch(Journal, inner, whereis(comes_back)),
    exit(whereis(comes_back), kill),
    Seen = sorted(tree:seen(Tree)),
    [Started, Seen, children({Journal, whereis(comes_back)})].
