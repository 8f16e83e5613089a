%% What an event manager does with its handlers.
-module(events).
-compile(export_all).
-compile(nowarn_export_all).

%% A manager with these handlers, added in this order.
manager(Ids) ->
    {ok, Manager} = gen_event:start(),
    [ok = gen_event:add_handler(Manager, {handler, Id}, {Id, self(), ok})
     || Id <- Ids],
    Manager.

add(Manager, Id, How) ->
    done(gen_event:add_handler(Manager, {handler, Id}, {Id, self(), How})).

add_sup(Manager, Id) ->
    done(gen_event:add_sup_handler(Manager, {handler, Id},
                                   {Id, self(), ok})).

delete(Manager, Id) ->
    done(gen_event:delete_handler(Manager, {handler, Id}, deleted)).

swap(Manager, Old, New, How) ->
    done(gen_event:swap_handler(Manager, {{handler, Old}, swapped},
                                {{handler, New}, {New, self(), How}})).

call(Manager, Id, Request) ->
    case gen_event:call(Manager, {handler, Id}, Request) of
        {error, bad_module} -> say:text("no such handler");
        {error, {'EXIT', _}} -> say:text("crashed");
        Answer -> say:text("answer: ~s", [Answer])
    end.

handlers(Manager) ->
    Ids = [atom_to_list(Id)
           || {handler, Id} <- gen_event:which_handlers(Manager)],
    say:text("handlers: [~s]", [lists:join(" ", Ids)]).

done(ok) -> say:text("ok");
done({last, _}) -> say:text("ok");
done({error, module_not_found}) -> say:text("no such handler");
done({error, {error, Why}}) -> say:text("init failed: ~s", [Why]);
done({error, Why}) -> say:text("init failed: ~s", [Why]);
done({'EXIT', _}) -> say:text("init failed: crash").

the_newest_handler_is_first() ->
    Manager = manager([a, b]),
    gen_event:notify(Manager, pizza),
    [handlers(Manager) | handler:notes()].

events_come_in_order() ->
    Manager = manager([a, b]),
    [gen_event:notify(Manager, Event) || Event <- [one, two]],
    handler:notes().

sync_notify_returns_when_all_have_handled_it() ->
    Manager = manager([a, b]),
    gen_event:notify(Manager, {sleep, 10}),
    gen_event:sync_notify(Manager, pizza),
    self() ! {note, "returned"},
    handler:notes().

a_handler_that_crashes_is_removed() ->
    Manager = manager([a, b, c]),
    gen_event:notify(Manager, {crash, b}),
    gen_event:notify(Manager, pizza),
    [handlers(Manager) | handler:notes()].

a_handler_that_leaves_is_removed() ->
    Manager = manager([a, b, c]),
    gen_event:notify(Manager, {leave, b}),
    gen_event:notify(Manager, pizza),
    [handlers(Manager) | handler:notes()].

a_handler_can_be_deleted_once() ->
    Manager = manager([a, b]),
    [delete(Manager, a), delete(Manager, a), handlers(Manager)
     | handler:notes()].

two_handlers_may_have_one_name() ->
    Manager = manager([a]),
    [add(Manager, a, ok), handlers(Manager), delete(Manager, a),
     handlers(Manager) | handler:notes()].

a_handler_that_does_not_start_is_not_added() ->
    Manager = manager([a]),
    [add(Manager, b, fail), add(Manager, c, crash),
     handlers(Manager) | handler:notes()].

a_handler_takes_the_place_of_another() ->
    Manager = manager([a, b]),
    [swap(Manager, a, c, ok), handlers(Manager) | handler:notes()].

a_handler_takes_the_place_of_nobody() ->
    Manager = manager([a]),
    [swap(Manager, b, c, ok), handlers(Manager) | handler:notes()].

a_swap_that_fails_leaves_neither() ->
    Manager = manager([a, b]),
    [swap(Manager, a, c, fail), handlers(Manager) | handler:notes()].

a_handler_answers() ->
    Manager = manager([a, b]),
    [call(Manager, a, {echo, hello}), call(Manager, c, {echo, hello}),
     call(Manager, b, {leave, bye}), handlers(Manager) | handler:notes()].

a_question_can_crash_a_handler() ->
    Manager = manager([a, b]),
    [call(Manager, a, crash), handlers(Manager) | handler:notes()].

other_messages_reach_all_handlers() ->
    Manager = manager([a, b]),
    Manager ! hello,
    handler:notes().

another_message_can_crash_all_handlers() ->
    Manager = manager([a, b]),
    Manager ! crash,
    [handlers(Manager) | handler:notes()].

who_supervises_a_handler_is_told_of_its_end() ->
    Manager = manager([]),
    [add_sup(Manager, a), add_sup(Manager, b), add_sup(Manager, c),
     gen_event:notify(Manager, {crash, a}),
     gen_event:notify(Manager, {leave, b}),
     delete(Manager, c), handlers(Manager) | handler:notes()].

who_supervises_a_handler_supervises_the_next() ->
    Manager = manager([]),
    [add_sup(Manager, a), swap(Manager, a, b, ok), delete(Manager, b)
     | handler:notes()].

a_supervised_handler_goes_with_its_supervisor() ->
    Manager = manager([a]),
    Me = self(),
    spawn(fun() ->
        Handler = {handler, b},
        ok = gen_event:add_sup_handler(Manager, Handler, {b, Me, ok}),
        exit(boom)
    end),
    receive after 10 -> ok end,
    [handlers(Manager) | handler:notes()].

handlers_end_with_their_manager() ->
    Manager = manager([a]),
    [add_sup(Manager, b), begin gen_event:stop(Manager), handler:notes() end].

handlers_end_with_the_parent_of_their_manager() ->
    Me = self(),
    Parent = spawn(fun() ->
        {ok, Manager} = gen_event:start_link(),
        Handler = {handler, a},
        ok = gen_event:add_handler(Manager, Handler, {a, Me, ok}),
        receive go -> exit(boom) end
    end),
    receive after 10 -> ok end,
    Parent ! go,
    handler:notes().
