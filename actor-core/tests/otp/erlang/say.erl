%% The words in which scenarios tell what they saw, the same as in Rust.
-module(say).
-export([text/1, text/2, reason/1, call/1, down/1, end_of/1, mailbox/0,
         mailbox/1, info/2]).

%% How long a scenario waits to see that nothing more comes.
-define(QUIET, 100).

text(Words) -> text("~s", [Words]).
text(Format, Values) -> {line, lists:flatten(io_lib:format(Format, Values))}.

%% An exit reason. A stack trace says that it was an error: a crash.
reason({shutdown, Why}) ->
    lists:flatten(io_lib:format("{shutdown, ~p}", [Why]));
reason({Why, {gen_server, call, _}}) -> "call failed: " ++ reason(Why);
reason({_, [Frame | _]}) when is_tuple(Frame) -> "crash";
reason(Why) when is_atom(Why) -> atom_to_list(Why).

%% The outcome of a call that `Ask` makes.
call(Ask) ->
    try Ask() of
        Answer -> text("answer: ~p", [Answer])
    catch
        exit:{Why, {gen_server, call, _}} ->
            text("no answer: ~s", [reason(Why)])
    end.

%% How a process ends that runs `Body`.
end_of(Body) -> down(spawn_monitor(Body)).

down({_Pid, Monitor}) ->
    receive
        {'DOWN', Monitor, process, _, Why} ->
            text("ended: ~s", [reason(Why)])
    end.

%% All that is in the mailbox, and what comes within a moment.
mailbox() -> mailbox([]).
mailbox(Roles) ->
    receive
        Message -> [text(message(Message, Roles)) | mailbox(Roles)]
    after ?QUIET ->
        [text("nothing more")]
    end.

message({'EXIT', From, Why}, Roles) ->
    ["exit of ", role(From, Roles), ": ", reason(Why)];
message({'DOWN', _, process, {Name, _Node}, Why}, _) ->
    ["down of the name ", atom_to_list(Name), ": ", reason(Why)];
message({'DOWN', _, process, Pid, Why}, Roles) ->
    ["down of ", role(Pid, Roles), ": ", reason(Why)];
message({terminate, Why}, _) -> ["terminate: ", reason(Why)];
message({info_exit, Why}, _) -> ["info: exit ", reason(Why)];
message({info_down, Why}, _) -> ["info: down ", reason(Why)];
message({info, Info}, _) -> ["info: ", atom_to_list(Info)];
message(Message, _) when is_atom(Message); is_integer(Message) ->
    io_lib:format("got ~p", [Message]).

role(Pid, _) when Pid =:= self() -> "myself";
role(Pid, Roles) ->
    case lists:keyfind(Pid, 2, Roles) of
        {Role, Pid} -> atom_to_list(Role);
        false -> "another"
    end.

%% Who is in a list of `process_info`, as sorted roles.
info(Item, Roles) ->
    {Item, Found} = process_info(self(), Item),
    Pids = [case Entry of {process, Pid} -> Pid; Pid -> Pid end
            || Entry <- Found],
    Names = lists:sort([role(Pid, Roles) || Pid <- Pids]),
    text("~s: [~s]", [Item, lists:join(" ", Names)]).
