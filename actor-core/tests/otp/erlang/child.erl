%% Processes that scenarios look at.
-module(child).
-export([forever/0, until_go/0, dead/0, waiting/0]).

%% The body of a process that waits for ever.
forever() -> receive after infinity -> ok end.

%% The body of a process that crashes, in its way, when it is told to.
until_go() -> receive go -> exit(boom) end.

%% A process that has ended already.
dead() ->
    Pair = {Pid, _} = spawn_monitor(fun() -> ok end),
    say:down(Pair),
    Pid.

%% A process that exits as it is told.
waiting() -> spawn(fun() -> receive {exit, Why} -> exit(Why) end end).
