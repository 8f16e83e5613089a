//! Links across nodes, made by either side.

use crate::cluster::Visibility;
use crate::interaction::{Interaction, in_erlang};

pub(crate) const ALL: &[Interaction] = &[
    Interaction {
        name: "ours ends, and theirs that trap exits are told",
        says: "process_flag(trap_exit, true), P1 = New(), link(P1),
            P1 ! {die, boom}, {'EXIT', P1, W1} = Heard(), W1",
        hears: "boom",
    },
    Interaction {
        name: "ours ends, and theirs end",
        says: "P2 = New(), link(P2), P2 ! {die, boom}, Heard()",
        hears: "{ended,boom}",
    },
    Interaction {
        name: "ours ends normally, and theirs are not told",
        says: "P3 = New(), link(P3), M3 = monitor(process, P3), P3 ! return,
            {'DOWN', M3, process, P3, W3} = Heard(), W3",
        hears: "normal",
    },
    Interaction {
        name: "ours ends normally, and theirs that trap exits are told",
        says: "process_flag(trap_exit, true), P4 = New(), link(P4),
            P4 ! return, {'EXIT', P4, W4} = Heard(), W4",
        hears: "normal",
    },
    Interaction {
        name: "ours ends because of any term",
        says: "process_flag(trap_exit, true), P5 = New(), link(P5),
            P5 ! {die, {boom, [1, \"text\"], #{}}},
            {'EXIT', P5, W5} = Heard(), W5",
        hears: "{boom,[1,\"text\"],#{}}",
    },
    Interaction {
        name: "ours panics, and theirs are told the text",
        says: "process_flag(trap_exit, true), P6 = New(), link(P6),
            P6 ! panic, {'EXIT', P6, {panic, W6}} = Heard(),
            binary:match(W6, <<\"told to\">>) =/= nomatch",
        hears: "true",
    },
    Interaction {
        name: "theirs ends, and ours that traps exits is told",
        says: "P7 = New(), T7 = spawn(Idle), Tell(P7, [trap, {link, T7}]),
            T7 ! boom, {exit, T7, W7} = Heard(), W7",
        hears: "<<\"boom\">>",
    },
    Interaction {
        name: "theirs ends, and ours ends",
        says: "P8 = New(), T8 = spawn(Idle), Tell(P8, [{link, T8}]),
            M8 = monitor(process, P8), T8 ! {boom, 8},
            {'DOWN', M8, process, P8, W8} = Heard(), W8",
        hears: "{boom,8}",
    },
    Interaction {
        name: "theirs ends normally, and ours that traps exits is told",
        says: "P9 = New(), T9 = spawn(Idle), Tell(P9, [trap, {link, T9}]),
            T9 ! normal, {exit, T9, W9} = Heard(), W9",
        hears: "{reason,<<\"normal\">>}",
    },
    Interaction {
        name: "theirs ends normally, and ours goes on",
        says: "P10 = New(), T10 = spawn(Idle), Tell(P10, [{link, T10}]),
            M10 = monitor(process, T10), T10 ! normal,
            {'DOWN', M10, process, T10, normal} = Heard(), Tell(P10, [])",
        hears: "ok",
    },
    Interaction {
        name: "theirs shuts down, and ours is told",
        says: "P11 = New(), T11 = spawn(Idle),
            Tell(P11, [trap, {link, T11}]), T11 ! shutdown,
            {exit, T11, W11} = Heard(), W11",
        hears: "{reason,<<\"shutdown\">>}",
    },
    Interaction {
        name: "theirs fails with an error and its stack, and ours is told",
        says: "P12 = New(),
            T12 = spawn(fun() -> receive go -> exit({badarith, []}) end end),
            Tell(P12, [trap, {link, T12}]), T12 ! go,
            {exit, T12, W12} = Heard(), W12",
        hears: "{badarith,[]}",
    },
    Interaction {
        name: "theirs links to ours, which traps exits, and ends",
        says: "P13 = New(), Tell(P13, [trap]), T13 = spawn(fun() ->
                link(P13), exit(boom) end),
            {exit, T13, W13} = Heard(), W13",
        hears: "<<\"boom\">>",
    },
    Interaction {
        name: "theirs links to a dead process of ours",
        says: "P14 = New(), M14 = monitor(process, P14), P14 ! return,
            {'DOWN', M14, process, P14, normal} = Heard(),
            process_flag(trap_exit, true), link(P14),
            {'EXIT', P14, W14} = Heard(), W14",
        hears: "noproc",
    },
    Interaction {
        name: "ours links to a dead process of theirs",
        says: "P15 = New(), {T15, M15} = spawn_monitor(fun() -> ok end),
            {'DOWN', M15, process, T15, normal} = Heard(),
            Tell(P15, [trap]), P15 ! {link, T15},
            {exit, T15, W15} = Heard(), W15",
        hears: "{reason,<<\"noproc\">>}",
    },
    Interaction {
        name: "ours, which does not trap exits, links to a dead process",
        says: "P16 = New(), {T16, M16} = spawn_monitor(fun() -> ok end),
            {'DOWN', M16, process, T16, normal} = Heard(),
            D16 = monitor(process, P16), P16 ! {link, T16},
            {'DOWN', D16, process, P16, W16} = Heard(), W16",
        hears: "noproc",
    },
    Interaction {
        name: "theirs unlinks, and hears nothing of the end of ours",
        says: "process_flag(trap_exit, true), P17 = New(), link(P17),
            unlink(P17), M17 = monitor(process, P17), P17 ! {die, boom},
            {'DOWN', M17, process, P17, W17} = Heard(),
            {W17, receive Any17 -> Any17 after 0 -> nothing end}",
        hears: "{boom,nothing}",
    },
    Interaction {
        name: "theirs unlinks, and ours hears nothing of its end",
        says: "P18 = New(), Tell(P18, [trap]), S18 = self(),
            {T18, M18} = spawn_monitor(fun() ->
                link(P18), unlink(P18), exit(boom) end),
            {'DOWN', M18, process, T18, boom} = Heard(), Tell(P18, []),
            receive Any18 -> Any18 after 0 -> S18 =:= self() end",
        hears: "true",
    },
    Interaction {
        name: "ours unlinks, and hears nothing of the end of theirs",
        says: "P19 = New(), {T19, M19} = spawn_monitor(Idle),
            Tell(P19, [trap, {link, T19}, {unlink, T19}]), T19 ! boom,
            {'DOWN', M19, process, T19, boom} = Heard(), Tell(P19, []),
            receive Any19 -> Any19 after 0 -> nothing end",
        hears: "nothing",
    },
    Interaction {
        name: "ours unlinks, and theirs hears nothing of its end",
        says: "process_flag(trap_exit, true), P20 = New(), link(P20),
            Tell(P20, [{unlink, self()}]), M20 = monitor(process, P20),
            P20 ! {die, boom}, {'DOWN', M20, process, P20, W20} = Heard(),
            {W20, receive Any20 -> Any20 after 0 -> nothing end}",
        hears: "{boom,nothing}",
    },
    Interaction {
        name: "links and unlinks by turns end as the last one says",
        says: "process_flag(trap_exit, true), P21 = New(),
            [begin link(P21), unlink(P21) end || _ <- lists:seq(1, 100)],
            link(P21), P21 ! {die, boom}, {'EXIT', P21, W21} = Heard(), W21",
        hears: "boom",
    },
    Interaction {
        name: "both link, and each end is told once",
        says: "process_flag(trap_exit, true), P22 = New(), link(P22),
            Tell(P22, [{link, self()}]), M22 = monitor(process, P22),
            P22 ! {die, boom}, {'EXIT', P22, boom} = Heard(),
            {'DOWN', M22, process, P22, boom} = Heard(),
            receive Any22 -> Any22 after 0 -> nothing end",
        hears: "nothing",
    },
    Interaction {
        name: "theirs ends with kill, which ours can trap",
        says: "P24 = New(), T24 = spawn(Idle),
            Tell(P24, [trap, {link, T24}]), T24 ! kill,
            {exit, T24, W24} = Heard(), W24",
        hears: "{reason,<<\"kill\">>}",
    },
    Interaction {
        name: "theirs ends with kill, and so does ours",
        says: "P25 = New(), T25 = spawn(Idle), Tell(P25, [{link, T25}]),
            M25 = monitor(process, P25), T25 ! kill,
            {'DOWN', M25, process, P25, W25} = Heard(), W25",
        hears: "kill",
    },
    Interaction {
        name: "ours ends with kill, which theirs can trap",
        says: "process_flag(trap_exit, true), P26 = New(), link(P26),
            P26 ! {die, kill}, {'EXIT', P26, W26} = Heard(), W26",
        hears: "kill",
    },
    Interaction {
        name: "a second link by the same side changes nothing",
        says: "process_flag(trap_exit, true), P27 = New(), link(P27),
            link(P27), Tell(P27, [{link, self()}, {link, self()}]),
            unlink(P27), M27 = monitor(process, P27), P27 ! {die, boom},
            {'DOWN', M27, process, P27, boom} = Heard(), Echo(sync),
            receive Any27 -> Any27 after 0 -> nothing end",
        hears: "nothing",
    },
    Interaction {
        name: "a hundred of theirs are linked to one of ours",
        says: "P23 = New(), S23 = self(), T23 = [spawn(fun() ->
                process_flag(trap_exit, true), link(P23), S23 ! linked,
                receive {'EXIT', P23, boom} -> S23 ! told end
            end) || _ <- lists:seq(1, 100)],
            [linked = Heard() || _ <- T23], P23 ! {die, boom},
            [told = Heard() || _ <- T23], done",
        hears: "done",
    },
];

#[tokio::test]
async fn links_between_a_hidden_node_and_one_of_theirs() {
    in_erlang(Visibility::Hidden, ALL).await;
}

#[tokio::test]
async fn links_between_a_visible_node_and_one_of_theirs() {
    in_erlang(Visibility::Visible, ALL).await;
}
