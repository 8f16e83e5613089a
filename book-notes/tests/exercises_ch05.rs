//! Solutions to the exercises of chapter 5.

use actor_core::{
    Event, Exit, ExitReason, Mailbox, Pid, ProcessRef, System, process,
};
use book_notes::ch05::{Ending, Outcome, Survivor, outcome};
use book_notes::ring::{self, Message, Received};
use book_notes::thy_supervisor::{ChildSpec, ThySupervisor};

/// 1: who is linked to whom in a ring of one, and in a ring of two.
#[tokio::test]
async fn one_is_linked_to_nobody_and_two_have_one_link() {
    System::new("test")
        .enter_with(async |mailbox: Mailbox<Received>| {
            let me = mailbox.this();
            let one = ring::create_processes(1.try_into().unwrap(), &me);
            ring::link_processes(&one);
            assert_eq!(ring::links(&one).await, Ok(vec![vec![]]));

            let two = ring::create_processes(2.try_into().unwrap(), &me);
            ring::link_processes(&two);
            let links = vec![vec![two[1].pid()], vec![two[0].pid()]];
            assert_eq!(ring::links(&two).await, Ok(links));
        })
        .await;
}

/// 2: of five only the first traps exits; the third crashes. The first hears
/// it from both sides, and is the only one left.
#[tokio::test]
async fn one_that_traps_exits_survives_a_ring_and_hears_of_both_sides() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Received>| {
            let me = mailbox.this();
            let ring = ring::create_processes(5.try_into().unwrap(), &me);
            ring[0].send(Message::TrapExit);
            ring::link_processes(&ring);
            ring::links(&ring).await.unwrap();
            ring[2].send(Message::Crash);
            for neighbour in [&ring[1], &ring[4]] {
                let of = |r: &Received| r.exit.from == neighbour.pid();
                mailbox.receive_where(of).await;
            }
            let alive: Vec<_> = ring.iter().map(process::is_alive).collect();
            assert_eq!(alive, [true, false, false, false, false]);
        })
        .await;
}

/// 3: what is a process told that traps exits, when its partner is killed?
/// Not `normal`, and not `kill`.
#[tokio::test]
async fn a_killed_partner_is_reported_as_killed() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Received>| {
            let ending = Ending::Sent(ExitReason::Kill);
            let told = outcome(&mut mailbox, Survivor::Trapping, ending).await;
            assert_eq!(told, Outcome::IsTold(ExitReason::Killed));
        })
        .await;
}

/// 4: a monitor, made of a link: a process in between traps exits, so that
/// the watcher does not share the end of the watched, nor the other way.
fn watch(pid: Pid, told: ProcessRef<Exit>) {
    process::spawn(async move |mut mailbox: Mailbox<()>| {
        process::trap_exit(true);
        process::link(pid)?;
        loop {
            if let Event::Exit(exit) = mailbox.next().await {
                told.send(exit);
                return Ok::<(), actor_core::NoProc>(());
            }
        }
    });
}

#[tokio::test]
async fn a_link_in_between_is_a_monitor() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Exit>| {
            let nobody = process::spawn(async |_: Mailbox<Received>| {});
            let one = ring::create_processes(1.try_into().unwrap(), &nobody);
            watch(one[0].pid(), mailbox.this());
            one[0].send(Message::End("oops".into()));
            let exit = mailbox.receive().await;
            let from = one[0].pid();
            // It may have been dead before the link: a monitor says `noproc`.
            assert_eq!(exit.from, from);
            let reasons = [ExitReason::other("oops"), ExitReason::NoProc];
            assert!(reasons.contains(&exit.reason), "{exit:?}");
        })
        .await;
}

/// 5: a child of the supervisor made by hand that cannot end unnoticed: its
/// function links it while the supervisor runs that function. To link again
/// is too late for a child that is quick, but what it ended of has arrived.
#[tokio::test]
async fn a_function_that_links_leaves_no_moment_before_the_link() {
    System::new("test")
        .enter(async {
            let supervisor = ThySupervisor::start_link(vec![]).await.unwrap();
            let spec = ChildSpec::new("quick", async || {
                let child = process::spawn_link(async |_: Mailbox<()>| {});
                child.down().await;
                Some(child.pid())
            });
            supervisor.start_child(spec).await.unwrap();
            assert_eq!(supervisor.count_children().await, Ok(0));
        })
        .await;
}
