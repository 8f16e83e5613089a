%% What can be asked of a supervisor, and how it answers.
-module(supervisor_children).
-compile(export_all).
-compile(nowarn_export_all).

starting_a_child() ->
    Tree = tree:start(one_for_one, [a]),
    [tree:start_child(Tree, b), tree:children(Tree), tree:counts(Tree),
     tree:seen(Tree)].

starting_a_child_that_runs() ->
    Tree = tree:start(one_for_one, [a]),
    [tree:start_child(Tree, a), tree:children(Tree), tree:seen(Tree)].

starting_a_child_that_is_known() ->
    Tree = tree:start(one_for_one, [a]),
    [tree:terminate_child(Tree, a), tree:start_child(Tree, a),
     tree:children(Tree), tree:seen(Tree)].

starting_a_child_that_fails() ->
    Tree = tree:start(one_for_one, [a]),
    journal:script(tree:journal(Tree), b, [{fail, boom}, crash]),
    [tree:start_child(Tree, b), tree:start_child(Tree, b),
     tree:children(Tree), tree:counts(Tree), tree:start_child(Tree, b),
     tree:seen(Tree), tree:children(Tree)].

starting_a_child_that_ignores() ->
    Tree = tree:start(one_for_one, [a]),
    journal:script(tree:journal(Tree), b, [ignore, ignore]),
    [tree:start_child(Tree, b), tree:children(Tree), tree:counts(Tree),
     tree:start_child(Tree, b), tree:restart_child(Tree, b),
     tree:restart_child(Tree, b), tree:restart_child(Tree, b),
     tree:seen(Tree), tree:children(Tree)].

