//! Exit signals that are sent across nodes: `exit/2`.

use crate::cluster::Visibility;
use crate::interaction::{Interaction, in_erlang};

pub(crate) const ALL: &[Interaction] = &[
    Interaction {
        name: "theirs exits ours",
        says: "P1 = New(), M1 = monitor(process, P1), exit(P1, boom),
            {'DOWN', M1, process, P1, W1} = Heard(), W1",
        hears: "boom",
    },
    Interaction {
        name: "theirs exits ours with normal, which is nothing",
        says: "P2 = New(), exit(P2, normal), Tell(P2, [])",
        hears: "ok",
    },
    Interaction {
        name: "theirs exits ours, which traps exits, with normal",
        says: "P3 = New(), Tell(P3, [trap]), exit(P3, normal),
            S3 = self(), {exit, S3, W3} = Heard(), W3",
        hears: "{reason,<<\"normal\">>}",
    },
    Interaction {
        name: "theirs exits ours, which traps exits",
        says: "P4 = New(), Tell(P4, [trap]), exit(P4, {boom, 4}),
            S4 = self(), {exit, S4, W4} = Heard(), W4",
        hears: "{boom,4}",
    },
    Interaction {
        name: "theirs kills ours, which traps exits",
        says: "P5 = New(), Tell(P5, [trap]), M5 = monitor(process, P5),
            exit(P5, kill), {'DOWN', M5, process, P5, W5} = Heard(), W5",
        hears: "killed",
    },
    Interaction {
        name: "theirs shuts ours down",
        says: "P6 = New(), M6 = monitor(process, P6), exit(P6, shutdown),
            {'DOWN', M6, process, P6, W6} = Heard(), W6",
        hears: "shutdown",
    },
    Interaction {
        name: "theirs shuts ours down, and says why",
        says: "P7 = New(), M7 = monitor(process, P7),
            exit(P7, {shutdown, {because, 7}}),
            {'DOWN', M7, process, P7, W7} = Heard(), W7",
        hears: "{shutdown,{because,7}}",
    },
    Interaction {
        name: "theirs exits a dead process of ours, which is nothing",
        says: "P8 = New(), M8 = monitor(process, P8), P8 ! return,
            {'DOWN', M8, process, P8, normal} = Heard(),
            exit(P8, boom), Echo(pizza)",
        hears: "true",
    },
    Interaction {
        name: "ours exits theirs",
        says: "P9 = New(), {T9, M9} = spawn_monitor(Idle),
            P9 ! {exit, T9, boom}, {'DOWN', M9, process, T9, W9} = Heard(),
            W9",
        hears: "boom",
    },
    Interaction {
        name: "ours exits theirs with normal, which is nothing",
        says: "P10 = New(), {T10, M10} = spawn_monitor(Idle),
            Tell(P10, [{exit, T10, normal}]), T10 ! alive,
            {'DOWN', M10, process, T10, W10} = Heard(), W10",
        hears: "alive",
    },
    Interaction {
        name: "ours exits theirs, which traps exits",
        says: "process_flag(trap_exit, true), P11 = New(),
            P11 ! {exit, self(), normal}, {'EXIT', P11, W11} = Heard(), W11",
        hears: "normal",
    },
    Interaction {
        name: "ours kills theirs, which traps exits",
        says: "P12 = New(), S12 = self(), {T12, M12} = spawn_monitor(fun() ->
                process_flag(trap_exit, true), S12 ! trapping,
                receive X12 -> exit({trapped, X12}) end end),
            trapping = Heard(), P12 ! {exit, T12, kill},
            {'DOWN', M12, process, T12, W12} = Heard(), W12",
        hears: "killed",
    },
    Interaction {
        name: "ours exits theirs with any term",
        says: "process_flag(trap_exit, true), P13 = New(),
            P13 ! {exit, self(), {boom, #{1 => <<2>>}}},
            {'EXIT', P13, W13} = Heard(), W13",
        hears: "{boom,#{1 => <<2>>}}",
    },
    Interaction {
        name: "what is said before an exit signal arrives before it",
        says: "process_flag(trap_exit, true), P14 = New(), S14 = self(),
            P14 ! {send, S14, 1}, P14 ! {exit, S14, 2}, P14 ! {send, S14, 3},
            [Heard(), element(3, Heard()), Heard()]",
        hears: "[1,2,3]",
    },
];

#[tokio::test]
async fn exit_signals_between_a_hidden_node_and_one_of_theirs() {
    in_erlang(Visibility::Hidden, ALL).await;
}

#[tokio::test]
async fn exit_signals_between_a_visible_node_and_one_of_theirs() {
    in_erlang(Visibility::Visible, ALL).await;
}
