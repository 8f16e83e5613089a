//! What becomes of connections when the service stops.

use tokio::net::TcpStream;

use crate::site::Site;

const DENTIST: &str = "/add_entry?list=bob&date=2018-12-19&title=Dentist";

#[tokio::test]
async fn a_request_under_way_is_answered_and_what_it_wrote_is_kept() {
    let site = Site::start().await;
    site.store.hold(true);
    let mut connection = site.connect().await;
    connection.write("POST", DENTIST, &[], "").await;
    site.store.is_waited_for().await;
    site.stop();
    // Nobody new is let in.
    while TcpStream::connect(site.address).await.is_ok() {}
    site.store.hold(false);
    let answer = connection.answer("POST").await.unwrap();
    assert_eq!((answer.status, &*answer.body), (200, "OK"));
    assert_eq!(answer.header("connection"), Some("close"));
    assert_eq!(connection.rest().await, "");
    assert_eq!(site.store.entries(), 1);
    site.stopped().await;
}

#[tokio::test]
async fn connections_that_wait_for_a_request_are_closed() {
    let site = Site::start().await;
    let mut used = site.connect().await;
    assert_eq!(used.get("/healthz").await.status, 200);
    let mut new = site.connect().await;
    assert_eq!(site.get("/healthz").await.status, 200);
    site.stop();
    assert_eq!(used.rest().await, "");
    assert_eq!(new.rest().await, "");
    site.stopped().await;
}

#[tokio::test]
async fn streams_of_events_end() {
    let site = Site::start().await;
    let mut streams = Vec::new();
    for path in ["/api/v1/events", "/api/v1/lists/bob/events"] {
        let mut stream = site.connect().await;
        stream.write("GET", path, &[], "").await;
        assert_eq!(stream.head().await.unwrap().status, 200);
        assert_eq!(stream.chunk().await.unwrap(), "retry: 1000\n\n");
        streams.push(stream);
    }
    site.stop();
    for mut stream in streams {
        // To its proper end, which is not that of a connection that is cut.
        assert!(stream.rest().await.ends_with("0\r\n\r\n"));
    }
    site.stopped().await;
}
