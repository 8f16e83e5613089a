//! Who ends with whom, and who is told.

use actor_core::{Mailbox, ProcessRef, Reply, process};

use crate::{say, show};

/// How process 1 starts process 2.
type Spawn = fn() -> ProcessRef<()>;

pub(super) async fn plain_and_linked(mut mailbox: Mailbox<ProcessRef<()>>) {
    say!("Process 1 spawns process 2, and crashes. Process 2 goes on:");
    crash_process_1(&mut mailbox, || process::spawn(process_2)).await;
    say!("The same with a link. Process 2 does not get that far:");
    crash_process_1(&mut mailbox, || process::spawn_link(process_2)).await;
}

async fn crash_process_1(
    mailbox: &mut Mailbox<ProcessRef<()>>,
    spawn_process_2: Spawn,
) {
    let shell = mailbox.this();
    let process_1 = async move |mut mailbox: Mailbox<()>| {
        shell.send(spawn_process_2());
        mailbox.receive().await;
        panic!("Something went wrong");
    };
    let (process_1, end_of_1) = process::spawn_monitor(process_1);
    let process_2 = mailbox.receive().await;
    let end_of_2 = process::monitor(&process_2);
    process_1.send(());
    mailbox.down(end_of_1).await;
    process_2.send(());
    let down = mailbox.down(end_of_2).await;
    show!("process 2 is down: {}", down.reason);
}

async fn process_2(mut mailbox: Mailbox<()>) {
    mailbox.receive().await;
    show!("process 2 has finished");
}

pub(super) async fn trapped_and_monitored(mut mailbox: Mailbox<()>) {
    say!("Who traps exits is told of the end of a linked process:");
    process::trap_exit(true);
    let crashes = async |_: Mailbox<()>| panic!("Something went wrong");
    let linked = process::spawn_link(crashes);
    let exit = mailbox.exit(linked.pid()).await;
    show!("{} has ended: {}", exit.from, exit.reason);
    process::trap_exit(false);

    say!("A monitor tells of an end too, and nobody needs to trap anything:");
    let (_, monitor) = process::spawn_monitor(async |_: Mailbox<()>| {});
    let down = mailbox.down(monitor).await;
    show!("{} is down: {}", down.pid, down.reason);
}

pub(super) async fn a_call(mut mailbox: Mailbox<()>) {
    say!(
        "A server dies of a question. Who asked is not linked to it, and ends too:"
    );
    let server = process::spawn(async |mut mailbox: Mailbox<Reply<u32>>| {
        let _question = mailbox.receive().await;
        panic!("Something went wrong");
    });
    let caller = async move |_: Mailbox<()>| {
        let answer: u32 = server.call(|reply| reply).or_exit().await;
        show!("{answer}");
    };
    let (_, monitor) = process::spawn_monitor(caller);
    let down = mailbox.down(monitor).await;
    show!("the caller is down: {}", down.reason);
}
