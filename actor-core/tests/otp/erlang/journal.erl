%% Writes down in order what the processes under a supervisor do, and says
%% what each of them does when it starts.
-module(journal).
-export([start/0, script/3, begins/2, held/2, release/3, starts/2, ends/2,
         note/2, watch/3, pid/2, seen/1]).

%% How long nothing must happen until a scenario reads on.
-define(QUIET, 100).

start() -> spawn_link(fun() -> loop(#{lines => []}) end).

%% Says what the process `Id` does at its next starts, one after the other;
%% `{always, Begin}` at all that follow. With nothing said it starts well.
script(Journal, Id, Begins) -> call(Journal, {script, Id, Begins}).

%% Notes a start of the process `Id`, the caller; returns what it does.
begins(Journal, Id) -> call(Journal, {begins, Id}).

%% Waits until the process `Id` is held by its script in its start.
held(Journal, Id) -> call(Journal, {held, Id}).

%% Lets a process that is held do something.
release(Journal, Id, Begin) -> call(Journal, {release, Id, Begin}).

%% Notes a start of the supervisor `Id`.
starts(Journal, Id) -> call(Journal, {starts, Id}).

%% Notes that the caller is about to end: the monitor may be late.
ends(Journal, Why) -> call(Journal, {ends, Why}).

note(Journal, Line) -> call(Journal, {note, Line}).

%% Notes when and why the process ends.
watch(Journal, Id, Pid) -> call(Journal, {watch, Id, Pid}).

%% The last process that was started as `Id`.
pid(Journal, Id) -> call(Journal, {pid, Id}).

%% The lines since the last time, when nothing more happens.
seen(Journal) -> seen(Journal, call(Journal, count)).
seen(Journal, Count) ->
    receive after ?QUIET -> ok end,
    case call(Journal, count) of
        Count -> [say:text(Line) || Line <- call(Journal, take)];
        More -> seen(Journal, More)
    end.

call(Journal, Request) ->
    Monitor = monitor(process, Journal),
    Journal ! {Request, self(), Monitor},
    receive
        {Monitor, Answer} -> demonitor(Monitor, [flush]), Answer;
        {'DOWN', Monitor, _, _, Why} -> exit(Why)
    end.

answer({From, Tag}, Answer) -> From ! {Tag, Answer}.

loop(State) ->
    receive
        {Request, From, Tag} -> loop(handle(Request, {From, Tag}, State));
        {'DOWN', _, process, Pid, Why} -> loop(ended(Pid, Why, State))
    end.

handle({begins, Id}, From, State0) ->
    State = after_the_last(Id, State0),
    {Begin, Left} = case State of
        #{{script, Id} := [{always, Always}]} -> {Always, [{always, Always}]};
        #{{script, Id} := [First | Rest]} -> {First, Rest};
        _ -> {well, []}
    end,
    begins(Id, Begin, From, State#{{script, Id} => Left});
handle({held, Id}, From, State) when is_map_key({held, Id}, State) ->
    answer(From, ok),
    State;
handle({held, Id}, From, State) -> State#{{waiting, Id} => From};
handle({release, Id, Begin}, From, State) ->
    answer(From, ok),
    {Held, Next} = maps:take({held, Id}, State),
    begins(Id, Begin, Held, Next);
handle({starts, Id}, From, State) ->
    answer(From, ok),
    line([Id, starts], after_the_last(Id, State));
handle({ends, Why}, From = {Pid, _}, State) ->
    answer(From, ok),
    ended(Pid, Why, State);
handle(Request, From, State) ->
    {Answer, Next} = ask(Request, State),
    answer(From, Answer),
    Next.

begins(Id, held, From, State) ->
    case State of
        #{{waiting, Id} := Waiting} -> answer(Waiting, ok);
        _ -> ok
    end,
    State#{{held, Id} => From};
begins(Id, Begin, From = {Pid, _}, State) ->
    Next = case Begin of
        {fail, _} -> line([Id, fails], State);
        crash -> line([Id, crashes], State);
        ignore -> line([Id, ignores], State);
        {quietly, _} -> State;
        well -> line([Id, starts], watched(Id, Pid, State))
    end,
    answer(From, Begin),
    Next.

ask({script, Id, Begins}, State) -> {ok, State#{{script, Id} => Begins}};
ask({note, Words}, State) -> {ok, line(Words, State)};
ask({watch, Id, Pid}, State) -> {ok, watched(Id, Pid, State)};
ask({pid, Id}, State) -> {maps:get({pid, Id}, State), State};
ask(count, State = #{lines := Lines}) -> {length(Lines), State};
ask(take, State = #{lines := Lines}) ->
    {lists:reverse(Lines), State#{lines => []}}.

watched(Id, Pid, State) ->
    monitor(process, Pid),
    State#{{pid, Id} => Pid, Pid => Id}.

%% That the last one ended is written down before the next one starts.
after_the_last(Id, State) ->
    case State of
        #{{pid, Id} := Pid} when is_map_key(Pid, State) ->
            receive
                {'DOWN', _, process, Pid, Why} -> ended(Pid, Why, State)
            after ?QUIET -> State
            end;
        _ -> State
    end.

ended(Pid, Why, State) ->
    case maps:take(Pid, State) of
        {Id, Next} -> line([Id, 'ended:', tree:why(Why)], Next);
        error -> State
    end.

line(Words, State = #{lines := Lines}) ->
    Text = [if is_atom(Word) -> atom_to_list(Word); true -> Word end
            || Word <- Words],
    State#{lines => [lists:flatten(lists:join(" ", Text)) | Lines]}.
