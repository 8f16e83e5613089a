%% Tables: ets.
-module(tables).
-compile(export_all).
-compile(nowarn_export_all).

%% What an operation returns, or that it refuses.
attempt(Operation) ->
    try seen(Operation())
    catch error:badarg -> say:text("badarg") end.

seen(Values) when is_list(Values) -> say:text("values: ~w", [Values]);
seen(Value) -> say:text("~w", [Value]).

value(Table, Key) ->
    [Value || {_, Value} <- ets:lookup(Table, Key)].

%% What another process sees.
elsewhere(Operation) ->
    Me = self(),
    spawn(fun() -> Me ! {saw, attempt(Operation)} end),
    receive {saw, Line} -> Line end.

%% Starts a process that makes a table and waits until it is told to end.
owner(Make) ->
    Me = self(),
    Owner = spawn(fun() ->
        Me ! {made, Make()},
        receive {'ETS-TRANSFER', _, _, _} -> child:forever();
                go -> ok end
    end),
    receive {made, Table} -> {Owner, Table} end.

ended(Owner) ->
    Monitor = monitor(process, Owner),
    Owner ! go,
    say:down({Owner, Monitor}).

is_gone(Table) ->
    say:text("gone: ~p", [ets:info(Table) =:= undefined]).

an_insert_replaces_what_has_the_key() ->
    Table = ets:new(table, []),
    ets:insert(Table, {1, one}),
    ets:insert(Table, {1, other}),
    [seen(value(Table, 1)), seen(ets:info(Table, size))].

an_insert_of_a_new_key_leaves_what_is_there() ->
    Table = ets:new(table, []),
    [attempt(fun() -> ets:insert_new(Table, {1, one}) end),
     attempt(fun() -> ets:insert_new(Table, {1, other}) end),
     seen(value(Table, 1))].

of_two_that_insert_a_new_key_one_does() ->
    Table = ets:new(table, [public]),
    Me = self(),
    Race = fun() -> Me ! {won, ets:insert_new(Table, {1, one})} end,
    spawn(Race), spawn(Race),
    Won = [receive {won, Each} -> Each end || _ <- [1, 2]],
    [seen(lists:sort(Won))].

an_ordered_set_inserts_a_new_key_once() ->
    Table = ets:new(table, [ordered_set]),
    [attempt(fun() -> ets:insert_new(Table, {1, one}) end),
     attempt(fun() -> ets:insert_new(Table, {1, other}) end),
     seen(value(Table, 1))].

a_bag_inserts_a_new_key_once() ->
    Table = ets:new(table, [bag]),
    [attempt(fun() -> ets:insert_new(Table, {1, one}) end),
     attempt(fun() -> ets:insert_new(Table, {1, other}) end),
     seen(value(Table, 1))].

a_lookup_of_nothing_finds_nothing() ->
    Table = ets:new(table, []),
    [seen(value(Table, 1)),
     attempt(fun() -> ets:member(Table, 1) end)].

a_take_takes_it_out() ->
    Table = ets:new(table, []),
    ets:insert(Table, {1, one}),
    [seen([V || {_, V} <- ets:take(Table, 1)]),
     seen([V || {_, V} <- ets:take(Table, 1)]),
     attempt(fun() -> ets:member(Table, 1) end)].

a_delete_of_nothing_changes_nothing() ->
    Table = ets:new(table, []),
    ets:insert(Table, {1, one}),
    ets:delete(Table, 2),
    First = seen(ets:info(Table, size)),
    ets:delete(Table, 1),
    [First, seen(ets:info(Table, size))].

an_object_is_deleted_if_it_is_equal() ->
    Table = ets:new(table, []),
    ets:insert(Table, {1, one}),
    ets:delete_object(Table, {1, other}),
    First = seen(value(Table, 1)),
    ets:delete_object(Table, {1, one}),
    [First, seen(value(Table, 1))].

