//! Monitors across nodes.

use crate::cluster::Visibility;
use crate::interaction::{Interaction, in_erlang};

/// Theirs watch ours.
pub(crate) const OURS: &[Interaction] = &[
    Interaction {
        name: "by pid",
        says: "P1 = New(), M1 = monitor(process, P1), P1 ! {die, {boom, 1}},
            {'DOWN', M1, process, P1, W1} = Heard(), W1",
        hears: "{boom,1}",
    },
    Interaction {
        name: "by name",
        says: "P2 = New(), Tell(P2, [{register, victim}]),
            M2 = monitor(process, {victim, Us}), P2 ! {die, boom},
            {'DOWN', M2, process, N2, W2} = Heard(), {N2, W2}",
        hears: "{{victim,'rust@127.0.0.1'},boom}",
    },
    Interaction {
        name: "a dead process",
        says: "M3 = monitor(process, P1),
            {'DOWN', M3, process, P1, W3} = Heard(), W3",
        hears: "noproc",
    },
    Interaction {
        name: "a name that nobody has",
        says: "M4 = monitor(process, {nobody, Us}),
            {'DOWN', M4, process, N4, W4} = Heard(), {N4, W4}",
        hears: "{{nobody,'rust@127.0.0.1'},noproc}",
    },
    Interaction {
        name: "a monitor that is removed",
        says: "P5 = New(), M5 = monitor(process, P5), true = demonitor(M5),
            N5 = monitor(process, P5), P5 ! return,
            {'DOWN', N5, process, P5, normal} = Heard(),
            receive Any5 -> Any5 after 0 -> nothing end",
        hears: "nothing",
    },
    Interaction {
        name: "a monitor by name that is removed",
        says: "P6 = New(), Tell(P6, [{register, victim}]),
            M6 = monitor(process, {victim, Us}), true = demonitor(M6),
            N6 = monitor(process, P6), P6 ! return,
            {'DOWN', N6, process, P6, normal} = Heard(),
            receive Any6 -> Any6 after 0 -> nothing end",
        hears: "nothing",
    },
    Interaction {
        name: "a monitor that is removed with its message",
        says: "P7 = New(), M7 = monitor(process, P7), P7 ! return,
            N7 = monitor(process, P7),
            receive {'DOWN', N7, process, P7, _} -> ok end,
            Was = demonitor(M7, [flush, info]),
            {Was, receive Any7 -> Any7 after 0 -> nothing end}",
        hears: "{false,nothing}",
    },
    Interaction {
        name: "several monitors",
        says: "P8 = New(), M8 = [monitor(process, P8) || _ <- [1, 2, 3]],
            P8 ! {die, boom},
            Got8 = [begin {'DOWN', M, process, P8, boom} = Heard(), M end ||
                _ <- M8],
            lists:sort(Got8) =:= lists:sort(M8)",
        hears: "true",
    },
    Interaction {
        name: "of several monitors one is removed",
        says: "P9 = New(), [A9, B9, C9] =
                [monitor(process, P9) || _ <- [1, 2, 3]],
            demonitor(B9), P9 ! {die, boom},
            Got9 = [begin {'DOWN', M, process, P9, boom} = Heard(), M end ||
                _ <- [1, 2]],
            {lists:sort(Got9) =:= lists:sort([A9, C9]),
                receive Any9 -> Any9 after 0 -> nothing end}",
        hears: "{true,nothing}",
    },
    Interaction {
        name: "with a tag",
        says: "P10 = New(), M10 = monitor(process, P10, [{tag, gone}]),
            P10 ! return, {gone, M10, process, P10, W10} = Heard(), W10",
        hears: "normal",
    },
    Interaction {
        name: "with an alias, by which ours is answered once",
        says: "M11 = monitor(process, {weather, Us}, [{alias,
                reply_demonitor}]),
            {weather, Us} ! {'$gen_call', {self(), [alias | M11]}, asked},
            {[alias | M11], A11} = Heard(), {A11, demonitor(M11, [info])}",
        hears: "{0,false}",
    },
    Interaction {
        name: "a process that is killed",
        says: "P12 = New(), M12 = monitor(process, P12), exit(P12, kill),
            {'DOWN', M12, process, P12, W12} = Heard(), W12",
        hears: "killed",
    },
    Interaction {
        name: "what is said before the end arrives before it",
        says: "P13 = New(), M13 = monitor(process, P13), S13 = self(),
            [P13 ! {send, S13, I} || I <- lists:seq(1, 100)],
            P13 ! return, [I = Heard() || I <- lists:seq(1, 100)],
            {'DOWN', M13, process, P13, W13} = Heard(), W13",
        hears: "normal",
    },
    Interaction {
        name: "who watches ends first",
        says: "P14 = New(), {T14, M14} = spawn_monitor(fun() ->
                monitor(process, P14) end),
            {'DOWN', M14, process, T14, normal} = Heard(),
            N14 = monitor(process, P14), P14 ! {die, boom},
            {'DOWN', N14, process, P14, W14} = Heard(), {W14, Echo(pizza)}",
        hears: "{boom,true}",
    },
];

