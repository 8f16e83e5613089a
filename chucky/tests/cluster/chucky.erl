%% Chucky as an application of OTP, whose server moves as ours does: at a
%% takeover it takes the name while the old one still has it. In the book's
%% program each start registers the names as if nobody had them.
-module(chucky).
-behaviour(application).
-behaviour(gen_server).
-export([start/2, stop/1, init/1, handle_call/3, handle_cast/2]).
-export([start_server/1, main/0]).

-define(SERVER_NAME, 'Elixir.Chucky.Server').
-define(SUPERVISOR_NAME, 'Elixir.Chucky.Supervisor').

main() ->
    ok = application:load(chucky),
    main(application:get_env(chucky, names)).

main(undefined) ->
    ok = application:start(chucky, permanent);
main({ok, as_in_the_book}) ->
    % Whoever starts sooner does not know who has a name.
    ok = global:sync(),
    io:format(standard_error, "~0p~n", [application:start(chucky)]).

start(Type, []) ->
    say(Type),
    start_tree(application:get_env(names), Type).

start_tree(undefined, Type) ->
    supervisor:start_link(?MODULE, {tree, Type});
start_tree({ok, as_in_the_book}, _) ->
    supervisor:start_link({global, ?SUPERVISOR_NAME}, ?MODULE, book_tree).

stop(_) ->
    io:format(standard_error, "Application is stopped on ~s~n", [node()]).

say(normal) ->
    io:format(standard_error, "Application is started on ~s~n", [node()]);
say({takeover, Old}) ->
    io:format(standard_error, "~s is taking over ~s~n", [node(), Old]);
say({failover, Old}) ->
    io:format(standard_error, "~s is failing over to ~s~n", [Old, node()]).

start_server(Type) ->
    gen_server:start_link(?MODULE, {server, Type}, []).

init({tree, Type}) ->
    Child = #{id => server, start => {?MODULE, start_server, [Type]}},
    {ok, {#{strategy => one_for_one}, [Child]}};
init(book_tree) ->
    Args = [{global, ?SERVER_NAME}, ?MODULE, book_server, []],
    Child = #{id => server, start => {gen_server, start_link, Args}},
    {ok, {#{strategy => one_for_one}, [Child]}};
init(book_server) ->
    {ok, none};
init({server, {takeover, _}}) ->
    yes = global:re_register_name(?SERVER_NAME, self()),
    {ok, none};
init({server, _}) ->
    yes = global:register_name(?SERVER_NAME, self()),
    {ok, none}.

handle_call(fact, _From, State) ->
    {reply, <<"Chuck Norris wrote this in Erlang.">>, State}.

handle_cast(_, State) ->
    {noreply, State}.
