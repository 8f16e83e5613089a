//! `ETag`, `If-None-Match` and `If-Match`.

use crate::site::Site;

const LIST: &str = "/api/v1/lists/bob";
const ENTRIES: &str = "/api/v1/lists/bob/entries";
const FIRST: &str = "/api/v1/lists/bob/entries/1";
const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn who_knows_the_state_is_not_told_again() {
    let site = Site::start().await;
    site.add("bob", "Dentist").await;
    for path in [LIST, ENTRIES, FIRST] {
        let tag = site.get(path).await.etag().to_owned();
        let weak = format!("\"other\", W/{tag}");
        for known in [&tag, &weak, "*"] {
            let headers = [("if-none-match", known)];
            let answer = site.ask("GET", path, &headers, "").await;
            assert_eq!((answer.status, answer.etag()), (304, &*tag), "{path}");
        }
        for other in ["\"other\"", "", &tag.replace('"', "")] {
            let headers = [("if-none-match", other)];
            let answer = site.ask("GET", path, &headers, "").await;
            assert_eq!(answer.status, 200, "{path} {other}");
        }
    }
}

#[tokio::test]
async fn each_change_makes_another_tag() {
    let site = Site::start().await;
    site.add("bob", "Dentist").await;
    let (list, entry) = (site.get(LIST).await, site.get(FIRST).await);
    site.add("bob", "Movies").await;
    assert_ne!(site.get(LIST).await.etag(), list.etag());
    assert_ne!(site.get(ENTRIES).await.etag(), list.etag());
    // What happens to others is nothing to an entry.
    assert_eq!(site.get(FIRST).await.etag(), entry.etag());
}

#[tokio::test]
async fn an_entry_is_changed_only_in_the_state_that_the_client_knows() {
    let site = Site::start().await;
    let old = site.add("bob", "Dentist").await.etag().to_owned();
    let new = site.send("PATCH", FIRST, r#"{"done":true}"#).await;
    let body = r#"{"title":"Movies"}"#;
    for (method, body) in [("PUT", body), ("PATCH", body), ("DELETE", "")] {
        let headers = [JSON, ("if-match", &*old)];
        let refused = site.ask(method, FIRST, &headers, body).await;
        assert_eq!((refused.status, refused.etag()), (412, new.etag()));
        assert!(refused.detail().contains("Read it again"));
    }
    for strange in ["\"1\"", "W/\"1\"", "1", "\"\""] {
        let headers = [JSON, ("if-match", strange)];
        let refused = site.ask("PATCH", FIRST, &headers, body).await;
        assert_eq!(refused.status, 412, "{strange}");
    }
    let headers = [JSON, ("if-match", "\"1\", \"2\"")];
    assert_eq!(site.ask("PATCH", FIRST, &headers, body).await.status, 400);
    assert_eq!(site.get(FIRST).await.json()["title"], "Dentist");
    let headers = [JSON, ("if-match", new.etag())];
    let changed = site.ask("PATCH", FIRST, &headers, body).await;
    assert_eq!(
        (changed.status, &changed.json()["title"]),
        (200, &"Movies".into())
    );
    let headers = [JSON, ("if-match", "*")];
    assert_eq!(site.ask("PATCH", FIRST, &headers, body).await.status, 200);
}

#[tokio::test]
async fn a_list_is_changed_only_in_the_state_that_the_client_knows() {
    let site = Site::start().await;
    site.add("bob", "Dentist").await;
    let old = site.get(LIST).await.etag().to_owned();
    site.add("bob", "Movies").await;
    let done = format!("{ENTRIES}?done=true");
    let entry = r#"{"title":"Shopping"}"#;
    for (method, path, body) in [
        ("POST", ENTRIES, entry),
        ("PATCH", ENTRIES, r#"{"done":true}"#),
        ("DELETE", &done, ""),
        ("DELETE", LIST, ""),
    ] {
        let headers = [JSON, ("if-match", &*old)];
        let refused = site.ask(method, path, &headers, body).await;
        assert_eq!(refused.status, 412, "{method} {path}");
    }
    let now = site.get(LIST).await;
    assert_eq!(now.json()["entries"], 2);
    let headers = [("if-match", now.etag())];
    assert_eq!(site.ask("DELETE", LIST, &headers, "").await.status, 204);
}

#[tokio::test]
async fn a_list_can_be_begun_only_if_there_is_none() {
    let site = Site::start().await;
    let new = [("if-none-match", "*")];
    assert_eq!(site.ask("PUT", LIST, &new, "").await.status, 201);
    let version = site.get(LIST).await.etag().to_owned();
    assert_eq!(site.ask("PUT", LIST, &new, "").await.status, 412);
    assert_eq!(site.get(LIST).await.etag(), version);
    let there = [("if-match", "*")];
    let none = "/api/v1/lists/nobody";
    let refused = site.ask("PUT", none, &there, "").await;
    assert!([404, 412].contains(&refused.status), "{refused:?}");
    assert_eq!(site.get(none).await.status, 404);
}
