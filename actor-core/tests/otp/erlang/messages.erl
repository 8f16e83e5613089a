%% Sending and receiving.
-module(messages).
-compile(export_all).
-compile(nowarn_export_all).

what_one_process_sends_arrives_in_order() ->
    Me = self(),
    spawn(fun() -> [Me ! N || N <- [1, 2, 3, 4, 5]] end),
    say:mailbox().

messages_and_signals_of_one_sender_keep_their_order() ->
    process_flag(trap_exit, true),
    Me = self(),
    Child = spawn(fun() -> Me ! one, exit(Me, boom), Me ! two end),
    say:mailbox([{child, Child}]).

the_last_message_arrives_before_the_down() ->
    Me = self(),
    {Child, _} = spawn_monitor(fun() -> Me ! last, exit(boom) end),
    say:mailbox([{child, Child}]).

the_last_message_arrives_before_the_exit() ->
    process_flag(trap_exit, true),
    Me = self(),
    Child = spawn_link(fun() -> Me ! last end),
    say:mailbox([{child, Child}]).

a_selective_receive_leaves_the_others_in_order() ->
    [self() ! N || N <- [1, 2, 3, 4, 5]],
    receive 4 -> ok end,
    First = receive N when N > 1 -> N end,
    [say:text("chosen ~p", [First]) | say:mailbox()].

a_receive_in_no_time_takes_what_is_there() ->
    self() ! here,
    Look = fun() -> receive Any -> Any after 0 -> nothing end end,
    [say:text(Look()), say:text(Look())].

a_selective_receive_in_no_time_finds_what_is_behind_others() ->
    [self() ! N || N <- [1, 2, 3]],
    Found = receive 3 -> found after 0 -> nothing end,
    Missed = receive 4 -> found after 0 -> nothing end,
    [say:text(Found), say:text(Missed) | say:mailbox()].

a_receive_gives_up_when_its_time_is_over() ->
    Found = receive never -> found after 20 -> gave_up end,
    [say:text(Found)].

a_selective_receive_passes_exits_and_downs_by() ->
    process_flag(trap_exit, true),
    {Child, _} = spawn_monitor(fun() -> ok end),
    receive after 20 -> ok end,
    exit(self(), boom),
    self() ! wanted,
    Found = receive wanted -> found end,
    [say:text(Found) | say:mailbox([{child, Child}])].

a_send_to_a_dead_process_is_silent() ->
    child:dead() ! hello,
    say:mailbox().

a_send_to_a_name_that_nobody_has_is_an_error() ->
    try nobody_has_this ! hello of _ -> [say:text("sent")]
    catch error:badarg -> [say:text("nobody has the name")]
    end.

a_process_sends_to_itself_behind_what_is_there() ->
    Me = self(),
    {_, Monitor} = spawn_monitor(fun() -> Me ! first end),
    Ended = say:down({none, Monitor}),
    Me ! second,
    [Ended | say:mailbox()].

what_a_dead_process_sent_still_arrives() ->
    Me = self(),
    Ended = say:end_of(fun() -> Me ! one, Me ! two end),
    [Ended | say:mailbox()].
