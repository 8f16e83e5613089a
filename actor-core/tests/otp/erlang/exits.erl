%% Exit signals that one process sends to another, or to itself.
-module(exits).
-compile(export_all).
-compile(nowarn_export_all).

%% Says how a process ends that gets this exit signal from another.
sent(Reason, Traps) ->
    Me = self(),
    Pair = {Child, _} = spawn_monitor(fun() ->
        process_flag(trap_exit, Traps),
        Me ! ready,
        receive
            {'EXIT', _, Why} -> exit({shutdown, {trapped, Why}})
        after 40 -> exit(survived)
        end
    end),
    receive ready -> ok end,
    exit(Child, Reason),
    [say:down(Pair)].

%% The same for a signal that it sends to itself.
to_itself(Reason, Traps) ->
    [say:end_of(fun() ->
        process_flag(trap_exit, Traps),
        exit(self(), Reason),
        receive
            {'EXIT', _, Why} -> exit({shutdown, {trapped, Why}})
        after 20 -> exit(survived)
        end
    end)].

a_normal_exit_signal_is_ignored() -> sent(normal, false).
a_normal_exit_signal_is_trapped() -> sent(normal, true).
an_exit_signal_ends_a_process() -> sent(boom, false).
an_exit_signal_is_trapped() -> sent(boom, true).
a_shutdown_signal_ends_a_process() -> sent(shutdown, false).
kill_ends_a_process() -> sent(kill, false).
kill_cannot_be_trapped() -> sent(kill, true).
killed_is_a_reason_like_others() -> sent(killed, false).
killed_can_be_trapped() -> sent(killed, true).
noproc_is_a_reason_like_others() -> sent(noproc, false).

a_normal_exit_signal_to_itself_ends_it() -> to_itself(normal, false).
a_normal_exit_signal_to_itself_is_trapped() -> to_itself(normal, true).
an_exit_signal_to_itself_ends_it() -> to_itself(boom, false).
an_exit_signal_to_itself_is_trapped() -> to_itself(boom, true).
kill_to_itself_ends_it() -> to_itself(kill, false).
kill_to_itself_cannot_be_trapped() -> to_itself(kill, true).

an_own_exit_is_not_trapped() ->
    [say:end_of(fun() -> process_flag(trap_exit, true), exit(boom) end)].
an_own_exit_with_kill_is_not_killed() -> [say:end_of(fun() -> exit(kill) end)].
an_own_normal_exit_is_normal() -> [say:end_of(fun() -> exit(normal) end)].
an_end_of_the_body_is_normal() -> [say:end_of(fun() -> done end)].

an_exit_signal_to_the_dead_is_silent() ->
    exit(child:dead(), kill),
    say:mailbox().

the_first_exit_signal_counts() ->
    Me = self(),
    Pair = {Child, _} = spawn_monitor(fun() ->
        Me ! ready, receive after infinity -> ok end
    end),
    receive ready -> ok end,
    exit(Child, one),
    exit(Child, two),
    [say:down(Pair)].

exit_signals_are_trapped_in_order() ->
    process_flag(trap_exit, true),
    Me = self(),
    Child = spawn(fun() -> [exit(Me, Why) || Why <- [one, normal, two]] end),
    say:mailbox([{child, Child}]).

trapped_exits_stay_when_the_trap_is_gone() ->
    false = process_flag(trap_exit, true),
    exit(self(), boom),
    receive after 10 -> ok end,
    true = process_flag(trap_exit, false),
    say:mailbox().

without_its_trap_a_process_ends_again() ->
    [say:end_of(fun() ->
        process_flag(trap_exit, true),
        exit(self(), one),
        receive after 10 -> ok end,
        process_flag(trap_exit, false),
        exit(self(), two),
        receive after 20 -> exit(survived) end
    end)].

an_exit_signal_needs_no_link() ->
    process_flag(trap_exit, true),
    Child = spawn(fun child:forever/0),
    exit(Child, boom),
    receive after 10 -> ok end,
    [say:text("alive: ~p", [is_process_alive(Child)]) | say:mailbox()].

whoever_sends_an_exit_signal_finds_its_target_dead() ->
    Killed = spawn(fun child:forever/0),
    exit(Killed, kill),
    Crashed = spawn(fun child:forever/0),
    exit(Crashed, boom),
    Ignoring = spawn(fun child:forever/0),
    exit(Ignoring, normal),
    [say:text("alive: ~p", [is_process_alive(Child)])
        || Child <- [Killed, Crashed, Ignoring]].
