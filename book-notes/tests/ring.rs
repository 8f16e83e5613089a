//! Rings of any size, and what one end does to all.

use actor_core::{Exit, ExitReason, Mailbox, Pid, ProcessRef, System, process};
use book_notes::ring::{self, Member, Message, Received};

/// Makes a ring whose processes are all linked.
async fn linked(count: usize, witness: &ProcessRef<Received>) -> Vec<Member> {
    let count = count.try_into().unwrap();
    let ring = ring::create_processes(count, witness);
    ring::link_processes(&ring);
    ring::links(&ring).await.unwrap();
    ring
}

#[tokio::test]
async fn each_is_linked_to_its_neighbours() {
    System::new("test")
        .enter_with(async |mailbox: Mailbox<Received>| {
            for count in 1..=8 {
                let ring = linked(count, &mailbox.this()).await;
                let links = ring::links(&ring).await.unwrap();
                for (place, links) in links.into_iter().enumerate() {
                    let before = ring[(place + count - 1) % count].pid();
                    let after = ring[(place + 1) % count].pid();
                    let mut neighbours = vec![before, after];
                    neighbours.sort();
                    neighbours.dedup();
                    // Nobody is linked to itself.
                    neighbours.retain(|pid| *pid != ring[place].pid());
                    assert_eq!(links, neighbours, "{place} of {count}");
                }
            }
        })
        .await;
}

#[tokio::test]
async fn whoever_ends_takes_all_along() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Received>| {
            for count in 1..=6 {
                for place in 0..count {
                    let ring = linked(count, &mailbox.this()).await;
                    let monitors: Vec<_> =
                        ring.iter().map(process::monitor).collect();
                    process::exit(&ring[place], ExitReason::Kill);
                    for monitor in monitors {
                        let down = mailbox.down(monitor).await;
                        assert_eq!(down.reason, ExitReason::Killed);
                    }
                }
            }
        })
        .await;
}

#[tokio::test]
async fn a_normal_end_takes_nobody_along() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Received>| {
            let ring = linked(3, &mailbox.this()).await;
            let monitor = process::monitor(&ring[1]);
            ring[1].send(Message::End(ExitReason::Normal));
            mailbox.down(monitor).await;
            for member in [&ring[0], &ring[2]] {
                let links = member.call(Message::Links).await.unwrap();
                assert_eq!(links.len(), 1);
            }
        })
        .await;
}

#[tokio::test]
async fn of_three_with_two_that_trap_exits_one_hears_of_two_kills() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Received>| {
            let ring = linked(3, &mailbox.this()).await;
            ring[0].send(Message::TrapExit);
            ring[1].send(Message::TrapExit);
            ring::links(&ring).await.unwrap();
            process::exit(&ring[1], ExitReason::Kill);
            for other in &ring[1..] {
                let received = killed(&ring[0], other.pid());
                let of_other = |r: &Received| *r == received;
                mailbox.receive_where(of_other).await;
            }
            let alive: Vec<_> = ring.iter().map(process::is_alive).collect();
            assert_eq!(alive, [true, false, false]);
        })
        .await;
}

fn killed(by: &Member, from: Pid) -> Received {
    let exit = Exit { from, reason: ExitReason::Killed };
    Received { by: by.pid(), exit }
}

#[tokio::test]
async fn twenty_thousand_end_without_a_deep_stack() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Received>| {
            let ring = linked(20_000, &mailbox.this()).await;
            let monitor = process::monitor(&ring[10_000]);
            ring[0].send(Message::Crash);
            let down = mailbox.down(monitor).await;
            assert!(matches!(down.reason, ExitReason::Panic(_)));
        })
        .await;
}
