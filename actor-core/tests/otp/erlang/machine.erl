%% A state machine that does what it is told, and tells its observer.
-module(machine).
-behaviour(gen_statem).
-export([start/0, start/1, notes/0, init/1, callback_mode/0,
         handle_event/4, terminate/3]).

start() -> start(#{}).

%% An option named as a state is what is done on entering it.
start(Options) ->
    {ok, Machine} = gen_statem:start(?MODULE, {self(), Options}, []),
    Machine.

%% All that the machine tells, until it tells nothing for a moment.
notes() ->
    receive {note, Line} -> [say:text(Line) | notes()]
    after 100 -> [say:text("nothing more")]
    end.

init(Data) -> {ok, a, Data}.

callback_mode() -> [handle_event_function, state_enter].

handle_event(enter, Before, State, {_, Options} = Data) ->
    tell(Data, "~s entered from ~s", [State, Before]),
    case Options of
        #{State := {stop, Reason}} -> {stop, Reason};
        #{State := Actions} -> {keep_state, Data, Actions};
        _ -> keep_state_and_data
    end;
handle_event(Type, {tell, Word}, State, Data) ->
    tell(Data, "~s ~s ~s", [State, kind(Type), Word]),
    keep_state_and_data;
handle_event(_, {wait_for, State, Word}, State, Data) ->
    tell(Data, "~s retried ~s", [State, Word]),
    keep_state_and_data;
handle_event(_, {wait_for, _, Word}, State, Data) ->
    tell(Data, "~s postpones ~s", [State, Word]),
    {keep_state_and_data, postpone};
handle_event(_, {go, Next, Actions}, State, Data) ->
    tell(Data, "~s goes to ~s", [State, Next]),
    {next_state, Next, Data, Actions};
handle_event(_, {stay, Actions}, _, _) -> {keep_state_and_data, Actions};
handle_event(_, repeat, _, _) -> repeat_state_and_data;
handle_event(_, {sleep, Time}, _, _) ->
    receive after Time -> keep_state_and_data end;
handle_event({call, From}, {ask, Word}, _, _) ->
    {keep_state_and_data, {reply, From, Word}};
handle_event({call, _}, never, _, _) -> {keep_state_and_data, postpone};
handle_event(_, {stop, Reason}, _, _) -> {stop, Reason};
handle_event(_, crash, _, _) -> error(oops);
handle_event(info, Info, State, Data) ->
    tell(Data, "~s info ~s", [State, Info]),
    keep_state_and_data;
handle_event(Type, over, State, Data) ->
    tell(Data, "~s timeout ~s", [State, kind(Type)]),
    keep_state_and_data.

terminate(Reason, State, Data) ->
    tell(Data, "~s terminate ~s", [State, reason(Reason)]).

%% Here an error comes without its stack trace.
reason(oops) -> "crash";
reason(Reason) -> say:reason(Reason).

kind(cast) -> message;
kind(internal) -> internal;
kind(state_timeout) -> state;
kind(timeout) -> event;
kind({timeout, Name}) -> Name.

tell({Observer, _}, Format, Values) ->
    Observer ! {note, io_lib:format(Format, Values)}.
