//! What Elixir's `DynamicSupervisor` does and OTP's does not, or does in
//! another way. These were compared by hand.

use actor_core::System;
use actor_core::supervisor::ChildError;

use super::*;

#[tokio::test(start_paused = true)]
async fn there_are_never_more_than_so_many_children() {
    let scenario = async {
        let supervisor = DynamicSupervisor::new().max_children(2);
        let dynamic = start_with(supervisor).await;
        let too_many = ChildError::MaxChildren.to_string();
        assert_eq!(dynamic.child("a").await, "started");
        assert_eq!(dynamic.child("b").await, "started");
        assert_eq!(dynamic.child("c").await, too_many);
        assert_eq!(dynamic.terminate("a").await, "done");
        assert_eq!(dynamic.child("c").await, "started");
    };
    System::new("at_most").enter(scenario).await;
}

#[tokio::test(start_paused = true)]
async fn there_may_be_no_children_at_all() {
    let scenario = async {
        let supervisor = DynamicSupervisor::new().max_children(0);
        let dynamic = start_with(supervisor).await;
        let too_many = ChildError::MaxChildren.to_string();
        assert_eq!(dynamic.child("a").await, too_many);
    };
    System::new("none").enter(scenario).await;
}

#[tokio::test(start_paused = true)]
async fn a_restarting_child_keeps_its_place() {
    let scenario = async {
        let supervisor = DynamicSupervisor::new()
            .max_children(1)
            .intensity(1000, Duration::from_secs(5));
        let dynamic = start_with(supervisor).await;
        dynamic.child("a").await;
        dynamic.journal.script("a", [Begin::Quietly(ms(5)).always()]);
        dynamic.exit("a", "boom").await;
        while dynamic.states().await != "children: restarting" {
            sleep(ms(1)).await;
        }
        let too_many = ChildError::MaxChildren.to_string();
        assert_eq!(dynamic.child("b").await, too_many);
        assert_eq!(dynamic.terminate("a").await, "done");
        assert_eq!(dynamic.child("b").await, "started");
    };
    System::new("place").enter(scenario).await;
}

#[tokio::test(start_paused = true)]
async fn a_child_that_is_gone_is_not_found() {
    let scenario = async {
        let dynamic = start(["a"]).await;
        assert_eq!(dynamic.terminate("a").await, "done");
        assert_eq!(dynamic.terminate("a").await, "not_found");
    };
    System::new("gone").enter(scenario).await;
}

#[tokio::test(start_paused = true)]
async fn a_child_that_ignores_its_restart_is_forgotten() {
    let scenario = async {
        let dynamic = start(["a"]).await;
        dynamic.journal.script("a", [Begin::Ignore]);
        dynamic.exit("a", "boom").await;
        dynamic.seen().await;
        let counts = dynamic.supervisor.count_children().await.unwrap();
        assert_eq!((counts.specs, counts.active), (0, 0));
        assert_eq!(dynamic.states().await, "children:");
    };
    System::new("forgotten").enter(scenario).await;
}

#[tokio::test(start_paused = true)]
async fn a_restarting_child_that_is_terminated_is_not_counted() {
    let scenario = async {
        let dynamic = trying().await;
        dynamic.terminate("a").await;
        let counts = dynamic.supervisor.count_children().await.unwrap();
        assert_eq!((counts.specs, counts.active), (1, 1));
    };
    System::new("counted").enter(scenario).await;
}

#[tokio::test(start_paused = true)]
async fn children_of_all_kinds_may_be_together() {
    let scenario = async {
        let dynamic = start([]).await;
        let kinds = [Restart::Temporary, Restart::Transient];
        for (id, kind) in ["a", "b"].into_iter().zip(kinds) {
            let child = dynamic.journal.child(id).restart(kind);
            dynamic.start_child(child).await;
            dynamic.exit(id, "boom").await;
        }
        dynamic.seen().await;
        let children = dynamic.supervisor.which_children().await;
        let ids: Vec<_> = children.unwrap();
        let ids: Vec<_> = ids.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["b"]);
    };
    System::new("kinds").enter(scenario).await;
}

#[tokio::test(start_paused = true)]
async fn each_child_is_given_its_own_time() {
    let scenario = async {
        let dynamic = start([]).await;
        let times = [ms(300), ms(100), ms(200)];
        for (id, time) in ["a", "b", "c"].into_iter().zip(times) {
            let child = dynamic.journal.child_that(Stop::Hang, id);
            let child = child.shutdown(Shutdown::After(time));
            dynamic.start_child(child).await;
        }
        dynamic.seen().await;
        let start = tokio::time::Instant::now();
        dynamic.shutdown();
        dynamic.supervisor.down().await;
        assert_eq!(start.elapsed(), ms(300));
        let mut ended = dynamic.seen().await.split_off(3);
        ended.retain(|line| line.ends_with("killed"));
        let in_time = ["b", "c", "a"].map(|id| format!("{id} ended: killed"));
        assert_eq!(ended, in_time);
    };
    System::new("times").enter(scenario).await;
}
