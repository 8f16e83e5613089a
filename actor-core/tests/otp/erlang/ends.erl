%% How servers end, and when they clean up before.
-module(ends).
-compile(export_all).
-compile(nowarn_export_all).

%% Starts a server without a link, does something to it, and looks.
alone(Trap, Do) ->
    {ok, Server} = probe:start(#{trap => Trap}),
    monitor(process, Server),
    Do(Server),
    say:mailbox([{server, Server}]).

cast(Request) -> alone(false, fun(S) -> gen_server:cast(S, Request) end).
trapping_cast(Request) ->
    alone(true, fun(S) -> gen_server:cast(S, Request) end).

%% Starts a server in a parent that does something once it is watched.
parent(Trap, Do) ->
    Me = self(),
    Parent = spawn(fun() ->
        Options = #{trap => Trap, observer => Me},
        {ok, Server} = probe:start_link(Options),
        Me ! {server, Server},
        receive go -> Do(Server) end
    end),
    Server = receive {server, Pid} -> Pid end,
    monitor(process, Server),
    Parent ! go,
    Seen = say:mailbox([{server, Server}]),
    Alive = say:text("alive: ~p", [is_process_alive(Server)]),
    exit(Server, kill),
    [Seen, Alive].

a_normal_stop_cleans_up() -> cast({stop, normal}).
a_stop_with_a_reason_cleans_up() -> cast({stop, boom}).
a_shutdown_cleans_up() -> cast({stop, shutdown}).
a_shutdown_with_a_word_cleans_up() -> cast({stop, {shutdown, why}}).
a_crash_cleans_up() -> cast(crash).
an_exit_in_a_callback_cleans_up() -> cast({exit, boom}).
a_normal_exit_in_a_callback_cleans_up() -> cast({exit, normal}).
an_exit_with_kill_in_a_callback_cleans_up() -> cast({exit, kill}).
a_stop_while_continuing_cleans_up() -> cast(stop_while_continuing).
an_exit_signal_to_itself_does_not_clean_up() -> cast({signal, boom}).
a_kill_to_itself_does_not_clean_up() -> trapping_cast({signal, kill}).
a_trapped_exit_signal_to_itself_ends_an_unlinked_server() ->
    trapping_cast({signal, boom}).
a_trapped_exit_signal_to_itself_is_an_info_of_a_linked_server() ->
    process_flag(trap_exit, true),
    {ok, Server} = probe:start_link(#{trap => true}),
    gen_server:cast(Server, {signal, boom}),
    say:mailbox([{server, Server}]).

an_exit_signal_does_not_clean_up() ->
    alone(false, fun(Server) -> exit(Server, boom) end).
a_shutdown_signal_does_not_clean_up() ->
    alone(false, fun(Server) -> exit(Server, shutdown) end).
a_kill_does_not_clean_up() ->
    alone(false, fun(Server) -> exit(Server, kill) end).
a_kill_does_not_clean_up_if_trapped() ->
    alone(true, fun(Server) -> exit(Server, kill) end).

a_crash_while_cleaning_up_is_the_reason() ->
    alone(false, fun(Server) ->
        gen_server:cast(Server, clean_up_badly),
        gen_server:cast(Server, {stop, boom})
    end).

a_parent_that_ends_normally() -> parent(false, fun(_) -> ok end).
a_parent_that_ends() -> parent(false, fun(_) -> exit(boom) end).
a_parent_that_ends_with_shutdown() ->
    parent(false, fun(_) -> exit(shutdown) end).
a_parent_that_ends_normally_is_cleaned_up_after_if_trapped() ->
    parent(true, fun(_) -> ok end).
a_parent_that_ends_is_cleaned_up_after_if_trapped() ->
    parent(true, fun(_) -> exit(boom) end).
a_parent_that_is_shut_down_is_cleaned_up_after_if_trapped() ->
    parent(true, fun(_) -> exit(shutdown) end).
a_parent_that_is_killed_is_cleaned_up_after_if_trapped() ->
    parent(true, fun(_) -> exit(self(), kill) end).
a_signal_of_a_living_parent_cleans_up_if_trapped() ->
    parent(true, fun(Server) ->
        unlink(Server), exit(Server, boom), receive after infinity -> ok end
    end).
a_kill_of_the_parent_does_not_clean_up() ->
    parent(true, fun(Server) ->
        unlink(Server), exit(Server, kill), receive after infinity -> ok end
    end).
a_parent_that_unlinked_may_end() ->
    parent(true, fun(Server) -> unlink(Server), exit(boom) end).
