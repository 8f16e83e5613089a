//! `Idempotency-Key`.

use crate::site::Site;

const ENTRIES: &str = "/api/v1/lists/bob/entries";
const FIRST: &str = "/api/v1/lists/bob/entries/1";
const JSON: (&str, &str) = ("content-type", "application/json");
const DENTIST: &str = r#"{"title":"Dentist"}"#;

fn keyed(key: &str) -> [(&str, &str); 2] {
    [JSON, ("idempotency-key", key)]
}

#[tokio::test]
async fn a_request_that_is_sent_again_is_not_done_again() {
    let site = Site::start().await;
    let headers = keyed("a-key");
    let first = site.ask("POST", ENTRIES, &headers, DENTIST).await;
    assert_eq!(first.status, 201);
    site.add("bob", "Movies").await;
    let again = site.ask("POST", ENTRIES, &headers, DENTIST).await;
    assert_eq!((again.status, again.json()), (201, first.json()));
    assert_eq!(again.header("location"), Some(FIRST));
    assert_eq!(site.store.entries(), 2);
    let other = site.ask("POST", ENTRIES, &keyed("other"), DENTIST).await;
    assert_eq!(other.json()["id"], 3);
}

#[tokio::test]
async fn a_key_is_for_one_request() {
    let site = Site::start().await;
    let headers = keyed("a-key");
    site.ask("POST", ENTRIES, &headers, DENTIST).await;
    let other = r#"{"title":"Movies"}"#;
    for (method, path, body) in [
        ("POST", ENTRIES, other),
        ("PUT", FIRST, DENTIST),
        ("DELETE", FIRST, ""),
    ] {
        let refused = site.ask(method, path, &headers, body).await;
        assert_eq!(refused.status, 422, "{method} {path}");
        assert!(refused.detail().contains("used for another request"));
    }
    assert_eq!(site.store.entries(), 1);
}

#[tokio::test]
async fn a_request_whose_entry_was_removed_since_says_so() {
    let site = Site::start().await;
    let headers = keyed("a-key");
    site.ask("POST", ENTRIES, &headers, DENTIST).await;
    site.ask("DELETE", FIRST, &[], "").await;
    let again = site.ask("POST", ENTRIES, &headers, DENTIST).await;
    assert_eq!(again.status, 410, "{again:?}");
    assert_eq!(site.store.entries(), 0);
}

#[tokio::test]
async fn a_removal_that_is_sent_again_has_been_done() {
    let site = Site::start().await;
    site.add("bob", "Dentist").await;
    let headers = [("idempotency-key", "a-key")];
    for _ in 0..2 {
        let removed = site.ask("DELETE", FIRST, &headers, "").await;
        assert_eq!(removed.status, 204);
    }
}

#[tokio::test]
async fn a_request_that_failed_can_be_sent_again() {
    let site = Site::start().await;
    let fault = todo::store::StoreError::Io("unplugged".into());
    site.store.fail(Some(fault));
    let headers = keyed("a-key");
    let failed = site.ask("POST", ENTRIES, &headers, DENTIST).await;
    assert_eq!(failed.status, 503, "{failed:?}");
    site.store.fail(None);
    let done = site.ask("POST", ENTRIES, &headers, DENTIST).await;
    assert_eq!(done.status, 201, "{done:?}");
    assert_eq!(site.store.entries(), 1);
}

#[tokio::test]
async fn what_is_no_key_is_refused() {
    let site = Site::start().await;
    let long = "k".repeat(101);
    for key in ["", "a b", "ü", &long] {
        let refused = site.ask("POST", ENTRIES, &keyed(key), DENTIST).await;
        assert_eq!(refused.status, 400, "{key}");
        assert!(refused.detail().contains("1 to 100 visible characters"));
    }
    let twice = [JSON, ("idempotency-key", "a"), ("idempotency-key", "b")];
    let refused = site.ask("POST", ENTRIES, &twice, DENTIST).await;
    assert_eq!(refused.status, 400);
    let longest = "k".repeat(100);
    let done = site.ask("POST", ENTRIES, &keyed(&longest), DENTIST).await;
    assert_eq!(done.status, 201);
}
