%% A child that starts, ends and stops as it is told.
-module(worker).
-behaviour(gen_server).
-export([start_link/3, init/1, handle_call/3, handle_cast/2, terminate/2]).

%% `Stop` says what it does when it is told to stop; one that just stops
%% does not trap exits.
start_link(Journal, Id, Stop) ->
    gen_server:start_link(?MODULE, {Journal, Id, Stop}, []).

init(State = {Journal, Id, Stop}) ->
    process_flag(trap_exit, Stop =/= well),
    case journal:begins(Journal, Id) of
        well -> {ok, State};
        ignore -> ignore;
        {fail, Why} -> {stop, Why};
        crash -> error(oops);
        {quietly, Time} -> receive after Time -> {stop, boom} end
    end.

handle_call(_, _From, State) -> {noreply, State}.

handle_cast({exit, Why}, _State) -> exit(Why);
handle_cast(crash, _State) -> error(oops);
handle_cast({sleep, Time}, State) ->
    receive after Time -> {noreply, State} end;
handle_cast({tell, Words}, State = {Journal, Id, _}) ->
    journal:note(Journal, [Id, Words]),
    {noreply, State};
%% As if it had ended.
handle_cast({signal, Why}, State) ->
    {links, Links} = process_info(self(), links),
    [exit(Link, Why) || Link <- Links],
    {noreply, State};
handle_cast(unlink, State) ->
    {links, Links} = process_info(self(), links),
    [unlink(Link) || Link <- Links],
    {noreply, State}.

terminate(shutdown, {Journal, Id, Stop}) when Stop =/= well ->
    journal:note(Journal, [Id, 'is told to stop']),
    case Stop of
        {linger, Time} -> receive after Time -> ok end;
        hang -> receive after infinity -> ok end;
        crash -> error(oops);
        {exit, Why} -> exit(Why)
    end;
terminate(Why, {Journal, _, _}) -> journal:ends(Journal, Why).
