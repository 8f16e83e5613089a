%% Monitors: being told of another's end.
-module(monitors).
-compile(export_all).
-compile(nowarn_export_all).

watched(End) ->
    {Child, _} = spawn_monitor(End),
    say:mailbox([{child, Child}]).

a_normal_end_is_told() -> watched(fun() -> ok end).
an_exit_reason_is_told() -> watched(fun() -> exit(boom) end).
a_crash_is_told() -> watched(fun() -> error(oops) end).
a_kill_is_told_as_killed() -> watched(fun() -> exit(self(), kill) end).
an_own_exit_with_kill_is_told_as_kill() -> watched(fun() -> exit(kill) end).

a_dead_process_is_noproc() ->
    Child = child:dead(),
    monitor(process, Child),
    say:mailbox([{child, Child}]).

monitors_on_one_process_are_independent() ->
    Child = child:waiting(),
    monitor(process, Child),
    Gone = monitor(process, Child),
    monitor(process, Child),
    demonitor(Gone),
    Child ! {exit, boom},
    say:mailbox([{child, Child}]).

a_monitor_tells_once() ->
    Child = child:waiting(),
    monitor(process, Child),
    exit(Child, one),
    exit(Child, two),
    say:mailbox([{child, Child}]).

a_removed_monitor_tells_nothing() ->
    Child = child:waiting(),
    Removed = demonitor(monitor(process, Child), [info]),
    exit(Child, boom),
    [say:text("removed: ~p", [Removed]) | say:mailbox([{child, Child}])].

removing_a_monitor_leaves_what_is_there() ->
    Child = child:waiting(),
    Monitor = monitor(process, Child),
    exit(Child, boom),
    receive after 20 -> ok end,
    Removed = demonitor(Monitor, [info]),
    [say:text("removed: ~p", [Removed]) | say:mailbox([{child, Child}])].

a_flush_removes_what_is_there() ->
    Child = child:waiting(),
    Monitor = monitor(process, Child),
    self() ! before,
    exit(Child, boom),
    receive after 20 -> ok end,
    Removed = demonitor(Monitor, [flush, info]),
    {_, Length} = process_info(self(), message_queue_len),
    [say:text("removed: ~p", [Removed]), say:text("waiting: ~p", [Length])
     | say:mailbox([{child, Child}])].

a_flush_leaves_other_downs() ->
    Child = child:waiting(),
    Flushed = monitor(process, Child),
    monitor(process, Child),
    exit(Child, boom),
    receive after 20 -> ok end,
    demonitor(Flushed, [flush]),
    say:mailbox([{child, Child}]).

a_second_removal_finds_nothing() ->
    Monitor = monitor(process, child:waiting()),
    First = demonitor(Monitor, [info]),
    Second = demonitor(Monitor, [info]),
    Third = demonitor(Monitor, [flush, info]),
    [say:text("removed: ~p ~p ~p", [First, Second, Third])].

a_received_down_cannot_be_removed() ->
    Pair = {_, Monitor} = spawn_monitor(fun() -> ok end),
    Ended = say:down(Pair),
    [Ended, say:text("removed: ~p", [demonitor(Monitor, [info])])].

a_monitor_by_name_tells_the_name() ->
    Child = child:waiting(),
    register(watched, Child),
    monitor(process, watched),
    Child ! {exit, boom},
    say:mailbox([{child, Child}]).

a_monitor_of_a_free_name_is_noproc() ->
    monitor(process, nobody_has_this),
    say:mailbox().

a_monitor_by_name_stays_with_the_process() ->
    First = child:waiting(),
    register(passed_on, First),
    monitor(process, passed_on),
    unregister(passed_on),
    Second = child:waiting(),
    register(passed_on, Second),
    exit(Second, second),
    receive after 20 -> ok end,
    exit(First, first),
    say:mailbox().

a_name_is_free_when_the_down_arrives() ->
    Pair = {Child, _} = spawn_monitor(fun() ->
        register(freed, self()), receive stop -> ok end
    end),
    Child ! stop,
    [say:down(Pair), say:text("~p", [whereis(freed)])].

a_name_is_free_when_the_exit_arrives() ->
    process_flag(trap_exit, true),
    Child = spawn_link(fun() -> register(freed_too, self()) end),
    receive {'EXIT', Child, _} -> ok end,
    [say:text("~p", [whereis(freed_too)])].

a_monitor_ends_nobody() ->
    [say:end_of(fun() ->
        Pair = spawn_monitor(fun() -> exit(boom) end),
        say:down(Pair),
        exit(survived)
    end)].

a_monitor_and_a_link_tell_both() ->
    process_flag(trap_exit, true),
    Child = child:waiting(),
    link(Child),
    monitor(process, Child),
    exit(Child, boom),
    Seen = say:mailbox([{child, Child}]),
    [lists:sort(Seen)].

monitors_are_seen_from_both_sides() ->
    Child = child:waiting(),
    monitor(process, Child),
    monitor(process, Child),
    {monitored_by, By} = process_info(Child, monitored_by),
    [say:info(monitors, [{child, Child}]),
     say:text("on it: ~p", [length(By)])].

a_removed_monitor_is_not_seen() ->
    Child = child:waiting(),
    demonitor(monitor(process, Child)),
    {monitored_by, By} = process_info(Child, monitored_by),
    [say:info(monitors, []), say:text("on it: ~p", [length(By)])].

a_monitor_of_the_dead_is_not_seen() ->
    Child = child:waiting(),
    monitor(process, Child),
    exit(Child, boom),
    receive after 20 -> ok end,
    [say:info(monitors, []) | say:mailbox([{child, Child}])].

a_monitor_of_oneself_is_nothing() ->
    Monitor = monitor(process, self()),
    Seen = say:info(monitors, []),
    [Seen, say:text("removed: ~p", [demonitor(Monitor, [info])])].

the_end_of_the_watcher_removes_its_monitors() ->
    Child = child:waiting(),
    Ended = say:end_of(fun() -> monitor(process, Child) end),
    receive after 20 -> ok end,
    {monitored_by, By} = process_info(Child, monitored_by),
    [Ended, say:text("on it: ~p", [length(By)])].
