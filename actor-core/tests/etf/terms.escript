#!/usr/bin/env escript
%%! +pc unicode
%% Answers each line with a line.
%%   s Source   the bytes of the term in hex, a tab, and the term as printed
%%   b Hex      the bytes, in today's forms, of the term of these bytes, or
%%              `badarg` if they are none
-mode(compile).

main(_) ->
    %% Lines are bytes here; not all that is text can be read as such.
    io:setopts([{encoding, latin1}]),
    answer(io:get_line("")).

answer(eof) ->
    ok;
answer([Kind, $\s | Line]) ->
    Question = unicode:characters_to_list(list_to_binary(Line)),
    Answer = answer(Kind, string:trim(Question, trailing, "\n")),
    Bytes = unicode:characters_to_binary(Answer),
    io:put_chars([binary_to_list(Bytes), $\n]),
    answer(io:get_line("")).

answer($s, Source) ->
    {ok, Tokens, _} = erl_scan:string(Source ++ "."),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    try erl_eval:exprs(Expressions, []) of
        {value, Term, _} -> io_lib:format("~s\t~0tp", [bytes(Term), Term])
    catch
        error:badarg -> "badarg"
    end;
answer($b, Hex) ->
    Bytes = << <<(list_to_integer([High, Low], 16))>>
               || <<High, Low>> <= list_to_binary(Hex) >>,
    try bytes(binary_to_term(Bytes))
    catch error:badarg -> "badarg"
    end.

bytes(Term) ->
    Bytes = term_to_binary(Term, [{minor_version, 2}]),
    [io_lib:format("~2.16.0b", [Byte]) || <<Byte>> <= Bytes].
