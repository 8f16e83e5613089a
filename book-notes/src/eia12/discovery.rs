//! Process discovery: names and groups that the whole cluster knows.

use actor_core::etf::Term;
use actor_core::node::{Global, global};
use actor_core::pg::Change;
use actor_core::{GenServer, Mailbox, Pg, ProcessRef, process};
use tokio::sync::oneshot;

use crate::cluster::Member;
use crate::node::store::{Message, Store};
use crate::{Finished, say, show};

/// Returns the name of a to-do list: `{todo_list, "bob"}`.
fn todo_list(owner: &str) -> Global {
    let name = Term::tuple([Term::atom("todo_list"), Term::from(owner)]);
    Global::from(name)
}

pub(super) async fn by_global_names(
    one: &Member,
    two: &Member,
    three: &Member,
) -> Finished {
    say!("Each node wants to have bob's list. The first one gets the name:");
    for member in [one, two, three] {
        // Nodes that have just met share their names a moment later.
        member.system.enter(global::sync()).await;
    }
    let mut lists = Vec::new();
    for member in [one, two, three] {
        let list = Store::starter(()).named(todo_list("bob"));
        match list.start_on(&member.system).await {
            Ok(list) => {
                show!("{} has bob's list", member.name());
                lists.push(list);
            }
            Err(_) => show!("{} finds that there is one", member.name()),
        }
    }
    say!("Whoever knows the name can ask, wherever the server is:");
    let put = async {
        let list = ProcessRef::across(todo_list("bob"));
        list.cast(Message::Put("today".into(), "Dentist".into()));
        // An answer to what is asked later says that it is done.
        list.call(|reply| Message::Get("today".into(), reply)).await
    };
    put_and_get(two, put).await?;
    let get = async {
        let list = ProcessRef::across(todo_list("bob"));
        list.call(|reply| Message::Get("today".into(), reply)).await
    };
    put_and_get(three, get).await?;

    say!("The server ends, and the name is free for another node:");
    for list in lists {
        list.exit("told to");
        list.down().await;
    }
    // Each node learns of the end by itself.
    let freed = async {
        while global::whereis(todo_list("bob")).is_some() {
            tokio::task::yield_now().await;
        }
    };
    three.system.enter(freed).await;
    let list = Store::starter(()).named(todo_list("bob"));
    let list = list.start_on(&three.system).await?;
    show!("{} has bob's list", three.name());
    let is_known = async {
        global::whereis(todo_list("bob")).is_some_and(|pid| !pid.is_local())
    };
    let is_known = one.system.enter(is_known).await;
    show!("does {} know? {is_known}", one.name());
    list.exit("told to");
    list.down().await;
    Ok(())
}

async fn put_and_get<E: std::error::Error + Send + Sync + 'static>(
    member: &Member,
    today: impl Future<Output = Result<Option<Term>, E>> + Send + 'static,
) -> Finished {
    let today = member.system.enter(today).await?;
    let today = today.unwrap_or_else(|| Term::atom("nothing"));
    show!("bob's list, asked by {}: {}", member.name(), today.inspect());
    Ok(())
}

pub(super) async fn by_groups(one: &Member, two: &Member) -> Finished {
    say!("A process on each of two nodes joins a group, and a third learns:");
    let chat = Pg::<String>::new("chat").across();
    for member in [one, two] {
        chat.clone().start_on(&member.system).await?;
    }
    let (seen, is_seen) = oneshot::channel();
    let groups = chat.clone();
    one.system.spawn(async move |mut mailbox: Mailbox<Change<String>>| {
        let pizza = "pizza".to_owned();
        let (_, members) = groups.monitor(pizza, |change| change);
        let mut members = members.len();
        while members < 2 {
            if let Change::Joined { .. } = mailbox.receive().await {
                members += 1;
            }
        }
        let _ = seen.send(members);
    });
    for member in [one, two] {
        let groups = chat.clone();
        member.system.spawn(async move |mut mailbox: Mailbox<()>| {
            groups.join("pizza".to_owned(), process::id())?;
            mailbox.receive().await;
            Finished::Ok(())
        });
    }
    let members = is_seen.await?;
    show!("{} sees {members} members of the group", one.name());
    Ok(())
}
