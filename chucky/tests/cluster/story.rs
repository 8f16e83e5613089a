//! The chapter's story, with every time that it has.

use std::time::{Duration, Instant};

use chucky::watch::{Change, Gap, Watch, watch};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::cluster::{Cluster, Sync, config, nodes};
use crate::probe::Probe;

/// How long a lost node may take to come back: long enough to be told from
/// everything else that takes time.
const DELAY: Duration = Duration::from_millis(1500);

/// What a failover may take beside the delay, with the detection.
const FAILOVER: Duration = Duration::from_millis(100);

/// For how long nobody may answer at a takeover.
const TAKEOVER: Duration = Duration::from_millis(50);

/// Of so many programs each may be as late as the probe.
const HANDS: u32 = 4;

#[tokio::test(flavor = "multi_thread")]
async fn the_chapters_story_goes_as_it_says() {
    let [a, b, c] = nodes();
    let mut cluster = Cluster::new().await;
    let probe = Probe::start();
    let (tell, mut changes) = mpsc::unbounded_channel();
    let client = cluster.client.clone();
    let asking = tokio::spawn(async move {
        let mut seen = Watch::default();
        let pause = Duration::from_millis(1);
        watch(&client, pause, &mut seen, |told| {
            tell.send(told.change).map_err(std::io::Error::other)
        })
        .await
    });

    // All wait for the mandatory nodes.
    for node in [&a, &b] {
        cluster.start(node, &config(node, DELAY, Sync::Mandatory));
    }
    for node in [&a, &b] {
        cluster.hears(node, "waits for").await;
    }
    // As long as the last one is missing, nobody is up.
    let is_up = timeout(DELAY, cluster.hears(&a, "is up"));
    assert!(is_up.await.is_err(), "{}", cluster.story());
    assert_eq!(cluster.lines("is up"), [""; 0]);
    let before = Instant::now();
    cluster.start(&c, &config(&c, DELAY, Sync::Mandatory));
    for node in [&a, &b, &c] {
        let up = cluster.hears(node, "is up").await;
        assert!(up.at > before, "{}", cluster.story());
    }

    // Only a runs Chucky.
    cluster.hears(&a, "Application is started on a@").await;
    for node in [&b, &c] {
        cluster.stands_by(node, &a).await;
    }
    for node in [&a, &b, &c] {
        cluster.runs_on(node, &a).await;
        assert_eq!(cluster.fact(node).await.node, a);
    }
    assert_eq!(cluster.lines("Application is").len(), 1);
    assert_eq!(next(&mut changes).await, Change::First(a.clone()));

    // Kill a: after the delay exactly one of b and c runs it.
    cluster.forget();
    probe.worst();
    let killed = cluster.programs.kill(&a).await.unwrap();
    let gap = next_gap(&mut changes).await;
    let late = probe.worst() * HANDS;
    let second = gap.to.clone();
    assert!([&b, &c].contains(&&second), "{}", cluster.story());
    assert!(gap.length >= DELAY, "{:?}", gap.length);
    assert!(gap.length <= DELAY + FAILOVER + late, "{gap:?}, {late:?}");
    let line = format!("{a} is failing over to {second}");
    let started = cluster.hears(&second, &line).await;
    let after = started.at.duration_since(killed);
    assert!(after >= DELAY, "{after:?}");
    assert!(after <= DELAY + FAILOVER + late, "{after:?}");
    for node in [&b, &c] {
        cluster.runs_on(node, &second).await;
        assert_eq!(cluster.fact(node).await.node, second);
    }
    assert_eq!(cluster.lines(" is failing over").len(), 1);
    println!("failover: {:?}", gap.length);

    // Kill that one, as soon as the last one knows of it: that takes over.
    let third = if second == b { &c } else { &b };
    cluster.stands_by(third, &second).await;
    cluster.forget();
    probe.worst();
    cluster.programs.kill(&second).await.unwrap();
    let gap = next_gap(&mut changes).await;
    let late = probe.worst() * HANDS;
    assert_eq!(gap.to, *third);
    assert!(gap.length >= DELAY, "{:?}", gap.length);
    assert!(gap.length <= DELAY + FAILOVER + late, "{gap:?}, {late:?}");
    let line = format!("{second} is failing over to {third}");
    cluster.hears(third, &line).await;
    assert_eq!(cluster.fact(third).await.node, *third);
    println!("failover: {:?}", gap.length);

    // a returns and takes over, and the old instance stops.
    cluster.forget();
    probe.worst();
    for node in [&a, &second] {
        cluster.start(node, &config(node, DELAY, Sync::Mandatory));
    }
    let gap = next_gap(&mut changes).await;
    let late = probe.worst() * HANDS;
    assert_eq!(gap.to, a);
    assert!(gap.length < TAKEOVER + late, "{gap:?}, {late:?}");
    cluster.hears(&a, &format!("{a} is taking over {third}")).await;
    cluster.hears(third, "Application is stopped on").await;
    for node in [&a, &b, &c] {
        cluster.runs_on(node, &a).await;
        assert_eq!(cluster.fact(node).await.node, a);
    }
    println!("takeover: {:?}", gap.length);
    asking.abort();
}

async fn next(changes: &mut mpsc::UnboundedReceiver<Change>) -> Change {
    loop {
        match changes.recv().await.unwrap() {
            Change::Silence => {}
            change => return change,
        }
    }
}

/// Waits until another node answers.
async fn next_gap(changes: &mut mpsc::UnboundedReceiver<Change>) -> Gap {
    loop {
        match next(changes).await {
            Change::Gap(gap) if gap.from != gap.to => return gap,
            _ => {}
        }
    }
}
