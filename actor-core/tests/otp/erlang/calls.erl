%% Calls that fail, and casts.
-module(calls).
-compile(export_all).
-compile(nowarn_export_all).

ask(Server, Request) -> say:call(fun() -> gen_server:call(Server, Request) end).

ask(Server, Request, Time) ->
    say:call(fun() -> gen_server:call(Server, Request, Time) end).

%% Asks a server that ends in answer to that.
fatal(Request) ->
    {ok, Server} = probe:start(#{}),
    Outcome = ask(Server, Request),
    [Outcome, ask(Server, {echo, hello}) | say:mailbox()].

a_name_that_nobody_has() -> [ask(nobody_has_this, hello) | say:mailbox()].
a_dead_server() -> [ask(child:dead(), hello) | say:mailbox()].

a_server_that_stops_instead() -> fatal({stop, boom}).
a_server_that_stops_normally_instead() -> fatal({stop, normal}).
a_server_that_stops_with_shutdown_instead() -> fatal({stop, shutdown}).

a_server_that_crashes() ->
    {ok, Server} = probe:start(#{}),
    [ask(Server, crash) | say:mailbox()].

a_server_that_crashes_and_is_slow_to_clean_up() ->
    {ok, Server} = probe:start(#{}),
    gen_server:cast(Server, clean_up_slowly),
    [ask(Server, crash) | say:mailbox()].

a_server_that_stops_and_is_slow_to_clean_up() ->
    {ok, Server} = probe:start(#{}),
    gen_server:cast(Server, clean_up_slowly),
    [ask(Server, {stop, boom}) | say:mailbox()].

a_server_that_stops_is_called_by_name() ->
    {ok, _} = probe:start(#{name => stops}),
    [ask(stops, {stop, boom}) | say:mailbox()].

a_server_that_crashes_is_called_by_name() ->
    {ok, _} = probe:start(#{name => crashes}),
    [ask(crashes, crash), ask(crashes, {echo, hello}) | say:mailbox()].

a_server_that_is_killed_meanwhile() ->
    {ok, Server} = probe:start(#{}),
    spawn(fun() -> receive after 10 -> exit(Server, kill) end end),
    [ask(Server, nothing) | say:mailbox()].

a_server_that_is_shut_down_meanwhile() ->
    {ok, Server} = probe:start(#{}),
    spawn(fun() -> receive after 10 -> exit(Server, shutdown) end end),
    [ask(Server, nothing) | say:mailbox()].

a_server_that_never_answers() ->
    {ok, Server} = probe:start(#{}),
    gen_server:cast(Server, {tell, asked}),
    [ask(Server, nothing, 20) | say:mailbox()].

a_late_answer_reaches_nobody() ->
    {ok, Server} = probe:start(#{}),
    First = ask(Server, {sleep, 60}, 20),
    Second = ask(Server, {echo, still_there}),
    [First, Second | say:mailbox()].

a_late_answer_given_later_reaches_nobody() ->
    {ok, Server} = probe:start(#{}),
    First = ask(Server, later, 20),
    gen_server:cast(Server, {answer, late}),
    [First, ask(Server, {echo, still_there}) | say:mailbox()].

those_in_the_queue_fail_with_the_one_that_crashes() ->
    {ok, Server} = probe:start(#{}),
    Me = self(),
    gen_server:cast(Server, {tell, busy}),
    spawn(fun() -> Me ! {one, ask(Server, {sleep, 100})} end),
    receive after 20 -> ok end,
    spawn(fun() -> Me ! {two, ask(Server, crash)} end),
    receive after 20 -> ok end,
    spawn(fun() -> Me ! {three, ask(Server, {echo, hello})} end),
    receive busy -> ok end,
    [receive {Who, Line} -> Line end || Who <- [one, two, three]].

a_cast_to_a_dead_server_is_silent() ->
    gen_server:cast(child:dead(), hello),
    say:mailbox().

a_cast_to_a_name_that_nobody_has_is_silent() ->
    gen_server:cast(nobody_has_this, hello),
    say:mailbox().

casts_and_calls_of_one_sender_keep_their_order() ->
    {ok, Server} = probe:start(#{}),
    [gen_server:cast(Server, {tell, N}) || N <- [1, 2]],
    Answer = ask(Server, {echo, three}),
    gen_server:cast(Server, {tell, 4}),
    [Answer | say:mailbox()].
