//! Terms of every kind, which the echo of ours sends back unchanged.

use crate::cluster::Visibility;
use crate::interaction::{Interaction, in_erlang};

pub(crate) const ALL: &[Interaction] = &[
    Interaction {
        name: "small integers",
        says: "Echo([0, 1, -1, 255, 256, -256])",
        hears: "true",
    },
    Interaction {
        name: "integers of 32 bits and more",
        says: "Echo([1 bsl 31 - 1, 1 bsl 31, -(1 bsl 31), -(1 bsl 31) - 1])",
        hears: "true",
    },
    Interaction {
        name: "integers of 64 bits and more",
        says: "Echo([1 bsl 59, 1 bsl 63 - 1, -(1 bsl 63), 1 bsl 63,
            1 bsl 64])",
        hears: "true",
    },
    Interaction {
        name: "an integer of a thousand bits",
        says: "Echo([1 bsl 1000 + 7, -(1 bsl 1000)])",
        hears: "true",
    },
    Interaction {
        name: "an integer of 3000 bytes",
        says: "Echo(1 bsl 24000 - 1)",
        hears: "true",
    },
    Interaction {
        name: "floats",
        says: "Echo([0.0, -0.0, 1.5, 1.0e308, 5.0e-324, 0.1])",
        hears: "true",
    },
    Interaction {
        name: "atoms",
        says: "Echo([a, 'Is there pizza?', '', true, undefined])",
        hears: "true",
    },
    Interaction {
        name: "the longest atom",
        says: "Echo(list_to_atom(lists:duplicate(255, $x)))",
        hears: "true",
    },
    Interaction {
        name: "atoms in letters from anywhere",
        says: "Echo([list_to_atom([16#1F355, 16#E9]),
                list_to_atom(lists:duplicate(255, 16#1F355))])",
        hears: "true",
    },
    Interaction {
        name: "tuples",
        says: "Echo([{}, {a}, {a, {b, {c}}},
                list_to_tuple(lists:seq(1, 300))])",
        hears: "true",
    },
    Interaction {
        name: "lists of bytes, which are sent as texts",
        says: "Echo([[], \"pizza\", [1, 2, 3], lists:duplicate(65535, $p),
                lists:duplicate(65536, $p)])",
        hears: "true",
    },
    Interaction {
        name: "lists",
        says: "Echo([[a], [[], [[]]], [1, a, 2.0], lists:seq(250, 260)])",
        hears: "true",
    },
    Interaction {
        name: "improper lists",
        says: "Echo([[a | b], [1, 2 | 3], [[a | b] | {c}], [$p, $i | $z]])",
        hears: "true",
    },
    Interaction {
        name: "a list that is nested 200 deep",
        says: "Echo(lists:foldl(fun(_, L) -> [L] end, [], lists:seq(1, 200)))",
        hears: "true",
    },
    Interaction {
        name: "a tuple that is nested 200 deep",
        says: "Echo(lists:foldl(fun(I, T) -> {I, T} end, {},
                lists:seq(1, 200)))",
        hears: "true",
    },
    Interaction {
        name: "maps",
        says: "Echo([#{}, #{a => 1},
                #{[] => #{{} => []}, 1 => 2, 1.0 => 3}])",
        hears: "true",
    },
    Interaction {
        name: "a map of a thousand keys",
        says: "Echo(maps:from_list([{I, {I}} || I <- lists:seq(1, 1000)]))",
        hears: "true",
    },
    Interaction {
        name: "binaries",
        says: "Echo([<<>>, <<1, 2, 3>>, <<\"pizza\">>, <<0:8000>>])",
        hears: "true",
    },
    Interaction {
        name: "a binary of a megabyte",
        says: "Echo(binary:copy(<<\"0123456789abcdef\">>, 65536))",
        hears: "true",
    },
    Interaction {
        name: "bits",
        says: "Echo([<<1:1>>, <<5:3>>, <<1, 2, 7:7>>])",
        hears: "true",
    },
    Interaction {
        name: "a part of a binary",
        says: "<<_:3, Part/bits>> = <<\"pizza\">>, Echo(Part)",
        hears: "true",
    },
    Interaction {
        name: "pids",
        says: "Echo([self(), whereis(init), list_to_pid(\"<0.4711.17>\")])",
        hears: "true",
    },
    Interaction {
        name: "references",
        says: "Echo([make_ref(), alias(), monitor(process, self())])",
        hears: "true",
    },
    Interaction { name: "ports", says: "Echo(erlang:ports())", hears: "true" },
    Interaction {
        name: "functions by name",
        says: "Echo([fun lists:map/2, fun erlang:self/0])",
        hears: "true",
    },
    Interaction {
        name: "funs of several variables",
        says: "Echo([Heard, New, Tell, Idle])",
        hears: "true",
    },
    Interaction {
        name: "an exception with its stack",
        says: "Echo(catch erlang:error(badarg))",
        hears: "true",
    },
    Interaction {
        name: "terms within a binary",
        says: "Echo(term_to_binary(lists:seq(1, 1000), [compressed]))",
        hears: "true",
    },
    Interaction {
        name: "a fun, which can still be called",
        says: "X = 17, F = fun(Y) -> X + Y end, {echo, Us} ! {self(), F},
            receive G -> {F =:= G, G(4)} end",
        hears: "{true,21}",
    },
];

#[tokio::test]
async fn a_hidden_node_sends_terms_of_every_kind_back() {
    in_erlang(Visibility::Hidden, ALL).await;
}

#[tokio::test]
async fn a_visible_node_sends_terms_of_every_kind_back() {
    in_erlang(Visibility::Visible, ALL).await;
}