starting_a_temporary_child_that_ignores() ->
    Tree = tree:start(one_for_one, [a]),
    journal:script(tree:journal(Tree), b, [ignore]),
    Child = {b, #{restart => temporary}},
    [tree:start_child(Tree, Child), tree:children(Tree), tree:counts(Tree),
     tree:start_child(Tree, Child), tree:children(Tree)].

starting_a_transient_child_that_ignores() ->
    Tree = tree:start(one_for_one, [a]),
    journal:script(tree:journal(Tree), b, [ignore]),
    Child = {b, #{restart => transient}},
    [tree:start_child(Tree, Child), tree:children(Tree),
     tree:start_child(Tree, Child)].

starting_a_child_whose_name_is_taken() ->
    Tree = tree:start(one_for_one, [{inner, #{name => wanted_name}, []}]),
    [tree:start_child(Tree, {other, #{name => wanted_name}, []}),
     tree:children(Tree), tree:seen(Tree)].

starting_a_child_by_a_start_that_exits() ->
    Tree = tree:start(one_for_one, [a]),
    [tree:start_child(Tree, {b, #{start => {erlang, exit, [boom]}}}),
     tree:children(Tree)].

starting_a_significant_child_where_none_is_wanted() ->
    Tree = tree:start(one_for_one, [a]),
    Child = {b, #{restart => transient, significant => true}},
    [tree:start_child(Tree, Child), tree:children(Tree), tree:seen(Tree)].

starting_a_significant_child_that_is_permanent() ->
    Tree = tree:start(#{auto_shutdown => any_significant}, [a]),
    [tree:start_child(Tree, {b, #{significant => true}}),
     tree:start_child(Tree, {a, #{significant => true}}),
     tree:children(Tree)].

starting_a_supervisor() ->
    Tree = tree:start(one_for_one, [a]),
    [tree:start_child(Tree, {inner, one_for_one, [b, c]}),
     tree:counts(Tree), tree:terminate_child(Tree, inner),
     tree:counts(Tree), tree:restart_child(Tree, inner),
     tree:counts(Tree), tree:seen(Tree)].

starting_a_supervisor_whose_child_fails() ->
    Tree = tree:start(one_for_one, [a]),
    journal:script(tree:journal(Tree), c, [{fail, boom}]),
    [tree:start_child(Tree, {inner, one_for_one, [b, c]}),
     tree:counts(Tree), tree:seen(Tree)].

a_child_that_failed_to_start_is_no_restart() ->
    Tree = tree:start(#{intensity => 0}, [a]),
    journal:script(tree:journal(Tree), b, [{fail, boom}]),
    [tree:start_child(Tree, b), tree:seen(Tree), tree:children(Tree)].

terminating_a_child() ->
    Tree = tree:start(one_for_one, [a, b, c]),
    [tree:terminate_child(Tree, b), tree:children(Tree), tree:counts(Tree),
     tree:seen(Tree)].

terminating_a_child_twice() ->
    Tree = tree:start(one_for_one, [a, b]),
    [tree:terminate_child(Tree, a), tree:terminate_child(Tree, a),
     tree:children(Tree), tree:seen(Tree)].

terminating_a_temporary_child() ->
    Tree = tree:start(one_for_one, [a, {b, #{restart => temporary}}]),
    [tree:terminate_child(Tree, b), tree:children(Tree),
     tree:terminate_child(Tree, b), tree:restart_child(Tree, b),
     tree:delete_child(Tree, b), tree:start_child(Tree, b),
     tree:seen(Tree)].

terminating_a_transient_child() ->
    Tree = tree:start(one_for_one, [a, {b, #{restart => transient}}]),
    [tree:terminate_child(Tree, b), tree:children(Tree),
     tree:restart_child(Tree, b), tree:seen(Tree)].

terminating_a_child_takes_nobody_along() ->
    Tree = tree:start(one_for_all, [a, b, c]),
    [tree:terminate_child(Tree, b), tree:seen(Tree), tree:children(Tree)].

terminating_waits_for_the_child() ->
    Tree = tree:start(one_for_one, [{a, #{stop => {linger, 20}}}]),
    Pid = tree:pid(Tree, a),
    [tree:terminate_child(Tree, a),
     say:text("~p", [is_process_alive(Pid)]), tree:seen(Tree)].

terminating_a_child_that_hangs() ->
    Child = {a, #{stop => hang, shutdown => 20}},
    Tree = tree:start(one_for_one, [Child]),
    [tree:terminate_child(Tree, a), tree:seen(Tree), tree:children(Tree)].

terminating_a_child_that_crashes_on_that() ->
    Tree = tree:start(one_for_one, [{a, #{stop => crash}}]),
    [tree:terminate_child(Tree, a), tree:seen(Tree), tree:children(Tree)].

terminating_a_child_that_just_crashed() ->
    Tree = tree:start(#{intensity => 0}, [a, b]),
    tree:tell(Tree, a, unlink),
    tree:exit(Tree, a, boom),
    Seen = tree:seen(Tree),
    [Seen, tree:terminate_child(Tree, a), tree:children(Tree)].

what_is_unknown_is_not_found() ->
    Tree = tree:start(one_for_one, [a]),
    [tree:terminate_child(Tree, x), tree:restart_child(Tree, x),
     tree:delete_child(Tree, x)].

restarting_a_child_that_runs() ->
    Tree = tree:start(one_for_one, [a]),
    [tree:restart_child(Tree, a), tree:seen(Tree)].

restarting_a_child_by_hand() ->
    Tree = tree:start(one_for_one, [a, b, c]),
    [tree:terminate_child(Tree, b), tree:restart_child(Tree, b),
     tree:children(Tree), tree:restart_child(Tree, b), tree:seen(Tree)].

restarting_a_child_that_fails() ->
    Tree = tree:start(#{intensity => 0}, [a, b]),
    journal:script(tree:journal(Tree), b, [{fail, boom}, crash, ignore]),
    [tree:terminate_child(Tree, b), tree:restart_child(Tree, b),
     tree:children(Tree), tree:restart_child(Tree, b),
     tree:restart_child(Tree, b), tree:children(Tree),
     tree:restart_child(Tree, b), tree:seen(Tree)].

restarting_by_hand_does_not_count() ->
    Tree = tree:start(#{intensity => 0}, [a]),
    Answers = [[tree:terminate_child(Tree, a), tree:restart_child(Tree, a)]
               || _ <- [1, 2, 3]],
    [Answers, tree:seen(Tree)].

one_that_was_restarted_by_hand_is_restarted_after_a_crash() ->
    Tree = tree:start(one_for_one, [a]),
    Answers = [tree:terminate_child(Tree, a), tree:restart_child(Tree, a)],
    tree:exit(Tree, a, boom),
    [Answers, tree:seen(Tree), tree:children(Tree)].

deleting_a_child_that_runs() ->
    Tree = tree:start(one_for_one, [a]),
    [tree:delete_child(Tree, a), tree:children(Tree)].

deleting_a_child() ->
    Tree = tree:start(one_for_one, [a, b, c]),
    [tree:terminate_child(Tree, b), tree:delete_child(Tree, b),
     tree:children(Tree), tree:delete_child(Tree, b),
     tree:restart_child(Tree, b), tree:start_child(Tree, b),
     tree:children(Tree), tree:seen(Tree)].

deleting_a_child_that_ended_normally() ->
    Tree = tree:start(one_for_one, [a, {b, #{restart => transient}}]),
    tree:exit(Tree, b, normal),
    Seen = tree:seen(Tree),
    [Seen, tree:delete_child(Tree, b), tree:children(Tree)].

counting_children() ->
    Journal = journal:start(),
    journal:script(Journal, c, [ignore]),
    Tree = tree:start(Journal, one_for_one, [
        a, {b, #{type => supervisor}}, c, {d, one_for_one, [e]},
        {f, #{restart => temporary}}]),
    First = tree:counts(Tree),
    [First, tree:terminate_child(Tree, a), tree:terminate_child(Tree, d),
     tree:terminate_child(Tree, f), tree:counts(Tree),
     tree:children(Tree)].

a_dead_supervisor_does_not_answer() ->
    Tree = {_, Pid} = tree:start(one_for_one, [a]),
    tree:shutdown(Tree),
    Seen = tree:seen(Tree),
    [Seen | [case catch Ask() of
        {'EXIT', {Why, {gen_server, call, _}}} ->
            say:text("no answer: ~s", [Why])
     end || Ask <- [
        fun() -> tree:start_child(Tree, b) end,
        fun() -> tree:terminate_child(Tree, a) end,
        fun() -> supervisor:which_children(Pid) end]]].

what_waits_when_a_supervisor_ends_is_not_answered() ->
    Tree = {_, Pid} = tree:start(one_for_one, [a]),
    tree:busy(Tree),
    tree:shutdown(Tree),
    Waiting = gen_server:send_request(Pid, which_children),
    tree:free(Tree),
    {error, {Why, _}} = gen_server:wait_response(Waiting, infinity),
    [say:text("no answer: ~s", [Why]), tree:seen(Tree)].

questions_wait_while_a_child_starts() ->
    Tree = {_, Pid} = tree:start(one_for_one, [a]),
    tree:busy(Tree),
    Waiting = gen_server:send_request(Pid, which_children),
    Before = tree:seen(Tree),
    tree:free(Tree),
    {reply, Children} = gen_server:wait_response(Waiting, infinity),
    [Before, say:text("~p", [length(Children)]), tree:seen(Tree)].
