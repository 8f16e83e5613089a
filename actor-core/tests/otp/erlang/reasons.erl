%% The reasons that go through links.
-module(reasons).
-compile(export_all).
-compile(nowarn_export_all).

%% Says how a process ends, or that it lives, that is linked to a child with
%% this end.
linked_to(End) ->
    say:end_of(fun() ->
        spawn_link(End),
        receive after 20 -> exit(survived) end
    end).

trapped(End) ->
    process_flag(trap_exit, true),
    Child = spawn_link(End),
    say:mailbox([{child, Child}]).

a_normal_end_concerns_nobody() -> [linked_to(fun() -> ok end)].
an_exit_reason_goes_through_a_link() ->
    [linked_to(fun() -> exit(boom) end)].
shutdown_goes_through_a_link() ->
    [linked_to(fun() -> exit(shutdown) end)].
shutdown_with_a_word_goes_through_a_link() ->
    [linked_to(fun() -> exit({shutdown, why}) end)].
a_crash_goes_through_a_link() ->
    [linked_to(fun() -> error(oops) end)].
an_own_exit_with_kill_goes_through_a_link_as_kill() ->
    [linked_to(fun() -> exit(kill) end)].
a_kill_goes_through_a_link_as_killed() ->
    [linked_to(fun() -> exit(self(), kill) end)].

a_trapped_normal_end_is_a_message() -> trapped(fun() -> ok end).
a_trapped_exit_is_a_message() -> trapped(fun() -> exit(boom) end).
a_trapped_shutdown_is_a_message() -> trapped(fun() -> exit(shutdown) end).
a_trapped_crash_is_a_message() -> trapped(fun() -> error(oops) end).
a_trapped_own_exit_with_kill_is_a_message() ->
    trapped(fun() -> exit(kill) end).
a_trapped_kill_of_another_is_a_message() ->
    trapped(fun() -> exit(self(), kill) end).

%% A ring of three, of which the first and second trap exits; the third is
%% ended by `End`.
ring(End) ->
    Me = self(),
    Member = fun(Name, Trap, Loop) ->
        spawn(fun() -> process_flag(trap_exit, Trap), Loop(Name, Loop) end)
    end,
    Loop = fun(Name, Again) ->
        receive
            {link, Next} -> link(Next), Me ! ready, Again(Name, Again);
            {'EXIT', _, Why} -> Me ! {Name, list_to_atom(say:reason(Why))},
                                Again(Name, Again);
            {do, What} -> What()
        end
    end,
    [A, B, C] = [Member(first, true, Loop), Member(second, true, Loop),
                 Member(third, false, Loop)],
    [Pid ! {link, Next} || {Pid, Next} <- [{A, B}, {B, C}, {C, A}]],
    [receive ready -> ok end || _ <- [A, B, C]],
    End(C),
    Heard = lists:sort([receive {Who, Why} -> {Who, Why} end || _ <- [A, B]]),
    [say:text("~s heard: ~s", [Who, Why]) || {Who, Why} <- Heard]
        ++ [say:text("alive: ~p", [[is_process_alive(P) || P <- [A, B, C]]])].

a_ring_member_that_is_killed() -> ring(fun(C) -> exit(C, kill) end).
a_ring_member_that_exits_with_kill() ->
    ring(fun(C) -> C ! {do, fun() -> exit(kill) end} end).
a_ring_member_that_crashes() ->
    ring(fun(C) -> C ! {do, fun() -> error(oops) end} end).
a_ring_member_that_ends_normally() ->
    ring(fun(C) -> C ! {do, fun() -> ok end} end).

%% A chain of four linked processes, the last of which is ended by `End`.
chain(End) ->
    Link = fun(0, _) -> receive go -> End() end;
              (N, Again) ->
                  Next = spawn_link(fun() -> Again(N - 1, Again) end),
                  receive go -> Next ! go end,
                  child:forever()
           end,
    Pair = {First, _} = spawn_monitor(fun() -> Link(3, Link) end),
    First ! go,
    [say:down(Pair)].

a_reason_goes_down_a_chain() -> chain(fun() -> exit(boom) end).
killed_goes_down_a_chain() -> chain(fun() -> exit(self(), kill) end).
kill_goes_down_a_chain() -> chain(fun() -> exit(kill) end).