a_bag_keeps_equal_objects_once() ->
    Table = ets:new(table, [bag]),
    [ets:insert(Table, {1, V}) || V <- [one, other, one, third]],
    [seen(value(Table, 1)), seen(ets:info(Table, size))].

a_duplicate_bag_keeps_them_all() ->
    Table = ets:new(table, [duplicate_bag]),
    [ets:insert(Table, {1, V}) || V <- [one, other, one, third]],
    [seen(value(Table, 1)), seen(ets:info(Table, size))].

an_object_of_a_bag_is_deleted_with_its_equals() ->
    Table = ets:new(table, [duplicate_bag]),
    [ets:insert(Table, {1, V}) || V <- [one, other, one, third]],
    ets:delete_object(Table, {1, one}),
    First = seen(value(Table, 1)),
    ets:delete_object(Table, {1, other}),
    ets:delete_object(Table, {1, third}),
    [First, attempt(fun() -> ets:member(Table, 1) end)].

a_take_from_a_bag_takes_all() ->
    Table = ets:new(table, [bag]),
    [ets:insert(Table, {K, V}) || {K, V} <- [{1, one}, {1, other}, {2, two}]],
    [seen([V || {_, V} <- ets:take(Table, 1)]),
     seen(ets:info(Table, size))].

an_ordered_set_is_walked_in_order() ->
    Table = ets:new(table, [ordered_set]),
    [ets:insert(Table, {K, one}) || K <- [3, 1, 5, 2, 4]],
    [seen([K || {K, _} <- ets:tab2list(Table)])].

keys(Keys) ->
    [case Key of '$end_of_table' -> say:text("none");
                 Key -> seen(Key) end || Key <- Keys].

an_ordered_set_ends_at_its_edges() ->
    Table = ets:new(table, [ordered_set]),
    [ets:insert(Table, {K, one}) || K <- [3, 1, 5]],
    keys([ets:first(Table), ets:last(Table), ets:prev(Table, 1),
          ets:next(Table, 5)]).

an_ordered_set_knows_what_is_beside_a_key_that_is_not_there() ->
    Table = ets:new(table, [ordered_set]),
    [ets:insert(Table, {K, one}) || K <- [3, 1, 5]],
    keys([ets:next(Table, 2), ets:prev(Table, 2), ets:next(Table, 0),
          ets:prev(Table, 9), ets:next(Table, 9), ets:prev(Table, 0)]).

an_empty_ordered_set_has_no_keys() ->
    Table = ets:new(table, [ordered_set]),
    keys([ets:first(Table), ets:last(Table), ets:next(Table, 1),
          ets:prev(Table, 1)]).

a_protected_table_is_read_by_all_and_written_by_its_owner() ->
    Table = ets:new(table, []),
    ets:insert(Table, {1, one}),
    [elsewhere(fun() -> value(Table, 1) end),
     elsewhere(fun() -> ets:insert(Table, {1, other}) end),
     elsewhere(fun() -> ets:delete(Table, 1) end),
     elsewhere(fun() -> ets:delete_all_objects(Table) end),
     seen(value(Table, 1))].

a_private_table_is_read_by_its_owner() ->
    Table = ets:new(table, [private]),
    ets:insert(Table, {1, one}),
    [elsewhere(fun() -> value(Table, 1) end),
     elsewhere(fun() -> ets:insert(Table, {1, other}) end),
     seen(value(Table, 1))].

a_public_table_is_written_by_all() ->
    Table = ets:new(table, [public]),
    Line = elsewhere(fun() -> ets:insert_new(Table, {1, one}) end),
    [Line, seen(value(Table, 1))].

a_table_is_gone_with_its_owner() ->
    {Owner, Table} = owner(fun() -> ets:new(table, []) end),
    Alive = is_gone(Table),
    [Alive, ended(Owner), is_gone(Table),
     attempt(fun() -> value(Table, 1) end),
     attempt(fun() -> ets:insert(Table, {1, one}) end)].

