//! Process groups.

use actor_core::pg::Change;
use actor_core::supervisor::{Strategy, Supervisor};
use actor_core::{ExitReason, Mailbox, NoProc, Pg, Pid, System, process};

use crate::guard::Count;

fn chat() -> Pg<&'static str> {
    Pg::new("chat")
}

fn guest() -> Pid {
    process::spawn(async |mut mailbox: Mailbox<()>| {
        mailbox.receive().await;
    })
    .pid()
}

async fn end(pid: Pid, mailbox: &mut Mailbox<Change<&'static str>>) {
    let down = process::monitor(pid);
    process::exit(pid, ExitReason::Kill);
    mailbox.down(down).await;
}

fn joined(group: &'static str, pid: Pid) -> Change<&'static str> {
    Change::Joined { group, pid }
}

fn left(group: &'static str, pid: Pid) -> Change<&'static str> {
    Change::Left { group, pid }
}

#[tokio::test]
async fn a_process_leaves_as_often_as_it_has_joined() {
    System::new("test")
        .enter(async {
            chat().start_link().await.unwrap();
            let guest = guest();
            chat().join("pizza", guest).unwrap();
            chat().join("pizza", guest).unwrap();
            chat().join("pasta", guest).unwrap();
            chat().join("pizza", process::id()).unwrap();
            let mut members = chat().members("pizza");
            members.sort_unstable();
            let mut expected = vec![guest, guest, process::id()];
            expected.sort_unstable();
            assert_eq!(members, expected);
            assert_eq!(chat().local_members("pizza").len(), 3);
            assert!(chat().leave("pizza", guest));
            assert_eq!(chat().members("pizza").len(), 2);
            assert!(chat().leave("pizza", guest));
            assert!(!chat().leave("pizza", guest));
            assert!(!chat().leave("soup", guest));
            assert_eq!(chat().members("pizza"), [process::id()]);
            let mut groups = chat().which_groups();
            groups.sort_unstable();
            assert_eq!(groups, ["pasta", "pizza"]);
            chat().leave("pasta", guest);
            assert_eq!(chat().which_groups(), ["pizza"]);
        })
        .await;
}

#[tokio::test]
async fn memberships_are_over_for_whoever_learns_of_the_end() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Change<&str>>| {
            chat().start_link().await.unwrap();
            let guest = guest();
            chat().join("pizza", guest).unwrap();
            chat().join("pizza", guest).unwrap();
            chat().join("pasta", guest).unwrap();
            end(guest, &mut mailbox).await;
            assert_eq!(chat().which_groups(), [""; 0]);
            assert_eq!(chat().members("pizza"), []);
            assert_eq!(chat().join("pizza", guest), Err(NoProc));
            assert_eq!(chat().members("pizza"), []);
        })
        .await;
}

#[tokio::test]
async fn whoever_monitors_is_told_of_what_comes_after_the_members() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Change<&str>>| {
            chat().start_link().await.unwrap();
            let (first, second) = (guest(), guest());
            chat().join("pizza", first).unwrap();
            let (reference, members) = chat().monitor("pizza", |c| c);
            assert_eq!(members, [first]);
            let (all, groups) = chat().monitor_scope(|c| c);
            assert_eq!(groups, [("pizza", vec![first])]);
            chat().join("pizza", second).unwrap();
            assert_eq!(mailbox.receive().await, joined("pizza", second));
            assert_eq!(mailbox.receive().await, joined("pizza", second));
            assert!(chat().demonitor(all));
            assert!(!chat().demonitor(all));
            chat().join("pasta", second).unwrap();
            chat().join("pizza", second).unwrap();
            chat().leave("pizza", first);
            assert_eq!(mailbox.receive().await, joined("pizza", second));
            assert_eq!(mailbox.receive().await, left("pizza", first));
            end(second, &mut mailbox).await;
            assert_eq!(mailbox.receive().await, left("pizza", second));
            assert_eq!(mailbox.receive().await, left("pizza", second));
            assert!(chat().demonitor(reference));
            chat().join("pizza", first).unwrap();
            // The group of a monitor alone is none.
            chat().leave("pizza", first);
            assert_eq!(chat().which_groups(), [""; 0]);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_are_told_in_the_order_in_which_they_happen() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Change<&str>>| {
            chat().start_link().await.unwrap();
            let (_, members) = chat().monitor("pizza", |change| change);
            assert_eq!(members, []);
            for _ in 0..500 {
                let guest = guest();
                let other = process::spawn(async move |_: Mailbox<()>| {
                    // It may be too late.
                    let _ = chat().join("pizza", guest);
                });
                let down = process::monitor(guest);
                process::exit(guest, ExitReason::Kill);
                mailbox.down(down).await;
                other.down().await;
            }
            let last = guest();
            chat().join("pizza", last).unwrap();
            let mut present = None;
            loop {
                match mailbox.receive().await {
                    Change::Joined { pid, .. } if pid == last => break,
                    Change::Joined { pid, .. } => {
                        assert_eq!(present.replace(pid), None);
                    }
                    Change::Left { pid, .. } => {
                        assert_eq!(present.take(), Some(pid));
                    }
                }
            }
            assert_eq!(present, None);
        })
        .await;
}

#[tokio::test]
async fn who_joins_survives_the_scope() {
    System::new("test")
        .enter_with(async |_: Mailbox<()>| {
            let tree = Supervisor::new(Strategy::OneForOne).child(chat());
            tree.start_link().await.unwrap();
            let guest = guest();
            chat().join("pizza", guest).unwrap();
            let scope = process::whereis("chat").unwrap();
            process::exit(scope, ExitReason::Kill);
            while process::whereis("chat").is_none_or(|pid| pid == scope) {
                tokio::task::yield_now().await;
            }
            while std::panic::catch_unwind(|| chat().which_groups()).is_err() {
                tokio::task::yield_now().await;
            }
            assert_eq!(chat().members("pizza"), []);
            assert!(process::is_alive(guest));
            chat().join("pizza", guest).unwrap();
            assert_eq!(chat().members("pizza"), [guest]);
        })
        .await;
}

#[tokio::test]
async fn scopes_know_nothing_of_each_other() {
    let system = System::new("test");
    let (chat, kitchen) = (chat().on(&system), Pg::new("kitchen").on(&system));
    chat.clone().start_on(&system).await.unwrap();
    kitchen.clone().start_on(&system).await.unwrap();
    let cook = system.spawn(async |mut m: Mailbox<()>| m.receive().await);
    kitchen.join("pizza", &cook).unwrap();
    assert_eq!(kitchen.members("pizza"), [cook.pid()]);
    assert_eq!(chat.members("pizza"), []);
    system.shutdown().await;
    assert_eq!(system.process_count(), 0);
}

#[tokio::test]
async fn a_monitor_ends_with_its_process() {
    let count = Count::default();
    System::new("test")
        .enter(async move {
            chat().start_link().await.unwrap();
            let guards = (count.guard(), count.guard());
            let observer = process::spawn(async |_: Mailbox<Change<&str>>| {
                let (of_group, of_scope) = guards;
                chat().monitor("pizza", move |change| {
                    let _ = &of_group;
                    change
                });
                chat().monitor_scope(move |change| {
                    let _ = &of_scope;
                    change
                });
            });
            observer.down().await;
            assert_eq!(count.gone(), 2);
            chat().join("pizza", process::id()).unwrap();
            assert_eq!(chat().which_groups(), ["pizza"]);
        })
        .await;
}