/// Ours watch theirs.
pub(crate) const THEIRS: &[Interaction] = &[
    Interaction {
        name: "by pid",
        says: "P1 = New(), T1 = spawn(Idle), Tell(P1, [{monitor, T1}]),
            T1 ! {boom, 1}, Heard()",
        hears: "{down,{boom,1}}",
    },
    Interaction {
        name: "by name",
        says: "P2 = New(), T2 = spawn(Idle), register(victim, T2),
            Tell(P2, [{monitor, {victim, node()}}]), T2 ! boom, Heard()",
        hears: r#"{down,{<<"{victim, beam@127.0.0.1}">>,<<"boom">>}}"#,
    },
    Interaction {
        name: "a process that ends normally",
        says: "P3 = New(), T3 = spawn(Idle), Tell(P3, [{monitor, T3}]),
            T3 ! normal, Heard()",
        hears: r#"{down,{reason,<<"normal">>}}"#,
    },
    Interaction {
        name: "a dead process",
        says: "P4 = New(), P4 ! {monitor, T3}, Heard()",
        hears: r#"{down,{reason,<<"noproc">>}}"#,
    },
    Interaction {
        name: "a name that nobody has",
        says: "P5 = New(), P5 ! {monitor, {nobody, node()}}, Heard()",
        hears: "{down,{<<\"{nobody, beam@127.0.0.1}\">>,\
            {reason,<<\"noproc\">>}}}",
    },
    Interaction {
        name: "a monitor that is removed",
        says: "P6 = New(), {T6, M6} = spawn_monitor(Idle),
            P6 ! {monitor, T6}, P6 ! demonitor, {was, true} = Heard(),
            T6 ! boom, {'DOWN', M6, process, T6, boom} = Heard(),
            Tell(P6, []), receive Any6 -> Any6 after 0 -> nothing end",
        hears: "nothing",
    },
    Interaction {
        name: "a monitor that is removed when it has been told",
        says: "P7 = New(), T7 = spawn(Idle), Tell(P7, [{monitor, T7}]),
            T7 ! boom, Down7 = Heard(), P7 ! demonitor, {Down7, Heard()}",
        hears: r#"{{down,<<"boom">>},{was,false}}"#,
    },
    Interaction {
        name: "a monitor that is removed, with its message if there is one",
        says: "P8 = New(), {T8, M8} = spawn_monitor(Idle),
            P8 ! {monitor, T8}, P8 ! demonitor_flush, {was, true} = Heard(),
            T8 ! boom, {'DOWN', M8, process, T8, boom} = Heard(),
            Tell(P8, []), receive Any8 -> Any8 after 0 -> nothing end",
        hears: "nothing",
    },
    Interaction {
        name: "several monitors",
        says: "P9 = New(), T9 = spawn(Idle),
            Tell(P9, [{monitor, T9}, {monitor, T9}, {monitor, T9}]),
            T9 ! boom, [Heard(), Heard(), Heard()]",
        hears: r#"[{down,<<"boom">>},{down,<<"boom">>},{down,<<"boom">>}]"#,
    },
    Interaction {
        name: "of several monitors one is removed",
        says: "P10 = New(), T10 = spawn(Idle),
            P10 ! {monitor, T10}, P10 ! {monitor, T10}, P10 ! demonitor,
            {was, true} = Heard(), T10 ! boom, {down, _} = Heard(),
            Tell(P10, []), receive Any10 -> Any10 after 0 -> nothing end",
        hears: "nothing",
    },
    Interaction {
        name: "a process that is killed",
        says: "P11 = New(), T11 = spawn(Idle), Tell(P11, [{monitor, T11}]),
            exit(T11, kill), Heard()",
        hears: r#"{down,{reason,<<"killed">>}}"#,
    },
    Interaction {
        name: "what is said before the end arrives before it",
        says: "P12 = New(), S12 = self(),
            T12 = spawn(fun() -> receive go -> ok end,
                [P12 ! {send, S12, I} || I <- lists:seq(1, 100)] end),
            Tell(P12, [{monitor, T12}]), T12 ! go,
            [I = Heard() || I <- lists:seq(1, 100)], Heard()",
        hears: r#"{down,{reason,<<"normal">>}}"#,
    },
    Interaction {
        name: "who watches ends first, and is not watching any more",
        says: "P13 = New(), T13 = spawn(Idle), Tell(P13, [{monitor, T13}]),
            {monitored_by, [P13]} = process_info(T13, monitored_by),
            N13 = monitor(process, P13), P13 ! return,
            {'DOWN', N13, process, P13, normal} = Heard(), Echo(x),
            process_info(T13, monitored_by)",
        hears: "{monitored_by,[]}",
    },
];

#[tokio::test]
async fn theirs_watch_processes_of_a_hidden_node() {
    in_erlang(Visibility::Hidden, OURS).await;
}

#[tokio::test]
async fn theirs_watch_processes_of_a_visible_node() {
    in_erlang(Visibility::Visible, OURS).await;
}

#[tokio::test]
async fn processes_of_a_hidden_node_watch_theirs() {
    in_erlang(Visibility::Hidden, THEIRS).await;
}

#[tokio::test]
async fn processes_of_a_visible_node_watch_theirs() {
    in_erlang(Visibility::Visible, THEIRS).await;
}
