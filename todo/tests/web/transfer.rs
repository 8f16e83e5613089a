//! Lists as files, in and out.

use serde_json::{Value, json};

use crate::client::Answer;
use crate::site::Site;

const IMPORT: &str = "/api/v1/lists/bob/import";
const EXPORT: &str = "/api/v1/lists/bob/export";
const BOOK: &str = "2018/12/19,Dentist\n2018/12/20,Shopping\n2018/12/19,Movies";

async fn import(site: &Site, path: &str, kind: &str, file: &str) -> Answer {
    site.ask("POST", path, &[("content-type", kind)], file).await
}

async fn titles(site: &Site) -> Vec<String> {
    let page = site.get("/api/v1/lists/bob/entries").await.json();
    let entries = page["entries"].as_array().cloned().unwrap_or_default();
    let title = |entry: &Value| entry["title"].as_str().unwrap().to_owned();
    entries.iter().map(title).collect()
}

#[tokio::test]
async fn the_file_of_the_book_is_added() {
    let site = Site::start().await;
    let answer = import(&site, IMPORT, "text/csv; charset=utf-8", BOOK).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), json!({"added": 3, "errors": []}));
    assert_eq!(titles(&site).await, ["Dentist", "Shopping", "Movies"]);
    let day = site.get("/entries?list=bob&date=2018-12-19").await.body;
    assert_eq!(day, "2018-12-19 Dentist\n2018-12-19 Movies");
}

#[tokio::test]
async fn what_is_wrong_in_a_file_is_told_with_its_line() {
    let site = Site::start().await;
    let file = format!("{BOOK}\n2018/13/19,Never\n2018/12/21,Concert\n");
    let answer = import(&site, IMPORT, "text/csv", &file).await;
    assert_eq!((answer.status, &answer.json()["added"]), (200, &json!(4)));
    assert_eq!(answer.json()["errors"][0]["line"], 4);
    let all = ["Dentist", "Shopping", "Movies", "Concert"];
    assert_eq!(titles(&site).await, all);
    // All or nothing: nothing.
    let path = format!("{IMPORT}?atomic=true");
    let answer = import(&site, &path, "text/csv", &file).await;
    assert_eq!((answer.status, &answer.json()["added"]), (422, &json!(0)));
    assert_eq!(answer.json()["errors"].as_array().unwrap().len(), 1);
    assert_eq!(titles(&site).await, all);
    let answer = import(&site, &path, "text/csv", BOOK).await;
    assert_eq!(answer.json()["added"], 3);
}

#[tokio::test]
async fn a_file_without_an_entry_adds_nothing_and_begins_no_list() {
    let site = Site::start().await;
    for (kind, file, status) in [
        ("text/csv", "", 200),
        ("text/csv", "\n\n", 200),
        ("text/csv", "no date\n", 422),
        ("application/json", "[]", 200),
        ("application/json", "", 422),
        ("application/json", "{\"entries\":", 422),
        ("application/json", "[{\"title\":1}]", 422),
    ] {
        let answer = import(&site, IMPORT, kind, file).await;
        assert_eq!(answer.status, status, "{file}: {answer:?}");
        assert_eq!(answer.json()["added"], 0);
    }
    assert_eq!(site.get("/api/v1/lists/bob").await.status, 404);
}

#[tokio::test]
async fn a_file_that_is_sent_again_with_its_key_is_added_once() {
    let site = Site::start().await;
    let headers = [("content-type", "text/csv"), ("idempotency-key", "a")];
    for _ in 0..2 {
        let answer = site.ask("POST", IMPORT, &headers, BOOK).await;
        assert_eq!((answer.status, &answer.json()["added"]), (200, &json!(3)));
    }
    assert_eq!(titles(&site).await.len(), 3);
}

#[tokio::test]
async fn a_file_of_no_known_kind_or_size_is_refused() {
    let site = Site::start().await;
    for kind in ["text/plain", "application/x-www-form-urlencoded", ""] {
        assert_eq!(import(&site, IMPORT, kind, BOOK).await.status, 415);
    }
    let large = "2018/12/19,Dentist\n".repeat(20_000);
    assert_eq!(import(&site, IMPORT, "text/csv", &large).await.status, 413);
    let wrong = format!("{IMPORT}?atomic=maybe");
    assert_eq!(import(&site, &wrong, "text/csv", BOOK).await.status, 400);
    assert_eq!(site.store.entries(), 0);
}

#[tokio::test]
async fn what_is_exported_can_be_imported() {
    let site = Site::start().await;
    import(&site, IMPORT, "text/csv", BOOK).await;
    site.send("PATCH", "/api/v1/lists/bob/entries/2", r#"{"done":true}"#).await;
    let before = site.get(EXPORT).await.json();
    let csv = site.get(&format!("{EXPORT}?format=csv")).await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    for (kind, file) in
        [("text/csv", csv.body), ("application/json", before.to_string())]
    {
        site.ask("DELETE", "/api/v1/lists/bob", &[], "").await;
        let answer = import(&site, IMPORT, kind, &file).await;
        assert_eq!(answer.json()["added"], 3, "{kind}");
        let after = site.get(EXPORT).await.json();
        for field in ["title", "date", "done"] {
            for index in 0..3 {
                let of = |list: &Value| list["entries"][index][field].clone();
                assert_eq!(of(&after), of(&before), "{kind} {field}");
            }
        }
    }
    let calendar = site.get(&format!("{EXPORT}?format=ics")).await;
    assert_eq!(calendar.body.matches("BEGIN:VTODO").count(), 3);
    assert!(calendar.body.contains("SUMMARY:Dentist"));
}

#[tokio::test]
async fn what_is_not_there_cannot_be_exported() {
    let site = Site::start().await;
    assert_eq!(site.get(EXPORT).await.status, 404);
    site.add("bob", "Dentist").await;
    for query in ["format=xml", "format=", "kind=csv"] {
        let answer = site.get(&format!("{EXPORT}?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
    }
}

#[tokio::test]
async fn all_lists_are_exported_a_line_each() {
    let site = Site::start().await;
    assert_eq!(site.get("/api/v1/export").await.body, "");
    site.add("bob", "Dentist").await;
    site.add("alice", "Movies").await;
    let lines = site.get("/api/v1/export").await.body;
    let lines: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<_> = lines.iter().map(|line| &line["list"]).collect();
    assert_eq!(names, ["alice", "bob"]);
    assert_eq!(lines[1], site.get(EXPORT).await.json());
}
