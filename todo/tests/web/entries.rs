//! Entries: adding, showing, changing and removing them.

use serde_json::{Value, json};

use crate::site::Site;

const ENTRIES: &str = "/api/v1/lists/bob/entries";
const FIRST: &str = "/api/v1/lists/bob/entries/1";

fn titles(page: &Value) -> Vec<&str> {
    let entries = page["entries"].as_array().unwrap().iter();
    entries.map(|entry| entry["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_entry_is_added_and_has_a_place() {
    let site = Site::start().await;
    let body = r#"{"title":"Dentist","date":"2018-12-19"}"#;
    let added = site.send("POST", ENTRIES, body).await;
    assert_eq!(added.status, 201);
    assert_eq!(added.header("location"), Some(FIRST));
    let entry = added.json();
    assert_eq!(entry["id"], 1);
    assert_eq!(entry["title"], "Dentist");
    assert_eq!(entry["date"], "2018-12-19");
    assert_eq!(entry["done"], false);
    let version = entry["version"].as_str().unwrap();
    assert_eq!(added.etag(), format!("\"{version}\""));
    let shown = site.get(FIRST).await;
    assert_eq!((shown.json(), shown.etag()), (entry.clone(), added.etag()));
    let page = site.get(ENTRIES).await.json();
    assert_eq!(page["entries"], json!([entry]));
    assert_eq!(page["list"]["name"], "bob");
    assert!(page["next"].is_null());
}

#[tokio::test]
async fn entries_are_found_by_day_state_and_title_and_shown_in_pages() {
    let site = Site::start().await;
    for (title, date, done) in [
        ("Dentist", "\"2018-12-19\"", true),
        ("Shopping", "\"2018-12-20\"", false),
        ("Movies", "\"2018-12-19\"", false),
        ("Some day", "null", false),
    ] {
        let body =
            format!(r#"{{"title":"{title}","date":{date},"done":{done}}}"#);
        assert_eq!(site.send("POST", ENTRIES, &body).await.status, 201);
    }
    for (query, found) in [
        ("", vec!["Dentist", "Shopping", "Movies", "Some day"]),
        ("?date=2018-12-19", vec!["Dentist", "Movies"]),
        ("?done=true", vec!["Dentist"]),
        ("?done=false&date=2018-12-19", vec!["Movies"]),
        ("?q=S", vec!["Dentist", "Shopping", "Movies", "Some day"]),
        ("?q=SHOP", vec!["Shopping"]),
        ("?q=some+day", vec!["Some day"]),
        ("?after=2", vec!["Movies", "Some day"]),
        ("?date=2018-12-21", vec![]),
    ] {
        let page = site.get(&format!("{ENTRIES}{query}")).await.json();
        assert_eq!(titles(&page), found, "{query}");
        assert!(page["next"].is_null(), "{query}");
    }
    let first = site.get(&format!("{ENTRIES}?limit=3")).await.json();
    assert_eq!(first["next"], 3);
    let rest = site.get(&format!("{ENTRIES}?limit=3&after=3")).await.json();
    assert_eq!(
        (titles(&rest), &rest["next"]),
        (vec!["Some day"], &json!(null))
    );
}

#[tokio::test]
async fn a_change_changes_what_it_says_and_nothing_else() {
    let site = Site::start().await;
    let body = r#"{"title":"Dentist","date":"2018-12-19"}"#;
    let before = site.send("POST", ENTRIES, body).await.json();
    for (body, field, value) in [
        (r#"{"done":true}"#, "done", json!(true)),
        (r#"{"title":"Movies"}"#, "title", json!("Movies")),
        (r#"{"date":"2018-12-20"}"#, "date", json!("2018-12-20")),
        (r#"{"date":null}"#, "date", json!(null)),
    ] {
        let changed = site.send("PATCH", FIRST, body).await;
        assert_eq!(changed.status, 200, "{changed:?}");
        assert_eq!(changed.json()[field], value);
        assert_eq!(site.get(FIRST).await.json(), changed.json());
    }
    let after = site.get(FIRST).await.json();
    // What changes nothing leaves all as it is.
    for same in ["{}", r#"{"done":true}"#, r#"{"title":"Movies"}"#] {
        let changed = site.send("PATCH", FIRST, same).await;
        assert_eq!((changed.status, changed.json()), (200, after.clone()));
    }
    assert_eq!(after["title"], "Movies");
    assert_eq!(after["done"], true);
    assert_eq!(after["created"], before["created"]);
    assert_ne!(after["version"], before["version"]);
}

#[tokio::test]
async fn an_entry_that_was_removed_can_be_put_back_under_its_number() {
    let site = Site::start().await;
    site.add("bob", "Dentist").await;
    let removed = site.ask("DELETE", FIRST, &[], "").await;
    assert_eq!(removed.status, 204);
    let gone = site.get(FIRST).await;
    assert_eq!((gone.status, &*gone.detail()), (404, "there is no entry 1"));
    assert_eq!(site.ask("DELETE", FIRST, &[], "").await.status, 404);
    assert_eq!(site.send("PATCH", FIRST, "{}").await.status, 404);
    let put = site.send("PUT", FIRST, r#"{"title":"Dentist"}"#).await;
    assert_eq!((put.status, &put.json()["id"]), (200, &json!(1)));
    assert_eq!(site.get(FIRST).await.json(), put.json());
    // A number that was never given is nobody's.
    let second = "/api/v1/lists/bob/entries/2";
    let put = site.send("PUT", second, r#"{"title":"Movies"}"#).await;
    assert_eq!(put.status, 404);
}

#[tokio::test]
async fn all_entries_are_changed_and_those_that_are_done_removed_at_once() {
    let site = Site::start().await;
    for title in ["Dentist", "Shopping", "Movies"] {
        site.add("bob", title).await;
    }
    let changed = site.send("PATCH", FIRST, r#"{"done":true}"#).await;
    assert_eq!(changed.status, 200);
    let open = format!("{ENTRIES}?done=false");
    let changed = site.send("PATCH", &open, r#"{"done":true}"#).await;
    assert_eq!(changed.json()["changed"], 2);
    let list = site.get("/api/v1/lists/bob").await;
    assert_eq!(list.json()["version"], changed.json()["version"]);
    let again = site.send("PATCH", FIRST, r#"{"done":false}"#).await;
    assert_eq!(again.status, 200);
    let done = format!("{ENTRIES}?done=true");
    let removed = site.ask("DELETE", &done, &[], "").await;
    assert_eq!(removed.json()["changed"], 2);
    assert_eq!(titles(&site.get(ENTRIES).await.json()), ["Dentist"]);
    for query in ["", "?done=false", "?dnoe=true"] {
        let path = format!("{ENTRIES}{query}");
        let refused = site.ask("DELETE", &path, &[], "").await;
        assert_eq!(refused.status, 400, "{query}");
    }
    assert_eq!(titles(&site.get(ENTRIES).await.json()), ["Dentist"]);
}

#[tokio::test]
async fn what_has_no_list_or_no_number_is_not_found() {
    let site = Site::start().await;
    for id in ["1", "0", "-1", "+1", "01", "one", "1.0", "18446744073709551616"]
    {
        for list in ["bob", "nobody"] {
            site.add("bob", "Dentist").await;
            site.ask("DELETE", FIRST, &[], "").await;
            let path = format!("/api/v1/lists/{list}/entries/{id}");
            assert_eq!(site.get(&path).await.status, 404, "{path}");
            let done = site.send("PATCH", &path, r#"{"done":true}"#).await;
            assert_eq!(done.status, 404, "{path}");
        }
    }
    assert_eq!(site.get("/api/v1/lists/nobody/entries").await.status, 404);
}

#[tokio::test]
async fn a_parameter_that_means_nothing_or_is_wrong_is_refused() {
    let site = Site::start().await;
    site.add("bob", "Dentist").await;
    for query in [
        "date=yesterday",
        "date=2018-12-19T00:00",
        "done=1",
        "done=",
        "limit=0",
        "after=-1",
        "after=1.5",
        "q=%",
        "due=2018-12-19",
    ] {
        let answer = site.get(&format!("{ENTRIES}?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        let name = query.split('=').next().unwrap();
        let detail = answer.detail();
        assert!(detail.contains(name) || detail.contains('%'), "{detail}");
    }
}
