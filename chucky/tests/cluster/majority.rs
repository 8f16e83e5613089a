//! With `only_in_majority` a node that has lost most of the others does not
//! run what they may run.

use std::time::Duration;

use crate::cluster::{Cluster, Sync, config, nodes};

const DELAY: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread")]
async fn one_of_three_alone_runs_nothing() {
    let [a, b, c] = nodes();
    let mut cluster = Cluster::new().await;
    for node in [&a, &b, &c] {
        let config = config(node, DELAY, Sync::Mandatory);
        cluster.start(node, &format!("{config}only_in_majority = true\n"));
    }
    cluster.hears(&a, "Application is started on").await;
    for node in [&b, &c] {
        cluster.hears(node, "stands by").await;
    }
    for node in [&b, &c] {
        cluster.runs_on(node, &a).await;
    }
    cluster.programs.kill(&b).await.unwrap();
    assert_eq!(cluster.fact(&c).await.node, a);
    cluster.programs.kill(&c).await.unwrap();
    cluster.hears(&a, "Application is stopped on").await;
    assert!(cluster.client.fact().await.is_err());

    // One more, and there is a majority again.
    cluster.forget();
    let config = config(&c, DELAY, Sync::Optional(100));
    cluster.start(&c, &format!("{config}only_in_majority = true\n"));
    cluster.hears(&a, "Application is started on").await;
    cluster.runs_on(&c, &a).await;
    assert_eq!(cluster.fact(&c).await.node, a);
}
