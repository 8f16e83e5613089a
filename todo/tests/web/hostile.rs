//! Requests that are malformed, or far too much: they are refused or cut off,
//! and nobody else is disturbed.

use crate::site::Site;

/// Checks that bytes are refused, and that others are answered then.
async fn is_refused(site: &Site, bytes: &[u8]) {
    let answers = site.connect().await.send_and_end(bytes).await;
    let sent = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let is_refusal = answers.starts_with("HTTP/1.1 4");
    // A client that speaks HTTP/2 gets no answer that it would not understand.
    let is_refusal = is_refusal || sent.starts_with("PRI ");
    assert!(is_refusal, "{answers}: {sent}");
    assert!(!answers.contains("HTTP/1.1 2"), "{answers}: {sent}");
    let answer = site.get("/healthz").await;
    assert_eq!(answer.status, 200, "after {sent}");
}

#[tokio::test]
async fn what_is_no_request_is_refused() {
    let site = Site::start().await;
    for bytes in [
        &b"\r\n\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTX/1.1\r\n\r\n",
        b"G\x00T / HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost : localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: local\x00host\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: localhost\r\n folded: 1\r\n\r\n",
        b"GET / HTTP/1.1\nhost\n\n",
        b"GET  /  HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET http:// HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"CONNECT localhost:80 HTTP/1.1\r\nhost: localhost:80\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"\xff\xfe\xfd\xfc",
        b"{\"title\":\"Dentist\"}",
    ] {
        is_refused(&site, bytes).await;
    }
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let site = Site::start().await;
    let a = "a".repeat(1024 * 1024);
    let get = "GET / HTTP/1.1\r\nhost: localhost\r\n";
    let many = "name=value&".repeat(10_000);
    let headers = "name: value\r\n".repeat(10_000);
    for bytes in [
        a.clone(),
        format!("GET /{a} HTTP/1.1\r\nhost: localhost\r\n\r\n"),
        format!("{a} / HTTP/1.1\r\nhost: localhost\r\n\r\n"),
        format!("GET /entries?{many} HTTP/1.1\r\nhost: localhost\r\n\r\n"),
        format!("{get}x: {a}\r\n\r\n"),
        format!("{get}{a}: x\r\n\r\n"),
        format!("{get}{headers}\r\n"),
        format!("{get}host: {a}\r\n\r\n"),
    ] {
        is_refused(&site, bytes.as_bytes()).await;
    }
}

#[tokio::test]
async fn as_many_parameters_as_fit_are_read_and_the_first_of_a_name_counts() {
    let site = Site::start().await;
    let many = "x=1&".repeat(3000);
    let path = format!(
        "/entries?{many}date=2018-12-19&list=bob&list=alice&date=nothing"
    );
    assert_eq!(site.get(&path).await.status, 200);
}

#[tokio::test]
async fn a_body_that_is_framed_wrongly_is_refused() {
    let site = Site::start().await;
    let post = "POST /api/v1/lists/bob/entries HTTP/1.1\r\nhost: localhost\r\n\
                content-type: application/json\r\n";
    for rest in [
        "content-length: -1\r\n\r\n{}",
        "content-length: 99999999999999999999999\r\n\r\n{}",
        "content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        "content-length: two\r\n\r\n{}",
        "content-length: 100\r\n\r\n{}",
        "transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}",
        "transfer-encoding: chunked\r\n\r\n2\r\n{}no line break",
        "transfer-encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n",
        "transfer-encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "transfer-encoding: identity\r\n\r\n{}",
        "transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n\
         2\r\n{}\r\n0\r\n\r\n",
    ] {
        is_refused(&site, format!("{post}{rest}").as_bytes()).await;
    }
    assert_eq!(site.store.entries(), 0);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_the_client_is_told() {
    let site = Site::start().await;
    let path = "/api/v1/lists/bob/entries";
    let large = format!(r#"{{"title":"{}"}}"#, "a".repeat(10_000_000));
    let refused = site.send("POST", path, &large).await;
    assert_eq!(refused.status, 413);
    assert!(refused.detail().contains("65536 bytes"));
    // One that does not say how large it is, too.
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    let chunk = format!("1000\r\n{}\r\n", "a".repeat(0x1000));
    let mut connection = site.connect().await;
    let (mut reader, mut writer) = connection.split();
    let send = async {
        writer.send(&head).await;
        // It has an end because the other side closes.
        while writer.send(&chunk).await {}
    };
    let (answer, ()) = tokio::join!(reader.rest(), send);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert_eq!(site.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_body_where_none_is_wanted_does_no_harm() {
    let site = Site::start().await;
    let mut connection = site.connect().await;
    for _ in 0..3 {
        let answer = connection.ask("GET", "/healthz", &[], "a body").await;
        assert_eq!(answer.status, 200);
    }
    // What looks like a request in a body is none.
    let smuggled =
        "DELETE /api/v1/lists/bob HTTP/1.1\r\nhost: localhost\r\n\r\n";
    site.add("bob", "Dentist").await;
    let answer = connection.ask("GET", "/healthz", &[], smuggled).await;
    assert_eq!(answer.status, 200);
    assert_eq!(connection.get("/api/v1/lists/bob").await.status, 200);
}

#[tokio::test]
async fn a_client_that_asks_whether_to_go_on_is_told() {
    let site = Site::start().await;
    let head = |length: usize| {
        format!(
            "POST /api/v1/lists/bob/entries HTTP/1.1\r\nhost: localhost\r\n\
             content-type: application/json\r\nexpect: 100-continue\r\n\
             content-length: {length}\r\n\r\n"
        )
    };
    let mut connection = site.connect().await;
    connection.write_all(head(15).as_bytes()).await;
    assert_eq!(connection.head().await.unwrap().status, 100);
    connection.write_all(b"{\"title\":\"abc\"}").await;
    assert_eq!(connection.answer("POST").await.unwrap().status, 201);
    // Nobody asks for a body that is too large anyway.
    connection.write_all(head(10_000_000).as_bytes()).await;
    assert_eq!(connection.answer("POST").await.unwrap().status, 413);
}

#[tokio::test]
async fn no_path_leads_out_of_the_site() {
    let site = Site::start().await;
    for path in [
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/page/../../src/web/mod.rs",
        "/page/..%2fmod.rs",
        "/page//etc/passwd",
        "/./healthz",
        "//healthz",
        "/api/v1/../../healthz",
        "/HEALTHZ",
        "/healthz/",
        "/\\..\\etc",
        "/api/v1/lists/bob/entries/../../..",
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
        assert!(!answer.body.contains("root:"), "{path}");
    }
}

#[tokio::test]
async fn clients_that_hang_up_at_any_point_do_no_harm() {
    let site = Site::start().await;
    let body = r#"{"title":"Dentist"}"#;
    let request = format!(
        "POST /api/v1/lists/bob/entries HTTP/1.1\r\nhost: localhost\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    for length in 0..request.len() {
        let mut connection = site.connect().await;
        connection.write_all(&request.as_bytes()[..length]).await;
        drop(connection);
    }
    assert_eq!(site.get("/healthz").await.status, 200);
    // The body never was complete.
    assert_eq!(site.store.entries(), 0);
    while site.counted("todo_connections ").await > 1 {}
}
