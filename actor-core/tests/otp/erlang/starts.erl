%% Starting servers: what `init` may do, and what the starter sees of it.
-module(starts).
-compile(export_all).
-compile(nowarn_export_all).

outcome({ok, _}) -> say:text("started");
outcome(ignore) -> say:text("ignored");
outcome({error, {already_started, Pid}}) ->
    say:text("already started, alive: ~p", [is_process_alive(Pid)]);
outcome({error, Why}) -> say:text("error: ~s", [say:reason(Why)]).

%% What the starter sees, linked and trapping exits.
trapping(Init) ->
    process_flag(trap_exit, true),
    Outcome = outcome(probe:start_link(#{init => Init})),
    [Outcome | say:mailbox()].

%% What becomes of a starter that is linked and does not trap exits.
linked(Init) ->
    [say:end_of(fun() ->
        probe:start_link(#{init => Init}),
        receive after 20 -> exit(survived) end
    end)].

alone(Init) ->
    [outcome(probe:start(#{init => Init})) | say:mailbox()].

a_server_that_is_ignored() -> alone(ignore).
a_server_that_is_ignored_and_a_linked_starter() -> linked(ignore).
a_server_that_is_ignored_and_a_trapping_starter() -> trapping(ignore).
an_init_that_stops() -> alone({stop, boom}).
an_init_that_stops_and_a_linked_starter() -> linked({stop, boom}).
an_init_that_stops_and_a_trapping_starter() -> trapping({stop, boom}).
an_init_that_stops_normally() -> alone({stop, normal}).
an_init_that_stops_normally_and_a_linked_starter() -> linked({stop, normal}).
an_init_that_stops_normally_and_a_trapping_starter() ->
    trapping({stop, normal}).
an_init_that_stops_with_shutdown() -> alone({stop, shutdown}).
an_init_that_crashes() -> alone(crash).
an_init_that_crashes_and_a_linked_starter() -> linked(crash).
an_init_that_crashes_and_a_trapping_starter() -> trapping(crash).
an_init_that_exits() -> alone({exit, boom}).
an_init_that_exits_and_a_trapping_starter() -> trapping({exit, boom}).
an_init_that_is_killed() -> alone({signal, kill}).
an_init_that_is_killed_and_a_linked_starter() -> linked({signal, kill}).

an_init_that_takes_too_long() ->
    [outcome(probe:start(#{init => hang, options => [{timeout, 20}]}))
     | say:mailbox()].

an_init_that_takes_too_long_and_a_trapping_starter() ->
    process_flag(trap_exit, true),
    [outcome(probe:start_link(#{init => hang, options => [{timeout, 20}]}))
     | say:mailbox()].

an_init_that_takes_too_long_and_a_linked_starter() ->
    [say:end_of(fun() ->
        probe:start_link(#{init => hang, options => [{timeout, 20}]}),
        receive after 20 -> exit(survived) end
    end)].

a_name_is_free_after_a_failed_init() ->
    First = outcome(probe:start(#{name => tried, init => {stop, boom}})),
    Second = outcome(probe:start(#{name => tried, init => crash})),
    [First, Second, outcome(probe:start(#{name => tried}))].

a_name_is_free_after_an_ignored_init() ->
    First = outcome(probe:start(#{name => passed_over, init => ignore})),
    [First, say:text("~p", [whereis(passed_over)])].

a_name_is_taken() ->
    First = outcome(probe:start(#{name => only_one})),
    [First, outcome(probe:start(#{name => only_one}))].

a_taken_name_does_not_disturb_a_linked_starter() ->
    process_flag(trap_exit, true),
    First = outcome(probe:start(#{name => first_come})),
    Second = outcome(probe:start_link(#{name => first_come})),
    [First, Second | say:mailbox()].

a_server_has_its_name_during_init() ->
    {ok, Pid} = probe:start(#{name => known}),
    [say:text("~p", [whereis(known) =:= Pid])].

what_init_puts_off_comes_before_the_first_message() ->
    {ok, Server} = probe:start(#{init => continue}),
    gen_server:cast(Server, {tell, first}),
    say:mailbox().

an_idle_time_may_begin_with_init() ->
    {ok, _} = probe:start(#{init => {timeout, 10}}),
    say:mailbox().
