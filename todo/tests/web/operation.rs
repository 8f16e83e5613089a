//! What those ask who run it.

use crate::site::Site;
use todo::store::StoreError;

#[tokio::test]
async fn it_lives_also_when_the_store_fails_but_is_not_ready() {
    let site = Site::start().await;
    assert_eq!(site.get("/healthz").await.body, "ok");
    assert_eq!(site.get("/readyz").await.body, "ready");
    site.store.fail(Some(StoreError::Full("no space left".into())));
    assert_eq!(site.get("/healthz").await.body, "ok");
    let answer = site.get("/readyz").await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    assert!(answer.detail().contains("the disk is full: no space left"));
    site.store.fail(None);
    assert_eq!(site.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn requests_are_counted_by_route_and_status() {
    let site = Site::start().await;
    let line = |route: &str, status: &str| {
        format!(
            "todo_http_requests_total{{route=\"{route}\",status=\"{status}\"}}"
        )
    };
    let name = "/api/v1/lists/{name}";
    assert_eq!(site.counted(&line(name, "4xx")).await, 0);
    site.get("/api/v1/lists/bob").await;
    site.get("/api/v1/lists/alice").await;
    site.add("bob", "Dentist").await;
    site.get("/api/v1/lists/bob").await;
    site.get("/entries?list=bob&date=2018-12-19").await;
    site.get("/entries").await;
    site.get("/nowhere").await;
    site.ask("GET", "/", &[("host", "evil.example")], "").await;
    for (route, status, count) in [
        (name, "4xx", 2),
        (name, "2xx", 1),
        ("/api/v1/lists/{name}/entries", "2xx", 1),
        ("/entries", "2xx", 1),
        ("/entries", "4xx", 1),
        ("other", "4xx", 1),
        ("refused", "4xx", 1),
    ] {
        assert_eq!(site.counted(&line(route, status)).await, count, "{route}");
    }
    let slow = "todo_http_request_seconds_count{route=\"/entries\"}";
    assert_eq!(site.counted(slow).await, 2);
    assert_eq!(site.counted("todo_entries_written_total").await, 1);
    assert_eq!(site.counted("todo_store_errors_total").await, 0);
    assert_eq!(site.counted("todo_active_lists ").await, 1);
    assert!(site.counted("todo_processes ").await > 5);
}

#[tokio::test]
async fn failures_of_the_store_are_counted() {
    let site = Site::start().await;
    site.store.fail(Some(StoreError::Io("unplugged".into())));
    site.get("/api/v1/lists").await;
    site.ask("PUT", "/api/v1/lists/bob", &[], "").await;
    assert_eq!(site.counted("todo_store_errors_total").await, 2);
}

#[tokio::test]
async fn connections_and_streams_of_events_are_counted() {
    let site = Site::start().await;
    let mut connection = site.connect().await;
    connection.write("GET", "/api/v1/events", &[], "").await;
    connection.head().await.unwrap();
    assert_eq!(site.counted("todo_subscribers ").await, 1);
    // It, and the one that asks.
    assert_eq!(site.counted("todo_connections ").await, 2);
}

#[tokio::test]
async fn the_documentation_is_a_page_and_names_every_path() {
    let site = Site::start().await;
    let docs = site.get("/docs").await;
    assert_eq!(docs.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(docs.header("content-security-policy").is_some());
    let described = site.get("/openapi.json").await.json();
    for path in described["paths"].as_object().unwrap().keys() {
        if !["/docs", "/openapi.json"].contains(&path.as_str()) {
            assert!(docs.body.contains(path), "{path}");
        }
    }
}

#[tokio::test]
async fn the_page_is_there() {
    let site = Site::start().await;
    let page = site.get("/").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert!(page.header("content-security-policy").is_some());
}

#[tokio::test]
async fn every_answer_says_that_its_kind_is_not_to_be_guessed() {
    let site = Site::start().await;
    let day = "/entries?list=bob&date=2018-12-19";
    for path in ["/", "/docs", "/nowhere", "/api/v1/lists", day, "/entries"] {
        let answer = site.get(path).await;
        let said = answer.header("x-content-type-options");
        assert_eq!(said, Some("nosniff"), "{path}");
    }
}
