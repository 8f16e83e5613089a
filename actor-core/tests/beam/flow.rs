//! Much that is said, and peers that do not listen.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actor_core::etf::Term;
use actor_core::{Mailbox, ProcessRef, process};
use tokio::task::yield_now;

use crate::cluster::{Cluster, Visibility};
use crate::interaction::{self, Interaction, in_erlang};
use crate::puppet;

/// A message of a kilobyte, and how many of them: more than there is room for
/// in sockets and queues.
const LENGTH: usize = 1024;
const MESSAGES: u64 = 20_000;

const ALL: &[Interaction] = &[
    Interaction {
        name: "a hundred of theirs speak with the echo of ours at once",
        says: "S1 = self(), N1 = lists:seq(1, 100), [spawn_link(fun() ->
                S1 ! [Echo({I, J}) || J <- N1] end) || I <- N1],
            lists:usort(lists:append([Heard() || _ <- N1]))",
        hears: "[true]",
    },
    Interaction {
        name: "long and short messages by turns",
        says: "lists:usort([Echo(binary:copy(<<I>>, 1 bsl (I rem 20))) ||
                I <- lists:seq(1, 100)])",
        hears: "[true]",
    },
    Interaction {
        name: "a thousand of ours start and end, linked and watched",
        says: "process_flag(trap_exit, true), N3 = lists:seq(1, 1000),
            P3 = [New() || _ <- N3], [link(P) || P <- P3],
            M3 = [monitor(process, P) || P <- P3],
            [P ! {die, I} || {I, P} <- lists:zip(N3, P3)],
            [begin receive {'EXIT', P, I} -> ok end,
                receive {'DOWN', M, process, P, I} -> ok end end ||
                {I, P, M} <- lists:zip3(N3, P3, M3)],
            Echo(done)",
        hears: "true",
    },
    Interaction {
        name: "of links and unlinks by either side the last one counts",
        says: "process_flag(trap_exit, true), rand:seed(exsss, 42),
            Step = fun(1, P) -> link(P), true;
                (2, P) -> unlink(P), false;
                (3, P) -> ok = Tell(P, [{link, self()}]), true;
                (4, P) -> ok = Tell(P, [{unlink, self()}]), false end,
            Round = fun(_) ->
                P = New(),
                Linked = lists:foldl(fun(_, _) ->
                    Step(rand:uniform(4), P) end, false,
                    lists:seq(1, rand:uniform(8))),
                M = monitor(process, P), P ! {die, boom},
                receive {'DOWN', M, process, P, boom} -> ok end,
                {echo, Us} ! {self(), after_all},
                receive after_all -> ok end,
                receive {'EXIT', P, boom} -> Linked after 0 -> not Linked end
            end,
            lists:usort(lists:map(Round, lists:seq(1, 200)))",
        hears: "[true]",
    },
    Interaction {
        name: "so it does when theirs ends",
        says: "rand:seed(exsss, 43), Round5 = fun(_) ->
                P = New(), ok = Tell(P, [trap]), S = self(),
                T = spawn(fun Loop() -> receive
                    link -> link(P), S ! done, Loop();
                    unlink -> unlink(P), S ! done, Loop();
                    stop -> exit(boom) end end),
                Step5 = fun(1) -> T ! link, done = Heard(), true;
                    (2) -> T ! unlink, done = Heard(), false;
                    (3) -> ok = Tell(P, [{link, T}]), true;
                    (4) -> ok = Tell(P, [{unlink, T}]), false end,
                Linked = lists:foldl(fun(_, _) ->
                    Step5(rand:uniform(4)) end, false,
                    lists:seq(1, rand:uniform(8))),
                M = monitor(process, T), T ! stop,
                receive {'DOWN', M, process, T, boom} -> ok end,
                case Linked of
                    true -> {exit, T, <<\"boom\">>} = Heard(), true;
                    false -> ok = Tell(P, []),
                        receive {exit, T, _} -> false after 0 -> true end
                end
            end,
            lists:usort(lists:map(Round5, lists:seq(1, 200)))",
        hears: "[true]",
    },
];

#[tokio::test]
async fn much_is_said_to_a_hidden_node() {
    in_erlang(Visibility::Hidden, ALL).await;
}

#[tokio::test]
async fn much_is_said_to_a_visible_node() {
    in_erlang(Visibility::Visible, ALL).await;
}

#[tokio::test]
async fn what_is_sent_to_a_node_that_hangs_arrives_when_it_goes_on() {
    let cluster = Cluster::new().await;
    let (system, node) = cluster.node("rust").await;
    puppet::start(&system).await;
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    assert_eq!(beam.eval(interaction::ERLANG).await, "ready");
    let receive = format!(
        "register(sink, spawn(fun() ->
            Next = fun Next({MESSAGES}) -> receive {{read, From}} ->
                    From ! all end;
                Next(N) -> receive <<N:64, _:{LENGTH}/binary>> ->
                    Next(N + 1) end end,
            Next(0) end))"
    );
    assert_eq!(beam.eval(&receive).await, "true");
    let name = beam.name().clone();
    node.connect(&name).await.unwrap();
    beam.freeze();
    let sent = Arc::new(AtomicU64::new(0));
    let count = sent.clone();
    let sender = system.spawn(async move |_: Mailbox<()>| {
        let sink = ProcessRef::<Term>::across(("sink", name));
        for number in 0..MESSAGES {
            let mut bytes = vec![0; LENGTH + 8];
            bytes[..8].copy_from_slice(&number.to_be_bytes());
            sink.send(Term::binary(bytes));
            count.store(number + 1, Ordering::Relaxed);
            yield_now().await;
        }
        process::set_label("has sent all");
    });
    // Others go on while the sender is held: a process that only counts what
    // it did itself.
    let other = system.spawn(async |_: Mailbox<()>| {
        for _ in 0..1000 {
            yield_now().await;
        }
    });
    other.down().await;
    while sent.load(Ordering::Relaxed) < 1000 {
        yield_now().await;
    }
    beam.thaw();
    let down = sender.down().await;
    assert!(down.reason.is_orderly());
    let read = "sink ! {read, self()}, Heard()";
    assert_eq!(beam.eval(read).await, "all");
}
