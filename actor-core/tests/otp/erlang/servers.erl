%% What reaches a running server: infos, idle times, continues.
-module(servers).
-compile(export_all).
-compile(nowarn_export_all).

started(Options) -> {ok, Server} = probe:start(Options), Server.

cast(Server, Request) -> gen_server:cast(Server, Request).

a_message_that_is_no_request_is_an_info() ->
    Server = started(#{}),
    Server ! hello,
    cast(Server, {tell, still_there}),
    say:mailbox().

an_idle_time_runs_out() ->
    cast(started(#{}), {within, 10}),
    say:mailbox().

an_idle_time_runs_out_once() ->
    cast(started(#{init => {timeout, 60}}), {tell, hello}),
    say:mailbox().

an_idle_time_is_lost_when_a_callback_does_not_ask_again() ->
    Server = started(#{}),
    cast(Server, {within, 60}),
    cast(Server, {tell, hello}),
    say:mailbox().

an_idle_time_starts_again_with_every_message() ->
    Server = started(#{}),
    cast(Server, {within, 60}),
    receive after 40 -> ok end,
    cast(Server, {within, 60}),
    receive after 40 -> self() ! no_longer_than_this end,
    say:mailbox().

an_idle_time_of_zero_lets_waiting_messages_first() ->
    Server = started(#{}),
    cast(Server, {sleep, 10}),
    cast(Server, {within, 0}),
    cast(Server, {tell, hello}),
    cast(Server, {within, 0}),
    say:mailbox().

what_a_callback_puts_off_comes_before_the_next_message() ->
    Server = started(#{}),
    cast(Server, {sleep, 10}),
    cast(Server, continue),
    cast(Server, {tell, next}),
    say:mailbox().

an_exit_signal_of_another_is_an_info_if_trapped() ->
    Server = started(#{trap => true}),
    spawn(fun() -> exit(Server, boom) end),
    receive after 10 -> ok end,
    cast(Server, {tell, still_there}),
    say:mailbox().

a_normal_exit_signal_is_an_info_if_trapped() ->
    Server = started(#{trap => true}),
    exit(Server, normal),
    cast(Server, {tell, still_there}),
    say:mailbox().

an_exit_signal_of_an_unlinked_starter_is_an_info() ->
    Server = started(#{trap => true}),
    exit(Server, boom),
    cast(Server, {tell, still_there}),
    say:mailbox().

the_end_of_a_linked_process_is_an_info_if_trapped() ->
    Server = started(#{trap => true}),
    spawn(fun() -> link(Server), exit(boom) end),
    receive after 10 -> ok end,
    cast(Server, {tell, still_there}),
    say:mailbox().
