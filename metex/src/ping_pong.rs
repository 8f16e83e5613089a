//! An exercise of chapter 3: one process answers pings, another pongs.
//!
//! Each message carries its sender, so that it can be answered, and how many
//! rounds are left; without that number the rally would never end.

use actor_core::{Mailbox, ProcessRef, process};

/// What the first player gets.
#[derive(Debug)]
pub struct Ping {
    /// Who wants a pong.
    pub from: ProcessRef<Pong>,
    /// How many rounds follow this one.
    pub left: u32,
}

/// What the second player gets.
#[derive(Debug)]
pub struct Pong {
    /// Who wants a ping.
    pub from: ProcessRef<Ping>,
    /// How many rounds follow this one.
    pub left: u32,
}

/// Plays `rounds` of a ping and a pong, and tells `watch` of each.
///
/// Returns when both players have ended.
pub async fn rally(
    rounds: u32,
    watch: impl Fn(&'static str) + Clone + Send + 'static,
) {
    let Some(left) = rounds.checked_sub(1) else { return };
    let watch_pings = watch.clone();
    let first = process::spawn_link(async move |mailbox| {
        answer_pings(mailbox, watch_pings).await;
    });
    let second = process::spawn_link(async move |mailbox| {
        answer_pongs(mailbox, watch).await;
    });
    first.send(Ping { from: second.clone(), left });
    first.down().await;
    second.down().await;
}

async fn answer_pings(
    mut mailbox: Mailbox<Ping>,
    watch: impl Fn(&'static str),
) {
    loop {
        let Ping { from, left } = mailbox.receive().await;
        watch("ping");
        from.send(Pong { from: mailbox.this(), left });
        if left == 0 {
            return;
        }
    }
}

async fn answer_pongs(
    mut mailbox: Mailbox<Pong>,
    watch: impl Fn(&'static str),
) {
    loop {
        let Pong { from, left } = mailbox.receive().await;
        watch("pong");
        let Some(left) = left.checked_sub(1) else { return };
        from.send(Ping { from: mailbox.this(), left });
    }
}