a_table_is_gone_before_its_owner_is_down() ->
    {Owner, Table} = owner(fun() -> ets:new(table, [public]) end),
    ets:insert(Table, [{N, one} || N <- lists:seq(1, 1000)]),
    Monitor = monitor(process, Owner),
    exit(Owner, kill),
    Down = say:down({Owner, Monitor}),
    [Down, is_gone(Table)].

a_name_has_one_table() ->
    ets:new(tables_taken, [named_table]),
    [attempt(fun() -> ets:new(tables_taken, [named_table]) end),
     elsewhere(fun() -> ets:new(tables_taken, [named_table]) end)].

a_name_is_free_with_the_end_of_the_owner() ->
    Make = fun() -> ets:new(tables_free, [named_table]) end,
    {Owner, _} = owner(Make),
    Taken = attempt(Make),
    [Taken, ended(Owner), attempt(Make)].

a_name_is_free_when_the_table_is_deleted() ->
    Make = fun() -> ets:new(tables_deleted, [named_table]) end,
    Make(),
    ets:delete(tables_deleted),
    [attempt(fun() -> value(tables_deleted, 1) end), attempt(Make)].

a_name_leads_to_the_table_that_has_it_now() ->
    Make = fun() -> ets:new(tables_passed, [named_table, public]) end,
    {Owner, _} = owner(Make),
    ets:insert(tables_passed, {1, one}),
    First = seen(value(tables_passed, 1)),
    Ended = ended(Owner),
    Make(),
    [First, Ended, seen(value(tables_passed, 1))].

transfer(Owner) ->
    receive
        {'ETS-TRANSFER', Table, From, Data} ->
            say:text("~p from the owner: ~p, mine: ~p",
                     [Data, From =:= Owner,
                      ets:info(Table, owner) =:= self()])
    after 100 -> say:text("no transfer")
    end.

an_heir_is_told_and_owns_it() ->
    Me = self(),
    {Owner, Table} = owner(fun() ->
        Table = ets:new(table, [{heir, Me, bequest}]),
        ets:insert(Table, {1, one}),
        Table
    end),
    [ended(Owner), transfer(Owner), attempt(fun() -> value(Table, 1) end),
     attempt(fun() -> ets:insert(Table, {1, other}) end)].

an_heir_is_told_before_it_learns_of_the_end() ->
    Me = self(),
    {Owner, _} = owner(fun() -> ets:new(table, [{heir, Me, bequest}]) end),
    Monitor = monitor(process, Owner),
    exit(Owner, kill),
    First = receive {'ETS-TRANSFER', _, _, _} -> say:text("transfer");
                    {'DOWN', Monitor, _, _, _} -> say:text("down") end,
    [First].

an_heir_remains_the_heir() ->
    Me = self(),
    {Owner, Table} = owner(fun() -> ets:new(table, [{heir, Me, bequest}]) end),
    Ended = ended(Owner),
    First = transfer(Owner),
    {Next, _} = owner(fun() -> none end),
    ets:give_away(Table, Next, gift),
    exit(Next, kill),
    [Ended, First, transfer(Next)].

a_dead_heir_inherits_nothing() ->
    {Heir, _} = owner(fun() -> none end),
    First = ended(Heir),
    {Owner, Table} = owner(fun() -> ets:new(table, [{heir, Heir, data}]) end),
    [First, ended(Owner), is_gone(Table)].

an_owner_that_is_its_own_heir_leaves_nothing() ->
    {Owner, Table} = owner(fun() -> ets:new(table, [{heir, self(), data}]) end),
    [ended(Owner), is_gone(Table)].

a_table_is_given_away() ->
    Me = self(),
    {Owner, Table} = owner(fun() ->
        Table = ets:new(table, []),
        ets:give_away(Table, Me, gift),
        Table
    end),
    First = transfer(Owner),
    [First, ended(Owner), attempt(fun() -> ets:insert_new(Table, {1, a}) end)].

