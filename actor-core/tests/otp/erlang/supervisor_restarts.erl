%% Children that end, and what becomes of them, one for one.
-module(supervisor_restarts).
-compile(export_all).
-compile(nowarn_export_all).

%% As many restarts as a scenario wants.
-define(OFTEN(Strategy), #{strategy => Strategy, intensity => 1000}).

%% A child that ends for each reason, and what is known of it afterwards.
after_each(Restart) ->
    Ends = [{exit, normal}, {exit, shutdown}, {exit, {shutdown, why}},
            {exit, boom}, {exit, kill}, {exit, noproc}, {exit, killed}],
    Signals = [shutdown, {shutdown, why}, boom, kill],
    Tells = [fun(Tree) -> tree:tell(Tree, a, End) end || End <- [crash | Ends]]
        ++ [fun(Tree) -> tree:signal(Tree, a, Why) end || Why <- Signals],
    tree:each(fun(End) ->
        Tree = tree:start(one_for_one, [{a, #{restart => Restart}}]),
        End(Tree),
        [tree:seen(Tree), tree:children(Tree), tree:restart_child(Tree, a),
         tree:start_child(Tree, a), tree:seen(Tree)]
    end, Tells).

a_permanent_child_is_always_restarted() -> after_each(permanent).
a_transient_child_is_restarted_after_a_crash() -> after_each(transient).
a_temporary_child_is_forgotten() -> after_each(temporary).

a_normal_exit_signal_ends_no_child() ->
    Tree = tree:start(one_for_one, [a]),
    tree:signal(Tree, a, normal),
    tree:seen(Tree).

what_was_sent_to_the_last_one_is_lost() ->
    Tree = tree:start(one_for_one, [a]),
    tree:tell(Tree, a, {sleep, 20}),
    tree:tell(Tree, a, {tell, first}),
    tree:tell(Tree, a, crash),
    tree:tell(Tree, a, {tell, second}),
    Lost = tree:seen(Tree),
    tree:tell(Tree, a, {tell, third}),
    [Lost, tree:seen(Tree)].

a_restarted_child_is_another_process() ->
    Tree = tree:start(one_for_one, [a, b]),
    {A, B} = {tree:pid(Tree, a), tree:pid(Tree, b)},
    tree:exit(Tree, a, boom),
    Seen = tree:seen(Tree),
    {A2, B2} = {tree:pid(Tree, a), tree:pid(Tree, b)},
    [Seen, say:text("~p ~p ~p", [A =:= A2, B =:= B2, is_process_alive(A2)])].

a_restarted_child_has_its_name_again() ->
    Inner = {inner, #{name => renamed}, []},
    Tree = tree:start(one_for_one, [Inner]),
    First = whereis(renamed),
    exit(First, kill),
    Seen = tree:seen(Tree),
    [Seen, say:text("~p", [whereis(renamed) =:= First]),
     tree:start_child({tree:journal(Tree), renamed}, a)].

a_start_that_fails_is_tried_again() ->
    Tree = tree:start(one_for_one, [a, b]),
    journal:script(tree:journal(Tree), a, [{fail, boom}, crash]),
    tree:exit(Tree, a, boom),
    [tree:seen(Tree), tree:children(Tree)].

a_start_that_fails_normally_is_tried_again() ->
    Tree = tree:start(one_for_one, [{a, #{restart => transient}}, b]),
    journal:script(tree:journal(Tree), a, [{fail, normal}]),
    tree:exit(Tree, a, boom),
    [tree:seen(Tree), tree:children(Tree)].

a_start_that_fails_too_often() ->
    Tree = tree:start(one_for_one, [a, b, c]),
    Fail = {fail, boom},
    journal:script(tree:journal(Tree), b, [Fail, Fail, Fail, Fail]),
    tree:exit(Tree, b, boom),
    [tree:seen(Tree), tree:exits()].

a_child_that_ignores_its_restart() ->
    Tree = tree:start(one_for_one, [a, b]),
    journal:script(tree:journal(Tree), a, [ignore]),
    tree:exit(Tree, a, boom),
    [tree:seen(Tree), tree:children(Tree), tree:counts(Tree),
     tree:restart_child(Tree, a)].

%% A supervisor whose child `b` crashed, and does not start again.
trying(Strategy) ->
    Tree = tree:start(?OFTEN(Strategy), [a, b, c]),
    journal:script(tree:journal(Tree), b, [{always, {quietly, 5}}]),
    tree:exit(Tree, b, boom),
    tree:restarting(Tree, b),
    Tree.

%% Lets `b` start again, and looks.
relief(Tree) ->
    journal:script(tree:journal(Tree), b, []),
    [tree:seen(Tree), tree:children(Tree)].

a_supervisor_answers_while_it_tries() ->
    Tree = trying(one_for_one),
    Answers = [tree:children(Tree), tree:counts(Tree)],
    [Answers, relief(Tree)].

a_supervisor_that_tries_one_for_all_answers() ->
    Tree = trying(one_for_all),
    Answers = [tree:children(Tree), tree:counts(Tree)],
    journal:script(tree:journal(Tree), b, []),
    tree:seen(Tree),
    [Answers, tree:children(Tree)].

a_supervisor_that_tries_rest_for_one_answers() ->
    Tree = trying(rest_for_one),
    Answers = [tree:children(Tree), tree:counts(Tree)],
    [Answers, relief(Tree)].

nothing_else_can_be_done_to_a_restarting_child() ->
    Tree = trying(one_for_one),
    [tree:restart_child(Tree, b), tree:delete_child(Tree, b),
     tree:start_child(Tree, b), relief(Tree)].

a_restarting_child_can_be_terminated() ->
    Tree = trying(one_for_one),
    Answers = [tree:terminate_child(Tree, b), tree:children(Tree)],
    [Answers, relief(Tree), tree:restart_child(Tree, b), tree:seen(Tree),
     tree:children(Tree)].

a_restarting_child_can_be_terminated_and_deleted() ->
    Tree = trying(one_for_one),
    Answers = [tree:terminate_child(Tree, b), tree:delete_child(Tree, b),
               tree:children(Tree)],
    journal:script(tree:journal(Tree), b, []),
    [Answers, tree:start_child(Tree, b), tree:seen(Tree),
     tree:children(Tree)].

%% What is asked while a try lasts that fails.
asked_during_a_try(Requests) ->
    Tree = {Journal, Pid} = tree:start(one_for_one, [a, b]),
    journal:script(Journal, a, [held]),
    tree:exit(Tree, a, boom),
    journal:held(Journal, a),
    Waiting = [gen_server:send_request(Pid, Request) || Request <- Requests],
    journal:release(Journal, a, {fail, boom}),
    Answers = [gen_server:wait_response(One, infinity) || One <- Waiting],
    [[say:text("~s", [case Answer of
        {reply, ok} -> "done";
        {reply, {ok, _}} -> "started";
        {reply, {error, Why}} -> Why
      end]) || Answer <- Answers], tree:seen(Tree), tree:children(Tree)].

-define(TERMINATE, {terminate_child, a}).
-define(RESTART, {restart_child, a}).
-define(DELETE, {delete_child, a}).

a_late_try_does_not_touch_a_child_that_was_restarted() ->
    asked_during_a_try([?TERMINATE, ?RESTART]).
a_late_try_does_not_touch_a_child_that_was_terminated() ->
    asked_during_a_try([?TERMINATE]).
a_late_try_does_not_bring_back_a_deleted_child() ->
    asked_during_a_try([?TERMINATE, ?DELETE]).
a_late_try_comes_after_what_was_asked() ->
    asked_during_a_try([?RESTART, ?DELETE]).

a_supervisor_can_be_stopped_while_it_tries() ->
    Tree = trying(one_for_one),
    tree:shutdown(Tree),
    tree:seen(Tree).

a_child_can_be_started_while_another_is_tried() ->
    Tree = trying(one_for_one),
    [tree:start_child(Tree, d), tree:children(Tree), relief(Tree)].

a_sibling_may_crash_while_another_is_tried() ->
    Tree = trying(one_for_one),
    tree:exit(Tree, c, boom),
    [tree:seen(Tree), tree:children(Tree), relief(Tree)].

%% While `b` is being tried, `a` crashes, and takes `b` with it.
taken_along(Strategy) ->
    Tree = {Journal, _} =
        tree:start(#{strategy => Strategy, intensity => 2}, [a, b, c]),
    journal:script(Journal, b, [held]),
    tree:exit(Tree, b, boom),
    journal:held(Journal, b),
    tree:exit(Tree, a, boom),
    Before = tree:seen(Tree),
    journal:release(Journal, b, {fail, boom}),
    [Before, tree:seen(Tree), tree:children(Tree)].

a_tried_child_is_taken_along_by_the_rest() -> taken_along(rest_for_one).
a_tried_child_is_taken_along_by_all() -> taken_along(one_for_all).

two_that_crash_at_once_are_both_restarted() ->
    Tree = tree:start(#{intensity => 2}, [a, b, c]),
    tree:busy(Tree),
    tree:exit(Tree, a, boom),
    One = tree:seen(Tree),
    tree:exit(Tree, b, boom),
    Two = tree:seen(Tree),
    tree:free(Tree),
    [One, Two, tree:seen(Tree), tree:children(Tree)].

a_child_that_unlinked_crashes_unnoticed() ->
    Tree = tree:start(one_for_one, [a, b]),
    tree:tell(Tree, a, unlink),
    tree:exit(Tree, a, boom),
    Seen = tree:seen(Tree),
    [Seen, tree:children(Tree), tree:counts(Tree), tree:restart_child(Tree, a),
     tree:terminate_child(Tree, a), tree:restart_child(Tree, a),
     tree:seen(Tree), tree:children(Tree)].

a_child_that_ends_at_once() ->
    Start = {?MODULE, start_nothing, [fun() -> ok end]},
    Tree = tree:start(one_for_one, [a]),
    Started = tree:start_child(Tree, {b, #{start => Start}}),
    [Started, tree:seen(Tree), tree:exits()].

start_nothing(Body) -> {ok, spawn_link(Body)}.

a_temporary_child_that_ends_at_once() ->
    Start = {?MODULE, start_nothing, [fun() -> ok end]},
    Child = {b, #{start => Start, restart => temporary}},
    Tree = tree:start(one_for_one, [a]),
    [tree:start_child(Tree, Child), tree:seen(Tree), tree:children(Tree)].

%% The supervisor believes it.
a_child_that_says_it_ended() ->
    Tree = tree:start(one_for_one, [a]),
    tree:tell(Tree, a, {signal, boom}),
    Seen = tree:seen(Tree),
    Children = [tree:children(Tree), tree:counts(Tree)],
    tree:shutdown(Tree),
    Ended = lists:sort(tree:seen(Tree)),
    [Seen, Children, Ended].
