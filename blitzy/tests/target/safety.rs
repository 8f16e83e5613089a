//! Who may be asked.

use std::time::Duration;

use blitzy::plan::{Load, Plan, Rate};
use blitzy::target::safety::{Permission, SafetyError, check, is_gentle};
use blitzy::target::{Shape, Target, Through};

/// An address that is set aside for documentation: nobody has it.
const REMOTE: &str = "http://192.0.2.1/";

fn target(url: &str) -> Target {
    Shape::of(url).target().unwrap()
}

fn open(rate: f64, connections: usize) -> Plan {
    let rate = Rate::per_second(rate).unwrap();
    let load = Load::Open { rate, max_in_flight: 100 };
    Plan { load, connections, ..Plan::default() }
}

async fn checked(target: &Target, plan: &Plan) -> Result<(), SafetyError> {
    check(target, plan, Permission::LoopbackOnly).await
}

#[tokio::test]
async fn this_machine_may_be_asked_as_much_as_one_likes() {
    let plan = Plan::default();
    for url in [
        "http://localhost/",
        "http://127.0.0.1:8080/",
        "http://127.1.2.3/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
    ] {
        assert_eq!(checked(&target(url), &plan).await, Ok(()), "{url}");
    }
}

#[tokio::test]
async fn another_machine_is_asked_only_if_that_is_said() {
    let plan = Plan::default();
    let error = checked(&target(REMOTE), &plan).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "192.0.2.1 is another machine, at 192.0.2.1, and this may be more \
         than it can take; if it is yours to test, add --allow-remote, \
         otherwise ask little: --rate 10 -c 10"
    );
    for url in ["http://10.0.0.1/", "http://[::ffff:192.0.2.1]/"] {
        assert!(checked(&target(url), &plan).await.is_err(), "{url}");
    }
    let permission = Permission::AllowRemote;
    assert_eq!(check(&target(REMOTE), &plan, permission).await, Ok(()));
}

#[tokio::test]
async fn a_little_is_asked_of_anybody() {
    let remote = target(REMOTE);
    assert_eq!(checked(&remote, &open(10.0, 10)).await, Ok(()));
    assert_eq!(checked(&remote, &open(0.1, 1)).await, Ok(()));
    assert!(checked(&remote, &open(10.1, 10)).await.is_err());
    assert!(checked(&remote, &open(10.0, 11)).await.is_err());
}

#[test]
fn answers_that_come_fast_make_every_closed_plan_a_lot() {
    let plan = Plan { connections: 1, ..Plan::default() };
    assert!(!is_gentle(&plan));
    let slow = Plan { ramp: Duration::from_mins(1), ..plan };
    assert!(!is_gentle(&slow));
}

#[tokio::test]
async fn one_other_machine_among_many_is_found() {
    let urls = ["http://localhost/a", REMOTE, "http://127.0.0.1/b"];
    let urls = urls.map(str::to_owned).to_vec();
    let urls = blitzy::target::Urls::These(urls);
    let target = Shape::of_all(urls).target().unwrap();
    assert!(checked(&target, &Plan::default()).await.is_err());
}

#[tokio::test]
async fn it_is_where_connections_go_that_counts() {
    let through = |url: &str, through| {
        Shape { through, ..Shape::of(url) }.target().unwrap()
    };
    let here = Through::Address("127.0.0.1:80".parse().unwrap());
    let there = Through::Address("192.0.2.1:80".parse().unwrap());
    let socket = Through::Unix("/run/weather.socket".into());
    let plan = Plan::default();
    assert_eq!(checked(&through(REMOTE, here), &plan).await, Ok(()));
    assert_eq!(checked(&through(REMOTE, socket), &plan).await, Ok(()));
    let target = through("http://localhost/", there);
    assert!(checked(&target, &plan).await.is_err());
}

#[tokio::test]
async fn a_name_that_nobody_has_passes() {
    // A label of more than 63 letters cannot even be looked up.
    let url = format!("http://{}.invalid/", "a".repeat(64));
    assert_eq!(checked(&target(&url), &Plan::default()).await, Ok(()));
}
