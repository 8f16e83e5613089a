//! Lists: beginning, showing and ending them.

use crate::site::Site;

#[tokio::test]
async fn a_list_begins_once() {
    let site = Site::start().await;
    let first = site.ask("PUT", "/api/v1/lists/bob", &[], "").await;
    assert_eq!(first.status, 201);
    let list = first.json();
    assert_eq!(list["name"], "bob");
    assert_eq!((&list["entries"], &list["open"]), (&0.into(), &0.into()));
    let second = site.ask("PUT", "/api/v1/lists/bob", &[], "").await;
    assert_eq!((second.status, second.json()), (200, list));
}

#[tokio::test]
async fn a_list_is_shown_without_its_entries() {
    let site = Site::start().await;
    assert_eq!(site.get("/api/v1/lists/bob").await.status, 404);
    site.add("bob", "Dentist").await;
    let list = site.get("/api/v1/lists/bob").await;
    assert_eq!((list.status, list.json()["open"].as_u64()), (200, Some(1)));
    let version = list.json()["version"].as_str().unwrap().to_owned();
    assert_eq!(list.etag(), format!("\"{version}\""));
}

#[tokio::test]
async fn a_list_ends_with_all_that_is_in_it() {
    let site = Site::start().await;
    site.add("bob", "Dentist").await;
    let ended = site.ask("DELETE", "/api/v1/lists/bob", &[], "").await;
    assert_eq!(ended.status, 204);
    assert_eq!(site.get("/api/v1/lists/bob").await.status, 404);
    assert_eq!(site.get("/api/v1/lists/bob/entries").await.status, 404);
    let again = site.ask("DELETE", "/api/v1/lists/bob", &[], "").await;
    assert_eq!(again.status, 404);
    assert_eq!(again.detail(), "there is no such list");
}

#[tokio::test]
async fn lists_are_shown_in_pages() {
    let site = Site::start().await;
    for name in ["carol", "alice", "bob"] {
        site.add(name, "Dentist").await;
    }
    let names = |page: &serde_json::Value| -> Vec<String> {
        let lists = page["lists"].as_array().unwrap().iter();
        lists.map(|l| l["name"].as_str().unwrap().to_owned()).collect()
    };
    let all = site.get("/api/v1/lists").await.json();
    assert_eq!(names(&all), ["alice", "bob", "carol"]);
    assert!(all["next"].is_null());
    let first = site.get("/api/v1/lists?limit=2").await.json();
    assert_eq!(names(&first), ["alice", "bob"]);
    assert_eq!(first["next"], "bob");
    let second = site.get("/api/v1/lists?limit=2&after=bob").await.json();
    assert_eq!(names(&second), ["carol"]);
    assert!(second["next"].is_null());
    // A page that is just full is the last one.
    let full = site.get("/api/v1/lists?limit=3").await.json();
    assert!(full["next"].is_null());
}

#[tokio::test]
async fn lists_are_found_by_what_is_in_their_names() {
    let site = Site::start().await;
    for name in ["Shopping", "Dentist", "shop%20talk", "%C3%9Cbung"] {
        site.add(name, "x").await;
    }
    let found = site.get("/api/v1/lists?q=SHOP&limit=1").await.json();
    assert_eq!(found["lists"][0]["name"], "Shopping");
    assert_eq!(found["next"], "Shopping");
    let found = site.get("/api/v1/lists?q=shop&after=Shopping").await.json();
    assert_eq!(found["lists"][0]["name"], "shop talk");
    assert!(found["next"].is_null());
    let found = site.get("/api/v1/lists?q=%C3%BCB").await.json();
    assert_eq!(found["lists"][0]["name"], "Übung");
    let none = site.get("/api/v1/lists?q=nobody").await.json();
    assert_eq!(none["lists"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn a_name_is_any_text_and_never_a_path() {
    let site = Site::start().await;
    let names = [
        ("a%2Fb", "a/b"),
        ("..%2F..%2Fetc%2Fpasswd", "../../etc/passwd"),
        ("...", "..."),
        ("%25", "%"),
        ("a+b", "a+b"),
        ("%F0%9F%8D%95", "🍕"),
        ("a%3Fb%23c", "a?b#c"),
    ];
    for (path, name) in names {
        let path = format!("/api/v1/lists/{path}");
        let begun = site.ask("PUT", &path, &[], "").await;
        assert_eq!((begun.status, &begun.json()["name"]), (201, &name.into()));
        assert_eq!(site.get(&path).await.json()["name"], name);
        let body = r#"{"title":"x"}"#;
        let added = site.send("POST", &format!("{path}/entries"), body).await;
        let place = added.header("location").unwrap();
        assert_eq!(site.get(place).await.json()["title"], "x", "{place}");
    }
    let all = site.get("/api/v1/lists").await.json();
    assert_eq!(all["lists"].as_array().unwrap().len(), names.len());
}

#[tokio::test]
async fn what_is_no_name_is_refused() {
    let site = Site::start().await;
    let long = "%C3%BC".repeat(101);
    for (name, detail) in [
        ("%", "two hexadecimal digits"),
        ("%zz", "two hexadecimal digits"),
        ("%ff", "UTF-8"),
        ("%C3%28", "UTF-8"),
        ("%00", "control characters"),
        ("a%0Ab", "control characters"),
        (&long, "at most 200 bytes"),
    ] {
        for rest in ["", "/entries", "/entries/1", "/events", "/export"] {
            let path = format!("/api/v1/lists/{name}{rest}");
            let answer = site.get(&path).await;
            assert_eq!(answer.status, 400, "{path}");
            assert!(answer.detail().contains(detail), "{path}: {answer:?}");
        }
    }
    assert_eq!(site.get("/api/v1/lists/").await.status, 404);
    let nameless = site.get("/api/v1/lists//entries").await;
    assert_eq!(nameless.status, 400);
    assert_eq!(nameless.detail(), "the name of a list is not empty");
}

#[tokio::test]
async fn a_parameter_that_means_nothing_or_is_wrong_is_refused() {
    let site = Site::start().await;
    for (query, detail) in [
        ("limit=0", "`limit` is a number from 1"),
        ("limit=-1", "`limit`"),
        ("limit=many", "`limit`"),
        ("limit=99999999999999999999999", "`limit`"),
        ("after=%0A", "control characters"),
        ("q=%ff", "UTF-8"),
        ("page=2", "`page` is no parameter here; there are: after, limit, q"),
    ] {
        let answer = site.get(&format!("/api/v1/lists?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.detail().contains(detail), "{query}: {answer:?}");
    }
    let most = site.get("/api/v1/lists?limit=18446744073709551615").await;
    assert_eq!(most.status, 200);
}