a_table_is_not_given_to_the_dead() ->
    {Dead, _} = owner(fun() -> none end),
    First = ended(Dead),
    Table = ets:new(table, []),
    [First, attempt(fun() -> ets:give_away(Table, Dead, gift) end),
     attempt(fun() -> ets:insert_new(Table, {1, one}) end)].

a_table_is_not_given_to_its_owner() ->
    Table = ets:new(table, []),
    [attempt(fun() -> ets:give_away(Table, self(), gift) end)].

a_table_is_not_given_away_by_another() ->
    Table = ets:new(table, [public]),
    Me = self(),
    [elsewhere(fun() -> ets:give_away(Table, Me, gift) end)].

a_counter_counts() ->
    Table = ets:new(table, []),
    ets:insert(Table, {1, 10}),
    [attempt(fun() -> ets:update_counter(Table, 1, By) end)
     || By <- [1, 5, -20, 0]].

a_counter_that_is_missing_is_an_error() ->
    Table = ets:new(table, []),
    [attempt(fun() -> ets:update_counter(Table, 1, 1) end),
     seen(value(Table, 1))].

a_counter_begins_with_its_default() ->
    Table = ets:new(table, []),
    [attempt(fun() -> ets:update_counter(Table, 1, 5, {1, 10}) end),
     attempt(fun() -> ets:update_counter(Table, 1, 5, {1, 10}) end),
     seen(value(Table, 1))].

a_counter_wraps_at_its_threshold() ->
    Table = ets:new(table, []),
    ets:insert(Table, {1, 8}),
    [attempt(fun() -> ets:update_counter(Table, 1, {2, By, At, To}) end)
     || {By, At, To} <- [{1, 10, 0}, {1, 10, 0}, {1, 10, 0}, {-1, 0, 10},
                         {-11, 0, 10}, {0, 5, 3}]].

objects_can_be_deleted_during_a_walk() ->
    Table = ets:new(table, []),
    ets:insert(Table, [{N, one} || N <- lists:seq(1, 1000)]),
    ets:safe_fixtable(Table, true),
    Seen = ets:foldl(fun({Key, _}, Seen) ->
        ets:delete(Table, Key), Seen + 1
    end, 0, Table),
    ets:safe_fixtable(Table, false),
    [seen(Seen), seen(ets:info(Table, size))].

objects_are_deleted_by_a_filter() ->
    Table = ets:new(table, [ordered_set]),
    ets:insert(Table, [{N, one} || N <- lists:seq(1, 10)]),
    Count = ets:select_delete(Table, [{{'$1', '_'}, [{'>', '$1', 4}], [true]}]),
    [seen(Count),
     seen([K || {K, _} <- ets:tab2list(Table)])].

objects_are_selected() ->
    Table = ets:new(table, [ordered_set]),
    ets:insert(Table, [{N, one} || N <- lists:seq(1, 10)]),
    Match = [{{'$1', '_'}, [{'<', '$1', 4}], [{'+', '$1', 100}]}],
    [seen(ets:select(Table, Match))].

all_objects_are_deleted() ->
    Table = ets:new(table, []),
    ets:insert(Table, [{N, one} || N <- lists:seq(1, 10)]),
    ets:delete_all_objects(Table),
    [seen(ets:info(Table, size)), is_gone(Table)].

a_public_table_is_deleted_by_anybody() ->
    Table = ets:new(table, [public]),
    [elsewhere(fun() -> ets:delete(Table) end), is_gone(Table)].

a_protected_table_is_deleted_by_its_owner() ->
    Table = ets:new(table, []),
    Refused = elsewhere(fun() -> ets:delete(Table) end),
    Still = is_gone(Table),
    ets:delete(Table),
    [Refused, Still, is_gone(Table),
     attempt(fun() -> ets:delete(Table) end)].
