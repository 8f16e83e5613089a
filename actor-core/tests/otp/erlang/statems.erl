%% In which order a state machine handles what reaches it.
-module(statems).
-compile(export_all).
-compile(nowarn_export_all).

%% Casts all of these while the machine sleeps.
told(Machine, Requests) ->
    gen_statem:cast(Machine, {sleep, 10}),
    [gen_statem:cast(Machine, Request) || Request <- Requests],
    machine:notes().

told(Requests) -> told(machine:start(), Requests).

the_first_state_is_entered_from_itself() -> told([{tell, hello}]).

a_state_is_entered_when_it_changes() ->
    told([{go, b, []}, {go, b, []}, {go, a, []}]).

a_state_can_be_entered_again() -> told([repeat, {tell, hello}]).

what_is_postponed_waits_for_a_change() ->
    told([{wait_for, b, one}, {wait_for, b, two}, {tell, three},
          {go, b, []}, {tell, four}]).

what_is_postponed_twice_keeps_its_place() ->
    told([{wait_for, c, one}, {wait_for, b, two}, {wait_for, c, three},
          {go, b, []}, {tell, four}, {go, c, []}]).

to_go_where_it_is_retries_nothing() ->
    told([{wait_for, b, one}, {go, a, []}, {tell, two}]).

to_enter_again_retries_nothing() ->
    told([{wait_for, b, one}, repeat, {tell, two}]).

what_is_inserted_comes_before_what_is_retried() ->
    Insert = [{next_event, internal, {tell, x}},
              {next_event, internal, {tell, y}}],
    told([{wait_for, b, one}, {go, b, Insert}, {tell, two}]).

what_is_inserted_can_insert_more() ->
    Inner = {stay, [{next_event, internal, {tell, x}}]},
    told([{stay, [{next_event, internal, Inner},
                  {next_event, internal, {tell, y}}]},
          {tell, z}]).

what_is_retried_can_change_the_state_again() ->
    told([{wait_for, c, one}, {wait_for, b, two},
          {go, b, [{next_event, internal, {go, c, []}}]}]).

a_state_timeout_comes_in_its_state() ->
    told([{go, b, [{state_timeout, 30, over}]}, {tell, hello}]).

a_state_timeout_ends_with_its_state() ->
    told([{go, b, [{state_timeout, 30, over}]}, {go, c, []}]).

a_state_timeout_outlives_what_is_no_change() ->
    told([{stay, [{state_timeout, 30, over}]}, {go, a, []}, repeat]).

a_state_timeout_can_be_cancelled() ->
    told([{stay, [{state_timeout, 30, over}]},
          {stay, [{state_timeout, infinity, over}]}]).

a_timeout_that_is_over_can_be_cancelled() ->
    told([{stay, [{state_timeout, 30, over}]}, {sleep, 60}, {go, b, []},
          {tell, hello}]).

a_timeout_starts_again() ->
    Machine = machine:start(),
    Start = {stay, [{state_timeout, 60, over}]},
    gen_statem:cast(Machine, Start),
    receive after 40 -> ok end,
    gen_statem:cast(Machine, Start),
    receive after 40 -> self() ! {note, "still nothing"} end,
    machine:notes().

an_event_timeout_comes_when_nothing_else_does() ->
    told([{stay, [{timeout, 30, over}]}]).

an_event_timeout_is_lost_with_the_next_event() ->
    told([{stay, [{timeout, 30, over}]}, {tell, hello}]).

an_event_timeout_is_lost_with_what_is_retried() ->
    told([{wait_for, b, one}, {go, b, [{timeout, 30, over}]}]).

an_event_timeout_of_no_time_is_lost_with_what_is_inserted() ->
    told([{stay, [{timeout, 0, over},
                  {next_event, internal, {tell, x}}]}]).

a_named_timeout_outlives_events_and_changes() ->
    told([{stay, [{{timeout, tea}, 30, over}]}, {go, b, []},
          {tell, hello}]).

named_timeouts_do_not_disturb_each_other() ->
    told([{stay, [{{timeout, tea}, 60, over}, {{timeout, egg}, 30, over},
                  {{timeout, jam}, 20, over},
                  {{timeout, jam}, infinity, over}]}]).

timeouts_of_no_time_come_before_the_mailbox() ->
    told([{wait_for, b, one},
          {go, b, [{state_timeout, 0, over}, {{timeout, tea}, 0, over},
                   {next_event, internal, {tell, x}}]},
          {tell, hello}]).

a_timeout_of_no_time_that_is_started_twice_comes_later() ->
    told([{stay, [{{timeout, tea}, 0, over}, {{timeout, egg}, 0, over},
                  {{timeout, tea}, 0, over}]}]).

an_event_timeout_of_no_time_is_lost_with_another() ->
    told([{stay, [{{timeout, tea}, 0, over}, {timeout, 0, over}]}]).

a_state_starts_a_timeout_when_it_is_entered() ->
    Machine = machine:start(#{b => [{state_timeout, 30, over}]}),
    told(Machine, [{go, b, [{state_timeout, 10, over}]}, {tell, hello}]).

a_state_can_stop_the_machine_when_it_is_entered() ->
    Machine = machine:start(#{b => {stop, boom}}),
    told(Machine, [{go, b, []}, {tell, hello}]).

an_answer_is_given_by_an_action() ->
    Machine = machine:start(),
    Answer = gen_statem:call(Machine, {ask, hello}),
    [say:text("answer: ~s", [Answer]) | machine:notes()].

who_is_postponed_at_the_end_gets_no_answer() ->
    Machine = machine:start(),
    Me = self(),
    spawn(fun() ->
        try gen_statem:call(Machine, never)
        catch exit:{Why, _} -> Me ! {note, ["no answer: ", say:reason(Why)]}
        end
    end),
    receive after 10 -> ok end,
    told(Machine, [{stop, boom}]).

a_machine_that_crashes_terminates_in_its_state() ->
    told([{go, b, []}, crash, {tell, hello}]).

a_message_that_is_no_event_is_an_info() ->
    Machine = machine:start(),
    Machine ! hello,
    machine:notes().
