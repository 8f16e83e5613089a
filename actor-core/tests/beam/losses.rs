//! Connections that are lost, and what was across them.

use actor_core::node::TermMessage;
use actor_core::{CallError, Down, ExitReason, Node, System};

use crate::beam::Beam;
use crate::cluster::{Cluster, Visibility};
use crate::events::Events;
use crate::interaction::{Interaction, in_erlang};

/// What is said after a loss connects again.
const ALL: &[Interaction] = &[
    Interaction {
        name: "theirs watches ours",
        says: "P1 = New(), M1 = monitor(process, P1),
            erlang:disconnect_node(Us),
            {'DOWN', M1, process, P1, W1} = Heard(), W1",
        hears: "noconnection",
    },
    Interaction {
        name: "theirs watches a name of ours",
        says: "M2 = monitor(process, {puppets, Us}), Echo(sync),
            erlang:disconnect_node(Us),
            {'DOWN', M2, process, N2, W2} = Heard(), {N2, W2}",
        hears: "{{puppets,'rust@127.0.0.1'},noconnection}",
    },
    Interaction {
        name: "theirs, which traps exits, is linked to ours",
        says: "process_flag(trap_exit, true), P3 = New(), link(P3),
            erlang:disconnect_node(Us), {'EXIT', P3, W3} = Heard(), W3",
        hears: "noconnection",
    },
    Interaction {
        name: "theirs is linked to ours, and ends",
        says: "P4 = New(), {T4, M4} = spawn_monitor(fun() ->
                link(P4), erlang:disconnect_node(Us), Heard() end),
            {'DOWN', M4, process, T4, W4} = Heard(), W4",
        hears: "noconnection",
    },
    Interaction {
        name: "ours watches theirs",
        says: "P5 = New(), Tell(P5, [{monitor, self()}]),
            erlang:disconnect_node(Us), Heard()",
        hears: r#"{down,{reason,<<"noconnection">>}}"#,
    },
    Interaction {
        name: "ours watches a name of theirs",
        says: "P6 = New(), Tell(P6, [{monitor, {init, node()}}]),
            erlang:disconnect_node(Us), Heard()",
        hears: "{down,{<<\"{init, beam@127.0.0.1}\">>,\
            {reason,<<\"noconnection\">>}}}",
    },
    Interaction {
        name: "ours, which traps exits, is linked to theirs",
        says: "P7 = New(), T7 = spawn(Idle),
            Tell(P7, [trap, {link, T7}]), erlang:disconnect_node(Us),
            {exit, T7, W7} = Heard(), W7",
        hears: r#"{reason,<<"noconnection">>}"#,
    },
    Interaction {
        name: "ours is linked to theirs, and ends",
        says: "P8 = New(), Tell(P8, [{link, spawn(Idle)}]),
            erlang:disconnect_node(Us), (fun Wait() ->
                M8 = monitor(process, P8),
                receive {'DOWN', M8, process, P8, noproc} -> ended;
                    {'DOWN', M8, process, P8, noconnection} -> Wait()
                end end)()",
        hears: "ended",
    },
    Interaction {
        name: "links and monitors that were removed before hear nothing",
        says: "process_flag(trap_exit, true), P9 = New(), link(P9),
            unlink(P9), demonitor(monitor(process, P9)),
            Tell(P9, [trap, {link, self()}, {unlink, self()}]),
            erlang:disconnect_node(Us), Tell(P9, []),
            receive Any9 -> Any9 after 0 -> nothing end",
        hears: "nothing",
    },
    Interaction {
        name: "theirs waits for an answer",
        says: "S10 = self(), {T10, M10} = spawn_monitor(fun() ->
                gen_server:call({weather, Us}, never, infinity) end),
            (fun Wait() -> case process_info(T10, monitors) of
                {monitors, [_]} -> ok; _ -> erlang:yield(), Wait()
                end end)(),
            Echo(S10), erlang:disconnect_node(Us),
            {'DOWN', M10, process, T10, W10} = Heard(), W10",
        hears: "{{nodedown,'rust@127.0.0.1'},{gen_server,call,\
            [{weather,'rust@127.0.0.1'},never,infinity]}}",
    },
    Interaction {
        name: "ours waits for an answer",
        says: "P11 = New(), T11 = spawn(fun() ->
                receive {'$gen_call', _, x} ->
                    erlang:disconnect_node(Us), Idle() end end),
            P11 ! {call, T11, x}, Heard()",
        hears: "{answer,{error,nodedown}}",
    },
    Interaction {
        name: "an answer from before the loss is not taken for another",
        says: "P12 = New(), T12 = spawn(fun() ->
                receive {'$gen_call', F12, x} ->
                    erlang:disconnect_node(Us), gen:reply(F12, late) end,
                receive {'$gen_call', G12, y} -> gen:reply(G12, y) end end),
            P12 ! {call, T12, x}, {answer, {error, nodedown}} = Heard(),
            P12 ! {call, T12, y}, Heard()",
        hears: "{answer,{ok,y}}",
    },
    Interaction {
        name: "processes of both go on, and are known by the same pids",
        says: "P13 = New(), erlang:disconnect_node(Us), Tell(P13, []),
            M13 = monitor(process, P13), P13 ! {die, boom},
            {'DOWN', M13, process, P13, W13} = Heard(), W13",
        hears: "boom",
    },
    Interaction {
        name: "fifty losses",
        says: "[begin P14 = New(), link(P14), unlink(P14),
                true = erlang:disconnect_node(Us) end ||
                _ <- lists:seq(1, 50)], Echo(pizza)",
        hears: "true",
    },
];

#[tokio::test]
async fn a_connection_is_lost_and_made_again_by_a_hidden_node() {
    in_erlang(Visibility::Hidden, ALL).await;
}

#[tokio::test]
async fn a_connection_is_lost_and_made_again_by_a_visible_node() {
    in_erlang(Visibility::Visible, ALL).await;
}

/// Starts a node of ours, and one of theirs with a process that waits for
/// ever, registered as `victim`.
pub(crate) async fn with_a_victim(
    cluster: &Cluster,
) -> Option<(System, Node, Beam)> {
    let (system, node) = cluster.node("rust").await;
    let mut beam = cluster.erlang("beam").start().await?;
    assert_eq!(beam.eval(VICTIM).await, "true");
    Some((system, node, beam))
}

pub(crate) const VICTIM: &str =
    "register(victim, spawn(fun() -> receive never -> ok end end))";

#[tokio::test]
async fn a_program_that_is_killed_ends_all_that_was_across() {
    let cluster = Cluster::new().await;
    let Some((system, node, mut beam)) = with_a_victim(&cluster).await else {
        return;
    };
    let name = beam.name().clone();
    let mut events = Events::of(&system, &node).await;
    node.connect(&name).await.unwrap();
    events.up(&name, false).await;
    let victim = node.server(("victim", name.clone()));
    let killed = system.enter(async move {
        let down = victim.down();
        let call = victim.call(|it| TermMessage::Call(1.into(), it)).forever();
        let kill = async {
            let asked = "Asked = fun Asked() ->
                    case process_info(whereis(victim), message_queue_len) of
                        {_, 1} -> asked; _ -> erlang:yield(), Asked() end end,
                Asked()";
            assert_eq!(beam.eval(asked).await, "asked");
            beam.kill();
        };
        let (Down { reason, .. }, answer, ()) = tokio::join!(down, call, kill);
        assert_eq!(reason, ExitReason::NoConnection);
        assert_eq!(answer, Err(CallError::NodeDown));
    });
    killed.await;
    events.down(&name, false).await;
    assert!(node.connect(&name).await.is_err());
}
