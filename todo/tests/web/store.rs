//! What clients are told when the store cannot do what they ask.

use todo::store::StoreError;

use crate::site::Site;

const FIRST: &str = "/api/v1/lists/bob/entries/1";
const ENTRIES: &str = "/api/v1/lists/bob/entries";

#[tokio::test]
async fn a_write_that_fails_changes_nothing_and_can_be_tried_again() {
    let site = Site::start().await;
    let before = site.add("bob", "Dentist").await.json();
    let full = StoreError::Full("no space left".into());
    site.store.fail(Some(full));
    for (method, path, body) in [
        ("POST", ENTRIES, r#"{"title":"Movies"}"#),
        ("PUT", FIRST, r#"{"title":"Movies"}"#),
        ("PATCH", FIRST, r#"{"done":true}"#),
        ("DELETE", FIRST, ""),
        ("PATCH", ENTRIES, r#"{"done":true}"#),
        ("DELETE", "/api/v1/lists/bob", ""),
        ("PUT", "/api/v1/lists/alice", ""),
    ] {
        let failed = site.send(method, path, body).await;
        assert_eq!(failed.status, 503, "{method} {path}");
        assert_eq!(failed.header("retry-after"), Some("1"));
        let detail = failed.detail();
        assert!(detail.contains("the disk is full"), "{detail}");
    }
    site.store.fail(None);
    let page = site.get(ENTRIES).await.json();
    assert_eq!(page["entries"], serde_json::json!([before]));
    assert_eq!(site.get("/api/v1/lists/alice").await.status, 404);
    assert_eq!(site.add("bob", "Movies").await.json()["id"], 2);
}

#[tokio::test]
async fn a_store_that_cannot_be_read_is_no_missing_list() {
    let site = Site::start().await;
    site.store.fail(Some(StoreError::Io("unplugged".into())));
    for path in [
        ENTRIES,
        FIRST,
        "/api/v1/lists",
        "/api/v1/lists?q=b",
        "/api/v1/lists/bob",
        "/api/v1/export",
        "/api/v1/lists/bob/export",
        "/entries?list=bob&date=2018-12-19",
    ] {
        assert_eq!(site.get(path).await.status, 503, "{path}");
    }
}

#[tokio::test]
async fn as_many_lists_as_there_may_be_is_no_failure_of_the_service() {
    let site = Site::start().await;
    site.store.fail(Some(StoreError::TooManyLists(7)));
    let refused = site.ask("PUT", "/api/v1/lists/bob", &[], "").await;
    assert_eq!(refused.status, 422);
    assert!(refused.detail().contains("at most 7 lists"));
    assert_eq!(refused.header("retry-after"), None);
    assert_eq!(site.counted("todo_store_errors_total").await, 0);
}
