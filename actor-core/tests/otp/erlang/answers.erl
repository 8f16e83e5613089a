%% Calls that are answered, at once or later, by the server or another.
-module(answers).
-compile(export_all).
-compile(nowarn_export_all).

ask(Server, Request) -> say:call(fun() -> gen_server:call(Server, Request) end).

a_call_is_answered() ->
    {ok, Server} = probe:start(#{}),
    [ask(Server, {echo, one}), ask(Server, {echo, two}) | say:mailbox()].

a_call_by_name_is_answered() ->
    {ok, _} = probe:start(#{name => answers}),
    [ask(answers, {echo, one}) | say:mailbox()].

an_answer_may_come_from_another_process() ->
    {ok, Server} = probe:start(#{}),
    [ask(Server, {delegate, by_another}) | say:mailbox()].

an_answer_may_come_later() ->
    {ok, Server} = probe:start(#{}),
    Me = self(),
    spawn(fun() -> Me ! {first, ask(Server, later)} end),
    receive after 10 -> ok end,
    Second = ask(Server, {echo, second}),
    gen_server:cast(Server, {answer, first}),
    [Second, receive {first, Line} -> Line end].

a_server_may_answer_and_stop() ->
    {ok, Server} = probe:start(#{}),
    monitor(process, Server),
    [ask(Server, {stop_with, normal, last}) | say:mailbox([{server, Server}])].

a_server_may_answer_and_stop_with_a_reason() ->
    {ok, Server} = probe:start(#{}),
    monitor(process, Server),
    [ask(Server, {stop_with, boom, last}) | say:mailbox([{server, Server}])].

an_answer_of_another_does_not_outlive_the_server() ->
    {ok, Server} = probe:start(#{}),
    [ask(Server, {delegate_and_stop, too_late}) | say:mailbox()].

an_answer_takes_as_long_as_the_caller_waits() ->
    {ok, Server} = probe:start(#{}),
    Wait = fun() -> gen_server:call(Server, {sleep, 50}, infinity) end,
    [say:call(Wait)].

messages_are_not_taken_for_an_answer() ->
    {ok, Server} = probe:start(#{}),
    [self() ! N || N <- [1, 2]],
    Answer = ask(Server, {echo, one}),
    [Answer | say:mailbox()].
