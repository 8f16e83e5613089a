//! What can be said, and in which order it arrives.

use crate::cluster::Visibility;
use crate::interaction::{Interaction, in_erlang};

pub(crate) const ALL: &[Interaction] = &[
    Interaction {
        name: "a message goes to a name, and the answer to a pid",
        says: "Echo(pizza)",
        hears: "true",
    },
    Interaction {
        name: "a message goes to a pid of ours",
        says: "P = New(), P ! {unheard, pizza}, Heard()",
        hears: "{got,{unheard,pizza}}",
    },
    Interaction {
        name: "a message goes to a name of theirs",
        says: "Q = New(), register(glen, self()),
            Q ! {send, {glen, node()}, pizza}, Heard()",
        hears: "pizza",
    },
    Interaction {
        name: "a message to a name that nobody has is nothing",
        says: "{nobody, Us} ! pizza, R = New(), S = self(),
            Tell(R, [{send, {nobody, node()}, pizza}])",
        hears: "ok",
    },
    Interaction {
        name: "a message to a dead process of ours is nothing",
        says: "A = New(), M = monitor(process, A), A ! return,
            receive {'DOWN', M, process, A, W} -> W end,
            A ! pizza, Echo(W)",
        hears: "true",
    },
    Interaction {
        name: "a message to a dead process of theirs is nothing",
        says: "B = New(), {D, DM} = spawn_monitor(fun() -> ok end),
            receive {'DOWN', DM, process, D, _} -> ok end,
            Tell(B, [{send, D, pizza}])",
        hears: "ok",
    },
    Interaction {
        name: "a thousand messages arrive in order, there and back",
        says: "N = lists:seq(1, 1000),
            [{echo, Us} ! {self(), I} || I <- N],
            [receive J -> J end || _ <- N] =:= N",
        hears: "true",
    },
    Interaction {
        name: "a pid of ours comes back as itself",
        says: "E = New(), Echo(E)",
        hears: "true",
    },
];

#[tokio::test]
async fn messages_go_to_and_come_from_a_hidden_node() {
    in_erlang(Visibility::Hidden, ALL).await;
}

#[tokio::test]
async fn messages_go_to_and_come_from_a_visible_node() {
    in_erlang(Visibility::Visible, ALL).await;
}
