//! Two nodes of theirs and one of ours: pids and questions that are passed on.

use crate::cluster::{Cluster, Visibility};
use crate::interaction::{self, Interaction, play};
use crate::{puppet, weather};

/// `There` runs a function on the third node, `Spawned` gives the pid of a
/// process there that waits, and `Has` waits until a process has links or
/// monitors; ours has not heard of that node.
const THIRD: &str = "
    Third = 'third@127.0.0.1',
    There = fun(Function) -> erpc:call(Third, Function) end,
    Spawned = fun() -> spawn(Third, Idle) end,
    Has = fun Has(What, Pid) ->
        case There(fun() -> process_info(Pid, What) end) of
            {What, []} -> Has(What, Pid);
            {What, [_ | _]} -> ok
        end
    end,
    There(fun() -> node() end)";

const ALL: &[Interaction] = &[
    Interaction {
        name: "a pid of a third node is sent back as it was",
        says: "Echo(Spawned())",
        hears: "true",
    },
    Interaction {
        name: "ours watches a process of a third node",
        says: "P1 = New(), T1 = Spawned(), P1 ! {monitor, T1},
            Has(monitored_by, T1), T1 ! {boom, 1}, Heard()",
        hears: "{down,{boom,1}}",
    },
    Interaction {
        name: "ours links to a process of a third node",
        says: "P2 = New(), T2 = Spawned(), Tell(P2, [trap, {link, T2}]),
            Has(links, T2), T2 ! {boom, 2}, {exit, T2, W2} = Heard(), W2",
        hears: "{boom,2}",
    },
    Interaction {
        name: "a process of a third node watches ours",
        says: "P3 = New(), S3 = self(), spawn(Third, fun() ->
                M3 = monitor(process, P3), S3 ! watching,
                receive {'DOWN', M3, process, P3, W3} -> S3 ! W3 end end),
            watching = Heard(), P3 ! {die, {boom, 3}}, Heard()",
        hears: "{boom,3}",
    },
    Interaction {
        name: "ours calls a server of a third node by its pid",
        says: "P4 = New(), T4 = spawn(Third, fun() ->
                receive {'$gen_call', F4, Q4} -> gen:reply(F4, {Q4, 4}) end
            end), P4 ! {call, T4, pizza}, Heard()",
        hears: "{answer,{ok,{pizza,4}}}",
    },
    Interaction {
        name: "a question is passed on, and its answer goes to a third node",
        says: "Pass5 = spawn(fun() ->
                {weather, Us} ! Heard(), Heard() end),
            There(fun() -> gen_server:call(Pass5, asked) end)",
        hears: "0",
    },
    Interaction {
        name: "such an answer is sent to the pid of a caller without alias",
        says: "Me6 = self(), T6 = spawn(Third, fun() ->
                receive Answer -> Me6 ! {third, Answer} end end),
            {weather, Us} ! {'$gen_call', {T6, tag}, asked}, Heard()",
        hears: "{third,{tag,0}}",
    },
    Interaction {
        name: "ours passes a question on to a process of a third node",
        says: "P7 = New(), T7 = spawn(Third, fun() ->
                receive {'$gen_call', F7, Q7} -> gen:reply(F7, Q7) end end),
            T8 = spawn(fun() -> T7 ! Heard(), Heard() end),
            P7 ! {call, T8, passed}, Heard()",
        hears: "{answer,{ok,passed}}",
    },
];

async fn among_three(visibility: Visibility) {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.seen("rust", visibility).await;
    puppet::start(&system).await;
    weather::start(&system).await;
    let (first, third) =
        (cluster.erlang("beam").start(), cluster.erlang("third").start());
    let (Some(mut beam), Some(_third)) = tokio::join!(first, third) else {
        return;
    };
    assert_eq!(beam.eval(interaction::ERLANG).await, "ready");
    assert_eq!(beam.eval(THIRD).await, "'third@127.0.0.1'");
    play(&mut beam, ALL).await;
}

#[tokio::test]
async fn a_hidden_node_and_two_of_theirs() {
    among_three(Visibility::Hidden).await;
}

#[tokio::test]
async fn a_visible_node_and_two_of_theirs() {
    among_three(Visibility::Visible).await;
}
