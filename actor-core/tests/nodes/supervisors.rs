//! What one node asks the supervisors of another.

use actor_core::etf::Term;
use actor_core::node::TermMessage;
use actor_core::supervisor::{ChildSpec, Strategy};
use actor_core::{
    DynamicSupervisor, Mailbox, Supervisor, SupervisorRef, process,
};

use crate::cluster::Cluster;

fn worker(id: &str) -> ChildSpec<()> {
    ChildSpec::new(id, async || {
        Ok(process::spawn_link(async |mut mailbox: Mailbox<()>| {
            mailbox.receive().await;
        }))
    })
}

/// Returns the children without their pids, which must be of processes that
/// are on their node.
fn without_pids(children: &Term) -> String {
    let children = children.as_list().unwrap().iter().map(|child| {
        let [id, pid, kind, modules] = child.as_tuple().unwrap() else {
            panic!("{child}");
        };
        let pid = match pid.as_pid() {
            Some(pid) => Term::Atom(pid.node.clone()),
            None => pid.clone(),
        };
        let child = [id.clone(), pid, kind.clone(), modules.clone()];
        Term::tuple(child)
    });
    Term::list(children).to_string()
}

#[tokio::test]
async fn another_node_asks_a_supervisor_what_it_looks_after() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    let name = node_a.name().clone();
    a.enter(async move {
        let waiters = DynamicSupervisor::new().named("waiters");
        let kitchen: SupervisorRef = Supervisor::new(Strategy::OneForOne)
            .child(worker("oven"))
            .child(worker("Second Oven"))
            .child(waiters)
            .named("kitchen")
            .start_link()
            .await
            .unwrap();
        kitchen.terminate_child("Second Oven").await.unwrap();
        let ask = async |supervisor: &'static str, question: Term| {
            let (node, name) = (node_b.clone(), name.clone());
            let asked = b.enter(async move {
                let supervisor = node.server((supervisor, name));
                supervisor.call(|it| TermMessage::Call(question, it)).await
            });
            asked.await.unwrap()
        };
        let which = || Term::atom("which_children");
        let count = || Term::atom("count_children");
        let children = without_pids(&ask("kitchen", which()).await);
        assert_eq!(
            children,
            "[{waiters,'a@127.0.0.1',supervisor,[]},\
            {<<\"Second Oven\">>,undefined,worker,[]},\
            {oven,'a@127.0.0.1',worker,[]}]"
        );
        let counts = ask("kitchen", count()).await.to_string();
        let three = "[{specs,3},{active,2},{supervisors,1},{workers,2}]";
        assert_eq!(counts, three);
        assert_eq!(ask("waiters", which()).await.to_string(), "[]");
        let counts = ask("waiters", count()).await.to_string();
        let none = "[{specs,0},{active,0},{supervisors,0},{workers,0}]";
        assert_eq!(counts, none);
        // What it does not do for others it says.
        let delete = [Term::atom("delete_child"), Term::from("Second Oven")];
        for supervisor in ["kitchen", "waiters"] {
            let refused = ask(supervisor, Term::tuple(delete.clone())).await;
            assert_eq!(refused.to_string(), "{error,not_supported}");
        }
        assert_eq!(kitchen.count_children().await.unwrap().specs, 3);
    })
    .await;
}
