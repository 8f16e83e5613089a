//! What a node of Erlang or Elixir runs: it reads a line, evaluates it in a
//! process of its own, and prints what came of it behind `=> `. What a line
//! binds stays bound. Breaks within a line are vertical tabs.

/// The expressions of an Erlang node.
pub(crate) const ERLANG: &str = r#"
    Answer = fun(Value) -> io:format("=> ~0tp~n", [Value]) end,
    Run = fun(Line, Bound) ->
        {ok, Tokens, _} = erl_scan:string(Line),
        case erl_parse:parse_exprs(Tokens) of
            {ok, Expressions} ->
                {value, Value, New} = erl_eval:exprs(Expressions, Bound),
                exit({said, Value, New});
            {error, {_, Module, Why}} ->
                exit({unreadable, lists:flatten(Module:format_error(Why))})
        end
    end,
    Loop = fun Loop(Bound) ->
        Line = case io:get_line("") of
            eof -> erlang:halt();
            Read -> Read
        end,
        {Pid, Monitor} = spawn_monitor(fun() -> Run(Line, Bound) end),
        receive
            {'DOWN', Monitor, process, Pid, {said, Value, New}} ->
                Answer(Value),
                Loop(New);
            {'DOWN', Monitor, process, Pid, Reason} ->
                Answer({ended, Reason}),
                Loop(Bound)
        end
    end,
    spawn(fun() ->
        ok = io:setopts([{encoding, unicode}]),
        Answer(ready),
        Loop([])
    end)."#;

/// The expressions of an Elixir node.
pub(crate) const ELIXIR: &str = r#"
    answer = fn value ->
      IO.puts("=> " <> inspect(value, limit: :infinity))
    end

    run = fn line, bound ->
      code = String.replace(line, "\v", "\n")
      {value, new} = Code.eval_string(code, bound)
      exit({:said, value, new})
    end

    loop = fn loop, bound ->
      line = IO.gets("")
      if line == :eof, do: System.halt()
      {pid, monitor} = spawn_monitor(fn -> run.(line, bound) end)

      receive do
        {:DOWN, ^monitor, :process, ^pid, {:said, value, new}} ->
          answer.(value)
          loop.(loop, new)

        {:DOWN, ^monitor, :process, ^pid, reason} ->
          answer.({:ended, reason})
          loop.(loop, bound)
      end
    end

    answer.(:ready)
    loop.(loop, [])"#;
