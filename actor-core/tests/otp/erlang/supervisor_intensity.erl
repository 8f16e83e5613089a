%% How many restarts are too many, and what comes of them.
-module(supervisor_intensity).
-compile(export_all).
-compile(nowarn_export_all).

%% The children crash one after the other, as often as the supervisor lives.
crashes(Flags, Children, Ids) ->
    Tree = tree:start(Flags, Children),
    Seen = [begin tree:exit(Tree, Id, boom), tree:seen(Tree) end || Id <- Ids],
    [Seen, tree:exits()].

at_the_limit_it_goes_on() ->
    crashes(#{intensity => 2}, [a, b], [a, a]).
above_the_limit_it_ends() ->
    crashes(#{intensity => 2}, [a, b], [a, a, a]).
all_children_count_together() ->
    crashes(#{intensity => 2}, [a, b, c], [a, b, c]).
without_restarts_the_first_crash_ends_it() ->
    crashes(#{intensity => 0}, [a, b, c], [b]).
one_restart_of_all_counts_once() ->
    crashes(#{strategy => one_for_all, intensity => 1}, [a, b, c], [b]).
two_restarts_of_all_are_two() ->
    crashes(#{strategy => one_for_all, intensity => 1}, [a, b, c], [b, a]).
temporary_children_do_not_count() ->
    Temporary = #{restart => temporary},
    crashes(#{intensity => 0}, [a, {b, Temporary}, {c, Temporary}], [b, c]).

normal_ends_of_transient_children_do_not_count() ->
    Tree = tree:start(#{intensity => 0}, [a, {b, #{restart => transient}}]),
    tree:exit(Tree, b, normal),
    [tree:seen(Tree), tree:children(Tree)].

normal_ends_of_permanent_children_count() ->
    Tree = tree:start(#{intensity => 0}, [a, b]),
    tree:exit(Tree, b, normal),
    tree:seen(Tree).

restarts_long_ago_are_forgotten() ->
    Tree = tree:start(#{intensity => 1, period => 1}, [a]),
    tree:exit(Tree, a, boom),
    First = tree:seen(Tree),
    receive after 2100 -> ok end,
    tree:exit(Tree, a, boom),
    Second = tree:seen(Tree),
    tree:exit(Tree, a, boom),
    [First, Second, tree:seen(Tree)].

the_others_are_given_their_time() ->
    Children = [{a, #{stop => {linger, 30}}}, b,
                {c, #{stop => hang, shutdown => 30}}],
    crashes(#{intensity => 0}, Children, [b]).

one_more_crash_while_it_gives_up() ->
    Tree = tree:start(#{intensity => 0},
                      [a, b, {c, #{stop => {linger, 200}}}]),
    tree:exit(Tree, b, boom),
    receive after 50 -> ok end,
    tree:exit(Tree, a, boom),
    tree:seen_after(Tree, 200).

an_outer_supervisor_restarts_an_inner_one_that_gave_up() ->
    Inner = {inner, #{intensity => 1}, [x, y]},
    crashes(one_for_one, [a, Inner, b], [x, x]).

an_inner_supervisor_counts_anew_after_its_restart() ->
    Inner = {inner, #{intensity => 1}, [x]},
    crashes(#{intensity => 2}, [Inner], [x, x, x, x]).

an_outer_supervisor_gives_up_too() ->
    Inner = {inner, #{intensity => 0}, [x, y]},
    crashes(#{intensity => 1}, [a, Inner, b], [x, y]).

an_inner_supervisor_takes_its_siblings_along() ->
    Inner = {inner, #{intensity => 0}, [x, y]},
    crashes(rest_for_one, [a, Inner, b], [y]).

a_transient_inner_supervisor_that_gave_up_is_not_restarted() ->
    Tree = tree:start(one_for_one, [a]),
    Journal = tree:journal(Tree),
    Start = {tree, start_link, [Journal, inner, #{intensity => 0}, [x]]},
    Spec = #{start => Start, type => supervisor, restart => transient},
    Started = tree:start_child(Tree, {inner, Spec}),
    tree:exit(Tree, x, boom),
    [Started, tree:seen(Tree), tree:children(Tree)].

an_inner_supervisor_that_does_not_start_again_is_tried_again() ->
    Tree = tree:start(one_for_one, [a, {inner, #{intensity => 0}, [x, y]}]),
    journal:script(tree:journal(Tree), y, [{fail, boom}]),
    tree:exit(Tree, x, boom),
    [tree:seen(Tree), tree:children(Tree)].
