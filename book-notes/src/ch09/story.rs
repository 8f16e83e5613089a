//! Three nodes start, two are lost, and both come back.

use std::time::Instant;

use super::cluster::{DELAY, fact, has_stopped, knows, names, start, whereis};
use crate::cluster::Cluster;
use crate::page::seconds;
use crate::{Finished, say, show};

pub(super) async fn show() -> Finished {
    let cluster = Cluster::new().await?;
    let [a, b, c] = names();
    say!(
        "Three nodes, none of which starts before the others are there. All \
         three\nstart the application, and one runs it:"
    );
    let (one, two, three) = tokio::try_join!(
        start(&cluster, &a),
        start(&cluster, &b),
        start(&cluster, &c),
    )?;
    fact(&one).await;
    for member in [&one, &two, &three] {
        show!("{} runs {:?}", member.name(), member.system.applications());
    }

    say!("Whoever is asked knows who tells facts:");
    for member in [&one, &two, &three] {
        show!("{} is told: {}", member.name(), fact(member).await);
    }

    say!("a is lost. After the delay, here {}, b goes on:", seconds(DELAY));
    let lost = Instant::now();
    one.system.shutdown().await;
    let told = fact(&three).await;
    show!("after {} c is told: {told}", seconds(lost.elapsed()));

    // What c is told by the name, its controller learns a moment later.
    knows(&three, &b).await;

    say!("b is lost too, and c is left:");
    let lost = Instant::now();
    two.system.shutdown().await;
    let told = fact(&three).await;
    show!("after {} c is told: {told}", seconds(lost.elapsed()));
    let before = whereis(&three).await;

    say!("Both come back. a goes before c, so it takes over:");
    let (one, two) =
        tokio::try_join!(start(&cluster, &a), start(&cluster, &b))?;
    has_stopped(&three).await?;
    for member in [&one, &two, &three] {
        show!("{} runs {:?}", member.name(), member.system.applications());
    }
    let has_moved = whereis(&three).await != before;
    show!("has the name moved? {has_moved}");
    show!("c is told: {}", fact(&three).await);
    for member in [&three, &two, &one] {
        member.system.shutdown().await;
    }
    Ok(())
}
