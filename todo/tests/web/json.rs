//! Bodies of JSON that are wrong in all the ways there are.

use crate::contract::PROBLEM;
use crate::site::Site;

const ENTRIES: &str = "/api/v1/lists/bob/entries";
const FIRST: &str = "/api/v1/lists/bob/entries/1";

#[tokio::test]
async fn what_is_no_json_is_malformed() {
    let site = Site::start().await;
    let deep =
        format!(r#"{{"title":{}1{}}}"#, "[".repeat(5000), "]".repeat(5000));
    for body in [
        "{",
        "nothing",
        "{'title':1}",
        r#"{"title":"a"}}"#,
        &deep,
        r#"{"title":"a"#,
        "\u{feff}{}",
        r#"{"title":"\ud800"}"#,
    ] {
        let answer = site.send("POST", ENTRIES, body).await;
        assert!([400, 422].contains(&answer.status), "{body}: {answer:?}");
        assert_eq!(answer.header("content-type"), Some(PROBLEM));
    }
    let empty = site.send("POST", ENTRIES, "").await;
    assert_eq!(empty.status, 400);
    assert!(empty.detail().contains("an entry is such as"));
    assert_eq!(site.store.entries(), 0);
}

#[tokio::test]
async fn values_of_a_wrong_kind_are_named() {
    let site = Site::start().await;
    site.add("bob", "Dentist").await;
    let long = format!(r#"{{"title":"{}"}}"#, "a".repeat(1001));
    for (body, detail) in [
        ("{}", "title"),
        ("[]", "an entry is such as"),
        (r#"["a"]"#, "an entry is such as"),
        ("null", "an entry is such as"),
        ("1e999", "the body"),
        (r#"{"title":1}"#, "title"),
        (r#"{"title":null}"#, "title"),
        (r#"{"title":"a","title":"b"}"#, "title"),
        (r#"{"title":"a","done":"yes"}"#, "done"),
        (r#"{"title":"a","done":null}"#, "done"),
        (r#"{"title":"a","date":20181219}"#, "date"),
        (r#"{"title":"a","date":""}"#, "2018-12-19"),
        (r#"{"title":"a","date":"2018-02-30"}"#, "2018-12-19"),
        (r#"{"title":"a","date":"2018-12-19T10:00:00Z"}"#, "2018-12-19"),
        (r#"{"title":"a","due":"2018-12-19"}"#, "due"),
        (r#"{"title":"a","id":7}"#, "id"),
        (r#"{"title":"a\u0000b"}"#, "one line"),
        (r#"{"title":"a\nb"}"#, "one line"),
        (&long, "at most 1000 bytes"),
    ] {
        for (method, path) in [("POST", ENTRIES), ("PUT", FIRST)] {
            let answer = site.send(method, path, body).await;
            assert!([400, 422].contains(&answer.status), "{body}: {answer:?}");
            let said = answer.detail();
            assert!(said.contains(detail), "{body}: {said}");
        }
    }
    for body in [r#"{"title":null}"#, r#"{"done":null}"#, r#"{"id":2}"#, "[]"] {
        let answer = site.send("PATCH", FIRST, body).await;
        assert_eq!(answer.status, 422, "{body}: {answer:?}");
        let answer = site.send("PATCH", ENTRIES, body).await;
        assert_eq!(answer.status, 422, "{body}: {answer:?}");
    }
    assert_eq!(site.get(FIRST).await.json()["title"], "Dentist");
    assert_eq!(site.store.entries(), 1);
}

#[tokio::test]
async fn a_body_must_say_that_it_is_json() {
    let site = Site::start().await;
    let body = r#"{"title":"Dentist"}"#;
    for kind in ["text/plain", "application/jsonx", "", "application"] {
        let headers = [("content-type", kind)];
        let answer = site.ask("POST", ENTRIES, &headers, body).await;
        assert_eq!(answer.status, 415, "{kind}");
        assert!(answer.detail().contains("application/json"));
    }
    assert_eq!(site.ask("POST", ENTRIES, &[], body).await.status, 415);
    let headers = [("content-type", "Application/JSON; charset=utf-8")];
    let answer = site.ask("POST", ENTRIES, &headers, body).await;
    assert_eq!(answer.status, 201);
}

#[tokio::test]
async fn a_body_that_is_no_text_is_malformed() {
    let site = Site::start().await;
    let mut connection = site.connect().await;
    let body = b"{\"title\":\"\xff\xfe\"}";
    let head = format!(
        "POST {ENTRIES} HTTP/1.1\r\nhost: localhost\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(&[head.as_bytes(), body].concat()).await;
    let answer = connection.answer("POST").await.unwrap();
    assert_eq!(answer.status, 400, "{answer:?}");
    assert_eq!(connection.get("/healthz").await.status, 200);
}
