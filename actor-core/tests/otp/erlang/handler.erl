%% An event handler that does what it is told, and tells its observer.
-module(handler).
-behaviour(gen_event).
-export([notes/0, init/1, handle_event/2, handle_call/2, handle_info/2,
         terminate/2]).

%% All that handlers tell, until they tell nothing for a moment.
notes() ->
    receive
        {note, Line} -> [say:text(Line) | notes()];
        {gen_event_EXIT, {handler, Id}, Why} ->
            [say:text("told of ~s: ~s", [Id, gone(Why)]) | notes()]
    after 100 -> [say:text("nothing more")]
    end.

gone({swapped, _, _}) -> "swapped";
gone({'EXIT', _}) -> "crashed";
gone(Why) -> atom_to_list(Why).

init({{Id, Observer, How}, error}) ->
    tell({Id, Observer}, "init after nobody"),
    start({Id, Observer}, How);
init({{Id, Observer, How}, {last, Before}}) ->
    tell({Id, Observer}, "init after ~s", [Before]),
    start({Id, Observer}, How);
init({Id, Observer, How}) ->
    tell({Id, Observer}, "init"),
    start({Id, Observer}, How).

start(State, ok) -> {ok, State};
start(_, fail) -> {error, boom};
start(_, crash) -> error(oops).

handle_event({crash, Id}, {Id, _}) -> error(oops);
handle_event({leave, Id}, {Id, _}) -> remove_handler;
handle_event({sleep, Time}, State) ->
    receive after Time -> {ok, State} end;
handle_event(Event, State) when is_atom(Event) ->
    tell(State, "event ~s", [Event]),
    {ok, State};
handle_event(_, State) -> {ok, State}.

handle_call({echo, Word}, State) -> {ok, Word, State};
handle_call({leave, Word}, _) -> {remove_handler, Word};
handle_call(crash, _) -> error(oops).

handle_info({'EXIT', _, Why}, State) ->
    tell(State, "info exit ~s", [say:reason(Why)]),
    {ok, State};
handle_info(crash, _) -> error(oops);
handle_info(Info, State) ->
    tell(State, "info ~s", [Info]),
    {ok, State}.

terminate(Why, {Id, _} = State) ->
    tell(State, "terminate: ~s", [why(Why)]),
    {last, Id}.

why({stop, Why}) -> ["adder ended ", say:reason(Why)];
why(stop) -> "stopped";
why(remove_handler) -> "left";
why({error, {'EXIT', _}}) -> "crashed";
why(Other) -> atom_to_list(Other).

tell(State, Text) -> tell(State, Text, []).
tell({Id, Observer}, Format, Values) ->
    Observer ! {note, io_lib:format("~s " ++ Format, [Id | Values])}.
