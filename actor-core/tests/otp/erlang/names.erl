%% Local names.
-module(names).
-compile(export_all).
-compile(nowarn_export_all).

registered(Name) ->
    Me = self(),
    Pid = spawn(fun() ->
        register(Name, self()), Me ! ready, child:forever()
    end),
    receive ready -> Pid end.

try_register(Name) ->
    try register(Name, self()) of true -> say:text("registered")
    catch error:badarg -> say:text("refused") end.

a_name_finds_its_process() ->
    try_register(mine),
    [say:text("~p", [whereis(mine) =:= self()]),
     say:text("~p", [whereis(not_mine)])].

a_name_has_one_process() ->
    Pid = registered(taken),
    [try_register(taken), say:text("~p", [whereis(taken) =:= Pid])].

a_process_has_one_name() ->
    [try_register(one), try_register(two), say:text("~p", [whereis(two)])].

a_name_is_not_taken_twice_by_its_process() ->
    [try_register(again), try_register(again)].

a_name_is_free_after_the_end() ->
    Pid = registered(ended),
    Monitor = monitor(process, Pid),
    exit(Pid, kill),
    [say:down({Pid, Monitor}), try_register(ended)].

a_name_can_be_given_back() ->
    First = try_register(given_back),
    unregister(given_back),
    Where = say:text("~p", [whereis(given_back)]),
    [First, Where, try_register(another)].

a_message_finds_its_way_by_name() ->
    register(by_name, self()),
    by_name ! hello,
    say:mailbox().

a_name_leads_to_whoever_has_it_now() ->
    Pid = registered(passed),
    Monitor = monitor(process, Pid),
    exit(Pid, boom),
    Ended = say:down({Pid, Monitor}),
    register(passed, self()),
    passed ! hello,
    [Ended | say:mailbox()].

a_dead_process_has_no_name() ->
    Pid = registered(of_the_dead),
    Monitor = monitor(process, Pid),
    exit(Pid, kill),
    Ended = say:down({Pid, Monitor}),
    [Ended, say:text("~p", [process_info(Pid)]),
     say:text("alive: ~p", [is_process_alive(Pid)])].

a_name_is_told_by_the_process() ->
    Pid = registered(told),
    {registered_name, Name} = process_info(Pid, registered_name),
    [say:text(Name)].

all_names_are_listed() ->
    registered(listed_b),
    registered(listed_a),
    Names = [Name || Name <- registered(),
                     lists:prefix("listed_", atom_to_list(Name))],
    [say:text("names: ~p", [lists:sort(Names)])].
