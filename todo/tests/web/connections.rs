//! Connections: how many there may be, how long they last, and the address.

use std::fs;
use std::time::Duration;

use todo::web::WebSettings;

use crate::site::{Site, settings};

const DENTIST: &str = "/add_entry?list=bob&date=2018-12-19&title=Dentist";

#[tokio::test]
async fn a_connection_serves_one_request_after_the_other() {
    let site = Site::start().await;
    let mut connection = site.connect().await;
    for _ in 0..100 {
        assert_eq!(connection.ask("POST", DENTIST, &[], "").await.body, "OK");
        assert_eq!(connection.get("/healthz").await.body, "ok");
    }
    assert_eq!(site.counted("todo_entries_written_total").await, 100);
}

#[tokio::test]
async fn requests_that_are_sent_together_are_answered_in_their_order() {
    let site = Site::start().await;
    let mut connection = site.connect().await;
    for title in ["Dentist", "Shopping", "Movies"] {
        let path = format!("/add_entry?list=bob&date=2018-12-19&title={title}");
        connection.write("POST", &path, &[], "").await;
        let day = "/entries?list=bob&date=2018-12-19";
        connection.write("GET", day, &[], "").await;
    }
    let mut answers = Vec::new();
    for method in ["POST", "GET", "POST", "GET", "POST", "GET"] {
        answers.push(connection.answer(method).await.unwrap().body);
    }
    let one = "2018-12-19 Dentist";
    let two = format!("{one}\n2018-12-19 Shopping");
    let three = format!("{two}\n2018-12-19 Movies");
    assert_eq!(answers, ["OK", one, "OK", &two, "OK", &three]);
}

#[tokio::test]
async fn who_comes_when_all_seats_are_taken_waits_for_one() {
    let site =
        Site::start_with(WebSettings { connections: 2, ..settings() }).await;
    let mut first = site.connect().await;
    let mut second = site.connect().await;
    assert_eq!(first.get("/healthz").await.status, 200);
    let metrics = second.get("/metrics").await.body;
    assert!(metrics.contains("todo_connections 2"), "{metrics}");
    let mut third = site.connect().await;
    third.write("GET", "/metrics", &[], "").await;
    // While it waits it is not counted, and others are served.
    let metrics = second.get("/metrics").await.body;
    assert!(metrics.contains("todo_connections 2"), "{metrics}");
    drop(first);
    let metrics = third.answer("GET").await.unwrap().body;
    assert!(metrics.contains("todo_connections 2"), "{metrics}");
}

#[tokio::test]
async fn who_sends_no_request_is_cut_off() {
    let site = Site::start_with(WebSettings {
        patience: Duration::from_millis(50),
        ..settings()
    })
    .await;
    for start in ["", "GET /healthz", "GET /healthz HTTP/1.1\r\nhost: a\r\n"] {
        let mut connection = site.connect().await;
        connection.write_all(start.as_bytes()).await;
        // Nothing at all, or a word of parting.
        let rest = connection.rest().await;
        assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 408"), "{rest}");
    }
    // Also after a request, and also if it comes byte by byte for ever.
    let mut idle = site.connect().await;
    assert_eq!(idle.get("/healthz").await.status, 200);
    assert_eq!(idle.rest().await, "");
    let mut slow = site.connect().await;
    slow.write_all(b"GET /healthz HTTP/1.1\r\nx: ").await;
    let (mut reader, mut writer) = slow.split();
    let trickle = async {
        while writer.send(b"x").await {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = trickle => {}
        _ = reader.rest() => {}
    }
    assert_eq!(site.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn who_does_not_send_the_body_is_answered_and_cut_off() {
    let site = Site::start_with(WebSettings {
        patience: Duration::from_millis(50),
        ..settings()
    })
    .await;
    let mut connection = site.connect().await;
    let head = "POST /api/v1/lists/bob/entries HTTP/1.1\r\nhost: localhost\r\n\
                content-type: application/json\r\ncontent-length: 9\r\n\r\n{";
    connection.write_all(head.as_bytes()).await;
    assert_eq!(connection.answer("POST").await.unwrap().status, 408);
    assert_eq!(connection.rest().await, "");
}

#[tokio::test]
async fn who_does_not_read_the_answers_is_cut_off() {
    let site = Site::start_with(WebSettings {
        patience: Duration::from_millis(50),
        ..settings()
    })
    .await;
    let mut connection = site.connect().await;
    let request = b"GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n";
    // More than all buffers hold; at the end the other side is gone.
    let (_reader, mut writer) = connection.split();
    while writer.send(&request.repeat(100)).await {}
    assert_eq!(site.get("/healthz").await.status, 200);
    assert_eq!(site.counted("todo_connections ").await, 1);
}

#[tokio::test]
async fn a_request_takes_no_longer_than_it_may() {
    let site = Site::start_with(WebSettings {
        patience: Duration::from_secs(1),
        timeout: Duration::from_millis(10),
        ..settings()
    })
    .await;
    site.store.hold(true);
    let late = site.ask("PUT", "/api/v1/lists/bob", &[], "").await;
    assert_eq!((late.status, late.header("retry-after")), (503, Some("1")));
    assert!(late.detail().contains("took too long"));
    site.store.hold(false);
}

#[tokio::test]
async fn the_address_is_in_the_file_for_as_long_as_it_listens() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("address");
    let site = Site::start_with(WebSettings {
        address_file: Some(file.clone()),
        ..settings()
    })
    .await;
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(written, format!("{}\n", site.address));
    site.stop();
    site.stopped().await;
    assert!(!file.exists());
}

#[tokio::test]
async fn an_address_that_is_taken_is_an_error_of_the_start() {
    let site = Site::start().await;
    let settings = WebSettings { address: site.address, ..settings() };
    let Err(error) = Site::try_start(settings).await else {
        panic!("two listen at {}", site.address);
    };
    let text = format!("cannot listen on {}", site.address);
    assert!(error.contains(&text), "{error}");
}

#[tokio::test]
async fn a_listener_that_crashed_listens_at_the_same_address_again() {
    let site = Site::start().await;
    let mut before = site.connect().await;
    assert_eq!(before.get("/healthz").await.status, 200);
    let listener = site
        .system
        .processes()
        .into_iter()
        .find(|process| {
            let label = process.label.as_ref();
            label.is_some_and(|label| label.as_str() == "Todo.Web.Listener")
        })
        .unwrap();
    site.system.exit(listener.pid, actor_core::ExitReason::Kill);
    while site.system.info(listener.pid).is_some() {
        tokio::task::yield_now().await;
    }
    assert_eq!(site.get("/healthz").await.status, 200);
    // Connections do not depend on who accepted them.
    assert_eq!(before.get("/healthz").await.status, 200);
}
