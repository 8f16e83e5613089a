%% Making and removing links.
-module(links).
-compile(export_all).
-compile(nowarn_export_all).

a_link_to_a_dead_process_is_an_error() ->
    Child = child:dead(),
    Linked = try link(Child) of true -> "linked"
             catch error:noproc -> "noproc" end,
    [say:text(Linked) | say:mailbox()].

a_link_to_a_dead_process_is_a_message_if_trapped() ->
    process_flag(trap_exit, true),
    Child = child:dead(),
    link(Child),
    say:mailbox([{child, Child}]).

a_link_to_oneself_is_nothing() ->
    link(self()),
    [say:info(links, []) | say:mailbox()].

a_link_is_seen_from_both_sides() ->
    Me = self(),
    Child = spawn(fun child:forever/0),
    link(Child),
    {links, Theirs} = process_info(Child, links),
    [say:info(links, [{child, Child}]),
     say:text("theirs: ~p", [lists:member(Me, Theirs)])].

two_links_are_one() ->
    process_flag(trap_exit, true),
    Child = spawn_link(fun child:until_go/0),
    link(Child),
    Links = say:info(links, [{child, Child}]),
    Child ! go,
    [Links | say:mailbox([{child, Child}])].

one_unlink_removes_a_link_made_twice() ->
    process_flag(trap_exit, true),
    Child = spawn_link(fun child:until_go/0),
    link(Child),
    unlink(Child),
    Child ! go,
    say:mailbox([{child, Child}]).

an_unlinked_process_ends_alone() ->
    Pair = {Child, _} = spawn_monitor(fun child:until_go/0),
    link(Child),
    unlink(Child),
    Child ! go,
    [say:down(Pair), say:info(links, []) | say:mailbox()].

either_side_may_unlink() ->
    Me = self(),
    Pair = {Child, _} = spawn_monitor(fun() -> unlink(Me), exit(boom) end),
    link(Child),
    [say:down(Pair), say:info(links, []) | say:mailbox()].

an_unlink_leaves_an_exit_that_is_there() ->
    process_flag(trap_exit, true),
    Pair = {Child, _} = spawn_monitor(fun child:until_go/0),
    link(Child),
    Child ! go,
    Ended = say:down(Pair),
    receive after 20 -> ok end,
    unlink(Child),
    [Ended | say:mailbox([{child, Child}])].

a_link_made_again_counts_again() ->
    process_flag(trap_exit, true),
    Child = spawn_link(fun child:until_go/0),
    unlink(Child),
    link(Child),
    Child ! go,
    say:mailbox([{child, Child}]).

a_child_that_ends_at_once_is_not_missed() ->
    process_flag(trap_exit, true),
    Children = [spawn_link(fun() -> exit(boom) end) || _ <- [1, 2, 3]],
    Roles = [{child, Child} || Child <- Children],
    say:mailbox(Roles).
