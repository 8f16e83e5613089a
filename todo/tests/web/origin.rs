//! Whose request it is.

use crate::site::Site;

const ADD: &str = "/add_entry?list=bob&date=2018-12-19&title=Dentist";
const LIST: &str = "/api/v1/lists/bob";

#[tokio::test]
async fn pages_of_other_sites_change_nothing() {
    let site = Site::start().await;
    let ours = site.address.to_string();
    let http = format!("http://{ours}");
    for origin in [
        "http://evil.example",
        "null",
        "",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://127.0.0.1:1@evil.example",
        &format!("{http}.evil.example"),
        &format!("{http}/"),
        &ours,
    ] {
        for (method, path) in [("POST", ADD), ("PUT", LIST), ("DELETE", LIST)] {
            let headers = [("origin", origin)];
            let refused = site.ask(method, path, &headers, "").await;
            assert_eq!(refused.status, 403, "{method} {origin}");
            assert!(refused.detail().contains("Origin"));
        }
    }
    assert_eq!(site.store.entries(), 0);
    // To be read by a page of another site takes its browser's leave.
    let headers = [("origin", "http://evil.example")];
    let read = site.ask("GET", "/healthz", &headers, "").await;
    assert_eq!(read.status, 200);
    assert_eq!(read.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn our_own_page_and_programs_change_what_they_like() {
    let site = Site::start().await;
    let http = format!("http://{}", site.address);
    let named = [("host", "todo.example"), ("origin", "https://todo.example")];
    for headers in [&[("origin", &*http)][..], &[], &named] {
        let added = site.ask("POST", ADD, headers, "").await;
        assert_eq!(added.status, 200, "{headers:?}");
    }
    assert_eq!(site.store.entries(), 3);
}

#[tokio::test]
async fn a_name_that_is_not_known_is_refused_whatever_is_asked() {
    let site = Site::start().await;
    for host in
        ["evil.example", "evil.example:5454", "", "localhost.evil.example"]
    {
        let headers = [("host", host)];
        for (method, path) in
            [("GET", "/healthz"), ("POST", ADD), ("GET", "/"), ("PUT", LIST)]
        {
            let refused = site.ask(method, path, &headers, "").await;
            assert_eq!(refused.status, 403, "{method} {path} {host}");
            assert!(refused.detail().contains("hosts"));
        }
    }
    for host in ["localhost", "[::1]:5454", "10.0.0.7", "TODO.example:80"] {
        let headers = [("host", host)];
        let answer = site.ask("GET", "/healthz", &headers, "").await;
        assert_eq!(answer.status, 200, "{host}");
    }
}

#[tokio::test]
async fn a_request_has_one_host() {
    let site = Site::start().await;
    for head in [
        "GET /healthz HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nhost: \u{fc}\r\n\r\n",
    ] {
        let mut connection = site.connect().await;
        connection.write_all(head.as_bytes()).await;
        let answer = connection.answer("GET").await.unwrap();
        assert_eq!(answer.status, 400, "{head}");
    }
    // The address in the request line counts before `Host`.
    let mut connection = site.connect().await;
    let head = "GET http://evil.example/healthz HTTP/1.1\r\n\
                host: localhost\r\n\r\n";
    connection.write_all(head.as_bytes()).await;
    assert_eq!(connection.answer("GET").await.unwrap().status, 403);
    // Clients of 1996 do not say.
    let mut connection = site.connect().await;
    connection.write_all(b"GET /healthz HTTP/1.0\r\n\r\n").await;
    assert_eq!(connection.answer("GET").await.unwrap().status, 200);
}
