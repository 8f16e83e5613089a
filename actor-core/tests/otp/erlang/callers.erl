%% What becomes of those who call.
-module(callers).
-compile(export_all).
-compile(nowarn_export_all).

ask(Server, Request) -> say:call(fun() -> gen_server:call(Server, Request) end).

a_process_calls_itself() -> [ask(self(), hello) | say:mailbox()].

a_process_calls_its_own_name() ->
    register(own_name, self()),
    [ask(own_name, hello) | say:mailbox()].

a_failed_call_ends_its_caller() ->
    Dead = child:dead(),
    [say:end_of(fun() -> gen_server:call(Dead, hello) end),
     say:end_of(fun() -> gen_server:call(nobody_has_this, hello) end)].

a_call_that_times_out_ends_its_caller() ->
    {ok, Server} = probe:start(#{}),
    [say:end_of(fun() -> gen_server:call(Server, nothing, 10) end),
     ask(Server, {echo, hello})].

a_call_to_oneself_ends_the_caller() ->
    [say:end_of(fun() -> gen_server:call(self(), hello) end)].

a_linked_caller_that_traps_gets_both() ->
    process_flag(trap_exit, true),
    {ok, Server} = probe:start_link(#{}),
    [ask(Server, {stop, boom}) | say:mailbox([{server, Server}])].

a_linked_caller_that_does_not_trap_ends() ->
    [say:end_of(fun() ->
        {ok, Server} = probe:start_link(#{}),
        ask(Server, {stop, boom}),
        receive after 20 -> exit(survived) end
    end)].

a_caller_that_ended_does_not_disturb_the_server() ->
    {ok, Server} = probe:start(#{}),
    Caller = spawn(fun() -> gen_server:call(Server, later) end),
    receive after 10 -> ok end,
    exit(Caller, kill),
    gen_server:cast(Server, {answer, late}),
    [ask(Server, {echo, still_there}) | say:mailbox()].
