%% Significant children, and supervisors that end with them.
-module(supervisor_auto_shutdown).
-compile(export_all).
-compile(nowarn_export_all).

-define(TRANSIENT, #{restart => transient, significant => true}).
-define(TEMPORARY, #{restart => temporary, significant => true}).

%% A supervisor of a worker and two significant children, which end.
ends(Flags, Spec, Ends) ->
    Tree = tree:start(Flags, [a, {b, Spec}, {c, Spec}]),
    Seen = [begin tree:exit(Tree, Id, Why), tree:seen(Tree) end
            || {Id, Why} <- Ends],
    [Seen, tree:exits()].

any(Spec, Ends) -> ends(#{auto_shutdown => any_significant}, Spec, Ends).
all(Spec, Ends) -> ends(#{auto_shutdown => all_significant}, Spec, Ends).

any_ends_with_the_first() -> any(?TRANSIENT, [{b, normal}]).
any_ends_after_a_shutdown() -> any(?TRANSIENT, [{c, shutdown}]).
any_ends_after_a_shutdown_with_a_word() ->
    any(?TRANSIENT, [{c, {shutdown, why}}]).
any_restarts_one_that_crashed() -> any(?TRANSIENT, [{b, boom}]).
any_ends_with_a_temporary_one_that_crashed() -> any(?TEMPORARY, [{b, boom}]).
any_ends_with_a_temporary_one() -> any(?TEMPORARY, [{b, normal}]).
all_ends_with_the_last() -> all(?TRANSIENT, [{b, normal}, {c, normal}]).
all_restarts_one_that_crashed() -> all(?TRANSIENT, [{b, normal}, {c, boom}]).
all_ends_with_temporary_ones() -> all(?TEMPORARY, [{c, boom}, {b, normal}]).

any_ends_among_all() ->
    ends(#{strategy => one_for_all, auto_shutdown => any_significant},
         ?TRANSIENT, [{b, normal}]).
any_ends_among_the_rest() ->
    ends(#{strategy => rest_for_one, auto_shutdown => any_significant},
         ?TRANSIENT, [{b, normal}]).
all_ends_among_all() ->
    ends(#{strategy => one_for_all, auto_shutdown => all_significant},
         ?TRANSIENT, [{b, normal}, {c, normal}]).
all_ends_among_the_rest() ->
    ends(#{strategy => rest_for_one, auto_shutdown => all_significant},
         ?TRANSIENT, [{c, normal}, {b, normal}]).

%% A restart of all brings back one that had ended.
one_that_is_there_again_counts() ->
    ends(#{strategy => one_for_all, auto_shutdown => all_significant},
         ?TRANSIENT, [{b, normal}, {a, boom}, {c, normal}, {b, normal}]).

%% A restart of all drops the significant one.
one_that_is_dropped_ends_nothing() ->
    ends(#{strategy => one_for_all, auto_shutdown => any_significant},
         ?TEMPORARY, [{a, boom}]).

others_are_of_no_significance() ->
    Tree = tree:start(#{auto_shutdown => any_significant}, [
        {a, #{restart => transient}}, {b, #{restart => temporary}},
        {c, ?TRANSIENT}]),
    tree:exit(Tree, a, normal),
    First = tree:seen(Tree),
    tree:exit(Tree, b, boom),
    [First, tree:seen(Tree), tree:children(Tree)].

terminating_a_significant_child_ends_nothing() ->
    Tree = tree:start(#{auto_shutdown => any_significant},
                      [a, {b, ?TRANSIENT}, {c, ?TEMPORARY}]),
    [tree:terminate_child(Tree, b), tree:terminate_child(Tree, c),
     tree:seen(Tree), tree:children(Tree)].

one_that_was_terminated_does_not_count() ->
    Tree = tree:start(#{auto_shutdown => all_significant},
                      [a, {b, ?TRANSIENT}, {c, ?TRANSIENT}]),
    Terminated = tree:terminate_child(Tree, b),
    tree:exit(Tree, c, normal),
    [Terminated, tree:seen(Tree)].

one_that_ignored_does_not_count() ->
    Journal = journal:start(),
    journal:script(Journal, b, [ignore]),
    Tree = tree:start(Journal, #{auto_shutdown => all_significant},
                      [a, {b, ?TRANSIENT}, {c, ?TRANSIENT}]),
    tree:exit(Tree, c, normal),
    tree:seen(Tree).

one_that_ignores_its_restart_ends_nothing() ->
    Tree = tree:start(#{auto_shutdown => any_significant},
                      [a, {b, ?TRANSIENT}]),
    journal:script(tree:journal(Tree), b, [ignore]),
    tree:exit(Tree, b, boom),
    [tree:seen(Tree), tree:children(Tree)].

one_that_is_being_restarted_counts() ->
    Flags = #{auto_shutdown => all_significant, intensity => 1000},
    Tree = tree:start(Flags, [a, {b, ?TRANSIENT}, {c, ?TRANSIENT}]),
    journal:script(tree:journal(Tree), b, [{always, {quietly, 5}}]),
    tree:exit(Tree, b, boom),
    tree:restarting(Tree, b),
    tree:exit(Tree, c, normal),
    Seen = tree:seen(Tree),
    Children = tree:children(Tree),
    journal:script(tree:journal(Tree), b, []),
    [Seen, Children, tree:seen(Tree)].

one_that_was_started_later_counts() ->
    Tree = tree:start(#{auto_shutdown => any_significant}, [a]),
    Started = tree:start_child(Tree, {b, ?TEMPORARY}),
    tree:exit(Tree, b, normal),
    [Started, tree:seen(Tree), tree:exits()].

%% An inner supervisor that ends by itself, and the outer one.
inner(Flags, Restart) ->
    Tree = tree:start(Flags, [a]),
    Inner = [tree:journal(Tree), inner, #{auto_shutdown => any_significant},
             [{x, ?TRANSIENT}]],
    Spec = Restart#{start => {tree, start_link, Inner}, type => supervisor},
    Started = tree:start_child(Tree, {inner, Spec}),
    tree:exit(Tree, x, normal),
    [Started, tree:seen(Tree), tree:exits()].

a_permanent_inner_supervisor_is_restarted() -> inner(#{}, #{}).
a_transient_inner_supervisor_stays_away() ->
    inner(#{}, #{restart => transient}).
a_significant_inner_supervisor_ends_the_outer_one() ->
    inner(#{auto_shutdown => any_significant}, ?TRANSIENT).
