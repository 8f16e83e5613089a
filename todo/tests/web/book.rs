//! The book's two routes.

use crate::site::Site;
use todo::store::StoreError;

const DENTIST: &str = "/add_entry?list=bob&date=2018-12-19&title=Dentist";
const THAT_DAY: &str = "/entries?list=bob&date=2018-12-19";

#[tokio::test]
async fn an_entry_that_is_added_is_there() {
    let site = Site::start().await;
    let answer = site.get(THAT_DAY).await;
    assert_eq!((answer.status, &*answer.body), (200, ""));
    let answer = site.ask("POST", DENTIST, &[], "").await;
    assert_eq!((answer.status, &*answer.body), (200, "OK"));
    let text = Some("text/plain; charset=utf-8");
    assert_eq!(answer.header("content-type"), text);
    let answer = site.get(THAT_DAY).await;
    assert_eq!((answer.status, &*answer.body), (200, "2018-12-19 Dentist"));
    assert_eq!(answer.header("content-type"), text);
}

#[tokio::test]
async fn the_entries_of_a_day_are_lines_in_their_order() {
    let site = Site::start().await;
    for (day, title) in
        [("19", "Dentist"), ("20", "Shopping"), ("19", "Movies")]
    {
        let path =
            format!("/add_entry?list=bob&date=2018-12-{day}&title={title}");
        assert_eq!(site.ask("POST", &path, &[], "").await.body, "OK");
    }
    let lines = "2018-12-19 Dentist\n2018-12-19 Movies";
    assert_eq!(site.get(THAT_DAY).await.body, lines);
    let other = site.get("/entries?list=bob&date=2018-12-21").await;
    assert_eq!((other.status, &*other.body), (200, ""));
}

#[tokio::test]
async fn parameters_are_decoded_and_the_body_is_not_looked_at() {
    let site = Site::start().await;
    let path = "/add_entry?title=a+%26%20%C3%BC&date=2018-12-19\
                &list=..%2Fbob&title=second&more=1";
    let answer = site.ask("POST", path, &[], "title=third").await;
    assert_eq!(answer.body, "OK");
    let answer = site.get("/entries?date=2018-12-19&list=../bob").await;
    assert_eq!(answer.body, "2018-12-19 a & ü");
}

#[tokio::test]
async fn an_empty_title_is_a_title() {
    let site = Site::start().await;
    let path = "/add_entry?list=bob&date=2018-12-19&title=";
    assert_eq!(site.ask("POST", path, &[], "").await.body, "OK");
    assert_eq!(site.get(THAT_DAY).await.body, "2018-12-19 ");
}

#[tokio::test]
async fn ok_means_that_it_is_kept() {
    let site = Site::start().await;
    site.store.hold(true);
    let mut connection = site.connect().await;
    connection.write("POST", DENTIST, &[], "").await;
    site.store.is_waited_for().await;
    assert_eq!(site.store.entries(), 0);
    site.store.hold(false);
    assert_eq!(connection.answer("POST").await.unwrap().body, "OK");
    assert_eq!(site.store.entries(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_said_in_a_line() {
    let site = Site::start().await;
    let long = format!("/entries?list={}&date=2018-12-19", "a".repeat(201));
    for (path, text) in [
        ("/entries", "the parameter `list` is missing"),
        ("/entries?list=bob", "the parameter `date` is missing"),
        ("/entries?date=2018-12-19", "the parameter `list` is missing"),
        ("/entries?list=&date=2018-12-19", "is not empty"),
        ("/entries?list=bob&date=", "such as 2018-12-19"),
        ("/entries?list=bob&date=20181219", "such as 2018-12-19"),
        ("/entries?list=bob&date=2018-02-30", "such as 2018-12-19"),
        ("/entries?list=bob&date=%zz", "two hexadecimal digits"),
        ("/entries?list=%ff&date=2018-12-19", "UTF-8"),
        ("/entries?list=%00&date=2018-12-19", "control characters"),
        (&long, "at most 200 bytes"),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.body.contains(text), "{path}: {}", answer.body);
        let kind = answer.header("content-type");
        assert_eq!(kind, Some("text/plain; charset=utf-8"));
    }
    let day = "/add_entry?list=bob&date=2018-12-19";
    for (title, text) in [
        (String::new(), "`title` is missing"),
        ("&title=a%0Ab".to_owned(), "one line"),
        (format!("&title={}", "a".repeat(1001)), "at most 1000 bytes"),
    ] {
        let path = format!("{day}{title}");
        let answer = site.ask("POST", &path, &[], "").await;
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.body.contains(text), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn anything_else_is_not_found() {
    let site = Site::start().await;
    for (method, path) in [
        ("GET", "/add_entry?list=bob&date=2018-12-19&title=Dentist"),
        ("POST", "/entries?list=bob&date=2018-12-19"),
        ("PUT", "/add_entry"),
        ("GET", "/nothing"),
        ("GET", "/entries/"),
        ("DELETE", "/entries"),
    ] {
        let answer = site.ask(method, path, &[], "").await;
        let seen = (answer.status, &*answer.body);
        assert_eq!(seen, (404, "not found"), "{method} {path}");
    }
    assert_eq!(site.ask("HEAD", "/entries", &[], "").await.status, 404);
}

#[tokio::test]
async fn a_write_that_fails_is_no_ok() {
    let site = Site::start().await;
    let full = StoreError::Full("no space left".into());
    site.store.fail(Some(full));
    let answer = site.ask("POST", DENTIST, &[], "").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert!(answer.body.contains("the disk is full"), "{}", answer.body);
    site.store.fail(None);
    assert_eq!(site.get(THAT_DAY).await.body, "");
    assert_eq!(site.ask("POST", DENTIST, &[], "").await.body, "OK");
    assert_eq!(site.store.entries(), 1);
}
