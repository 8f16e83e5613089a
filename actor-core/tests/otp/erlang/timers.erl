%% Messages that are sent later.
-module(timers).
-compile(export_all).
-compile(nowarn_export_all).

left(false) -> say:text("nothing left");
left(Time) when Time > 0 -> say:text("time left").

a_message_comes_after_its_time() ->
    erlang:send_after(20, self(), later),
    self() ! now,
    receive after 25 -> ok end,
    say:mailbox().

timers_fire_in_the_order_of_their_times() ->
    erlang:send_after(20, self(), third),
    erlang:send_after(10, self(), second),
    erlang:send_after(0, self(), first),
    receive after 25 -> ok end,
    say:mailbox().

timers_of_one_moment_fire_in_the_order_of_their_start() ->
    [erlang:send_after(10, self(), N) || N <- [1, 2, 3, 4, 5]],
    receive after 15 -> ok end,
    say:mailbox().

a_cancelled_timer_sends_nothing() ->
    Timer = erlang:send_after(20, self(), later),
    First = left(erlang:cancel_timer(Timer)),
    [First, left(erlang:cancel_timer(Timer)) | say:mailbox()].

a_timer_that_has_fired_cannot_be_cancelled() ->
    Timer = erlang:send_after(5, self(), later),
    receive after 20 -> ok end,
    [left(erlang:cancel_timer(Timer)) | say:mailbox()].

a_timer_tells_the_time_that_is_left() ->
    Timer = erlang:send_after(5000, self(), later),
    First = left(erlang:read_timer(Timer)),
    erlang:cancel_timer(Timer),
    [First, left(erlang:read_timer(Timer))].

a_timer_finds_a_name_when_its_time_has_come() ->
    erlang:send_after(10, comes_later, hello),
    register(comes_later, self()),
    receive after 15 -> ok end,
    say:mailbox().

a_timer_for_a_name_that_nobody_has_is_silent() ->
    erlang:send_after(5, nobody_has_this, hello),
    say:mailbox().

a_timer_for_a_dead_process_is_silent() ->
    erlang:send_after(5, child:dead(), hello),
    say:mailbox().

a_timer_ends_with_the_process_that_it_is_for() ->
    Pair = {Pid, _} = spawn_monitor(fun() -> receive stop -> ok end end),
    Timer = erlang:send_after(5000, Pid, hello),
    First = left(erlang:read_timer(Timer)),
    Pid ! stop,
    Ended = say:down(Pair),
    receive after 10 -> ok end,
    [First, Ended, left(erlang:read_timer(Timer))].

a_timer_outlives_the_process_that_started_it() ->
    Me = self(),
    Ended = say:end_of(fun() -> erlang:send_after(10, Me, hello) end),
    receive after 15 -> ok end,
    [Ended | say:mailbox()].

an_interval_sends_until_it_is_cancelled() ->
    {ok, Timer} = timer:send_interval(60, tick),
    [receive tick -> ok end || _ <- [1, 2, 3]],
    timer:cancel(Timer),
    [say:text("three ticks") | say:mailbox()].
