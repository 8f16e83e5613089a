//! Theirs ask supervisors of ours what they look after.

use actor_core::supervisor::{ChildSpec, Restart, Strategy};
use actor_core::{
    DynamicSupervisor, DynamicSupervisorRef, Mailbox, Supervisor, System,
    process,
};
use tokio::sync::oneshot;

use crate::cluster::Cluster;
use crate::interaction::{ELIXIR, ERLANG, Interaction, play};

fn worker(id: &str) -> ChildSpec<()> {
    ChildSpec::new(id, async || {
        Ok(process::spawn_link(async |mut mailbox: Mailbox<()>| {
            mailbox.receive().await;
        }))
    })
}

/// Starts a supervisor of an oven, of a second one that does not run, and of
/// two waiters, who have a supervisor of their own.
async fn start(system: &System) {
    let (ready, is_ready) = oneshot::channel();
    system.spawn(async |mut mailbox: Mailbox<()>| {
        let waiters = DynamicSupervisor::new().named("waiters");
        let kitchen = Supervisor::new(Strategy::OneForOne)
            .child(worker("oven"))
            .child(worker("Second Oven"))
            .child(waiters)
            .named("kitchen");
        let kitchen = kitchen.start_link().await.unwrap();
        kitchen.terminate_child("Second Oven").await.unwrap();
        let waiters: DynamicSupervisorRef =
            kitchen.child("waiters").await.unwrap();
        for _ in 0..2 {
            let waiter = worker("waiter").restart(Restart::Temporary);
            waiters.start_child(waiter).await.unwrap();
        }
        ready.send(()).unwrap();
        mailbox.receive().await;
    });
    is_ready.await.unwrap();
}

const IN_ERLANG: &[Interaction] = &[
    Interaction {
        name: "which_children",
        says: "Kitchen = {kitchen, Us},
            Seen = fun(Pid) when is_pid(Pid) -> node(Pid); (No) -> No end,
            [{Id, Seen(Pid), Kind, Modules} || {Id, Pid, Kind, Modules} <-
                supervisor:which_children(Kitchen)]",
        hears: "[{waiters,'rust@127.0.0.1',supervisor,[]},\
            {<<\"Second Oven\">>,undefined,worker,[]},\
            {oven,'rust@127.0.0.1',worker,[]}]",
    },
    Interaction {
        name: "count_children",
        says: "supervisor:count_children(Kitchen)",
        hears: "[{specs,3},{active,2},{supervisors,1},{workers,2}]",
    },
    Interaction {
        name: "which_children of a dynamic one",
        says: "[{Id, Seen(Pid), Kind, Modules} || {Id, Pid, Kind, Modules} <-
                supervisor:which_children({waiters, Us})]",
        hears: "[{undefined,'rust@127.0.0.1',worker,[]},\
            {undefined,'rust@127.0.0.1',worker,[]}]",
    },
    Interaction {
        name: "a child that ends is not listed",
        says: "[{_, Waiter, _, _} | _] =
                supervisor:which_children({waiters, Us}),
            Left = monitor(process, Waiter), exit(Waiter, kill),
            receive {'DOWN', Left, process, Waiter, killed} -> ok end,
            (fun Until() -> case supervisor:count_children({waiters, Us}) of
                [{specs, 1} | _] = Counts -> Counts;
                _ -> Until() end end)()",
        hears: "[{specs,1},{active,1},{supervisors,0},{workers,1}]",
    },
    Interaction {
        name: "what is not done for others",
        says: "Spec = #{id => grill, start => {grill, start_link, []}},
            [supervisor:start_child(Kitchen, Spec),
                supervisor:terminate_child(Kitchen, oven),
                supervisor:delete_child(Kitchen, oven),
                supervisor:restart_child(Kitchen, oven),
                supervisor:get_childspec(Kitchen, oven),
                supervisor:start_child({waiters, Us}, Spec),
                gen_server:call(Kitchen, pizza)]",
        hears: "[{error,not_supported},{error,not_supported},\
            {error,not_supported},{error,not_supported},\
            {error,not_supported},{error,not_supported},\
            {error,not_supported}]",
    },
    Interaction {
        name: "messages and casts change nothing",
        says: "Kitchen ! pizza, gen_server:cast(Kitchen, {start_child, pizza}),
            gen_server:cast({waiters, Us}, pizza),
            [length(supervisor:which_children(It)) ||
                It <- [Kitchen, {waiters, Us}]]",
        hears: "[3,1]",
    },
];

const IN_ELIXIR: &[Interaction] = &[
    Interaction {
        name: "Supervisor.which_children",
        says: "seen = fn pid -> is_pid(pid) && node(pid) == us || pid end
            for {id, pid, kind, modules} <-
                Supervisor.which_children({:kitchen, us}),
                do: {id, seen.(pid), kind, modules}",
        hears: "[{:waiters, true, :supervisor, []}, \
            {\"Second Oven\", :undefined, :worker, []}, \
            {:oven, true, :worker, []}]",
    },
    Interaction {
        name: "Supervisor.count_children",
        says: "Supervisor.count_children({:kitchen, us})",
        hears: "%{active: 2, specs: 3, supervisors: 1, workers: 2}",
    },
    Interaction {
        name: "DynamicSupervisor.which_children",
        says: "for {id, pid, kind, modules} <-
                DynamicSupervisor.which_children({:waiters, us}),
                do: {id, seen.(pid), kind, modules}",
        hears: "[{:undefined, true, :worker, []}, \
            {:undefined, true, :worker, []}]",
    },
    Interaction {
        name: "DynamicSupervisor.count_children",
        says: "DynamicSupervisor.count_children({:waiters, us})",
        hears: "%{active: 2, specs: 2, supervisors: 0, workers: 2}",
    },
    Interaction {
        name: "what is not done for others",
        says: "{_, oven, _, _} = List.keyfind(
                Supervisor.which_children({:kitchen, us}), :oven, 0)
            [Supervisor.terminate_child({:kitchen, us}, :oven),
                DynamicSupervisor.terminate_child({:waiters, us}, oven)]",
        hears: "[error: :not_supported, error: :not_supported]",
    },
];

#[tokio::test]
async fn erlang_asks_what_our_supervisors_look_after() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    start(&system).await;
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    assert_eq!(beam.eval(ERLANG).await, "ready");
    play(&mut beam, IN_ERLANG).await;
}

#[tokio::test]
async fn elixir_asks_what_our_supervisors_look_after() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    start(&system).await;
    let Some(mut beam) = cluster.elixir("beam").start().await else { return };
    assert_eq!(beam.eval(ELIXIR).await, ":ready");
    play(&mut beam, IN_ELIXIR).await;
}
