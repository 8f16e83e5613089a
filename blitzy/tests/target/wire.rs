//! What a server sees.

use blitzy::plan::KeepAlive;
use blitzy::target::{Body, Credentials, Form, Shape, Templates};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::Directory;

const AGENT: &str = concat!("user-agent: blitzy/", env!("CARGO_PKG_VERSION"));

/// Sends the request with this number over a socket, and returns all that
/// arrived, line by line.
async fn sent(shape: Shape, number: u64) -> Vec<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let requests = shape.target().unwrap().requests.in_form(Form::Path);
    let request = requests.get(number).map(Full::new);
    let client = async {
        let stream = TcpStream::connect(address).await.unwrap();
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.unwrap();
        let answer = sender.send_request(request);
        // Nobody answers, so that what matters is what was sent until the
        // server closed.
        let _ = tokio::join!(answer, connection);
    };
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        while !is_whole(&bytes) {
            assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0);
        }
        stream.shutdown().await.unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let ((), text) = tokio::join!(client, server);
    text.split("\r\n").map(str::to_owned).collect()
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    body.len() >= length
}

#[tokio::test]
async fn a_plain_url_becomes_a_plain_request() {
    let shape = Shape::of("http://localhost:8080/facts?of=Chucky#first");
    let expected = [
        "GET /facts?of=Chucky HTTP/1.1",
        "host: localhost:8080",
        AGENT,
        "accept: */*",
        "",
        "",
    ];
    assert_eq!(sent(shape, 0).await, expected);
}

#[tokio::test]
async fn templates_are_rendered_wherever_they_may_be() {
    let shape = Shape {
        headers: vec![
            "X-Turn: the {{each first|second}} one".to_owned(),
            "X-Request: {{seq 1}}".to_owned(),
            "Accept: text/plain".to_owned(),
        ],
        body: Body::from(r#"{"item":{{{seq}}},"price":{{rand 7 7}}}"#),
        ..Shape::of("http://[::1]/items/{{seq}}?name={{pick a b&c=ü/}}")
    };
    let expected = [
        "POST /items/3?name=a%20b%26c%3D%C3%BC%2F HTTP/1.1",
        "host: [::1]",
        "accept: text/plain",
        AGENT,
        "x-turn: the second one",
        "x-request: 4",
        "content-length: 24",
        "",
        r#"{"item":{3},"price":7}"#,
    ];
    let lines = sent(shape, 3).await;
    let body = lines.last().unwrap();
    assert_eq!(body, expected[8]);
    let length = format!("content-length: {}", body.len());
    assert_eq!(lines[..6], expected[..6]);
    assert_eq!(lines[6], length);
}

#[tokio::test]
async fn what_is_no_template_is_sent_as_it_is() {
    let shape = Shape {
        body: Body::from("{{mustache}}"),
        headers: vec!["X-Text: {{seq}}".to_owned()],
        templates: Templates::Literal,
        ..Shape::of("http://localhost/a b/{{seq}}")
    };
    let lines = sent(shape, 3).await;
    assert_eq!(lines[0], "POST /a%20b/%7B%7Bseq%7D%7D HTTP/1.1");
    assert!(lines.contains(&"x-text: {{seq}}".to_owned()));
    assert_eq!(lines.last().unwrap(), "{{mustache}}");
}

#[tokio::test]
async fn a_form_is_sent_as_a_browser_sends_it() {
    let fields = ["name=Little Elixir & OTP", "id={{seq}}", "empty="];
    let shape = Shape {
        body: Body::Form(fields.map(str::to_owned).to_vec()),
        ..Shape::of("http://localhost/")
    };
    let lines = sent(shape, 7).await;
    assert_eq!(lines[0], "POST / HTTP/1.1");
    let kind = "content-type: application/x-www-form-urlencoded";
    assert!(lines.contains(&kind.to_owned()), "{lines:?}");
    let form = "name=Little%20Elixir%20%26%20OTP&id=7&empty=";
    assert_eq!(lines.last().unwrap(), form);
}

#[tokio::test]
async fn a_user_in_the_url_is_sent_as_basic_authentication() {
    let shape = Shape::of("http://Chucky:p%40ss@localhost/");
    let lines = sent(shape, 0).await;
    assert_eq!(lines[0], "GET / HTTP/1.1");
    assert_eq!(lines[1], "host: localhost");
    // Chucky:p@ss
    let header = "authorization: Basic Q2h1Y2t5OnBAc3M=";
    assert!(lines.contains(&header.to_owned()), "{lines:?}");
}

#[tokio::test]
async fn who_asks_is_said_in_the_way_that_was_chosen() {
    for (credentials, header) in [
        (Credentials::Basic("a:b".to_owned()), "authorization: Basic YTpi"),
        (Credentials::Bearer("xyz".to_owned()), "authorization: Bearer xyz"),
    ] {
        // What is said goes before what a URL says.
        let shape =
            Shape { credentials, ..Shape::of("http://not:me@localhost/") };
        let lines = sent(shape, 0).await;
        let says = |line: &&String| line.starts_with("authorization");
        let said: Vec<_> = lines.iter().filter(says).collect();
        assert_eq!(said, [header]);
    }
}

#[tokio::test]
async fn another_host_is_asked_for_where_the_url_leads() {
    let by_header = Shape {
        headers: vec!["Host: weather.example".to_owned()],
        ..Shape::of("http://localhost:1/{{seq}}")
    };
    let by_itself = Shape {
        host: Some("weather.example".to_owned()),
        ..Shape::of("http://localhost:1/0")
    };
    for shape in [by_header, by_itself] {
        let target = shape.clone().target().unwrap();
        assert_eq!(target.origins[0].host, "localhost");
        let request = target.requests.in_form(Form::Authority).get(0);
        assert_eq!(request.uri(), "http://weather.example/0");
        assert!(!request.headers().contains_key("host"));

        let lines = sent(shape, 0).await;
        assert_eq!(lines[..2], ["GET /0 HTTP/1.1", "host: weather.example"]);
    }
}

#[tokio::test]
async fn a_request_for_a_connection_of_its_own_says_so() {
    let shape =
        Shape { keep_alive: KeepAlive::No, ..Shape::of("http://localhost/") };
    let target = shape.clone().target().unwrap();
    assert!(sent(shape, 0).await.contains(&"connection: close".to_owned()));
    // HTTP/2 has no such header.
    let request = target.requests.in_form(Form::Authority).get(0);
    assert!(!request.headers().contains_key("connection"));
}

#[tokio::test]
async fn a_body_is_sent_with_any_method() {
    let shape = |method: &str, body: &str| Shape {
        method: Some(method.to_owned()),
        body: Body::from(body),
        ..Shape::of("http://localhost/")
    };
    let lines = sent(shape("get", "a body"), 0).await;
    assert_eq!(lines[0], "GET / HTTP/1.1");
    assert_eq!(lines.last().unwrap(), "a body");

    // A server cannot know otherwise that nothing follows.
    let lines = sent(shape("POST", ""), 0).await;
    assert!(lines.contains(&"content-length: 0".to_owned()), "{lines:?}");
    let lines = sent(shape("DELETE", ""), 0).await;
    assert!(!lines.iter().any(|line| line.starts_with("content-length")));
}

#[tokio::test]
async fn a_body_is_read_from_a_file() {
    let directory = Directory::new("body");
    let path = directory.file("body.txt", "request {{seq}}");
    let shape = Shape {
        body: Body::from(&*format!("@{}", path.display())),
        ..Shape::of("http://localhost/")
    };
    assert_eq!(sent(shape, 5).await.last().unwrap(), "request 5");

    let shape =
        Shape { body: Body::from("@@name"), ..Shape::of("http://localhost/") };
    assert_eq!(sent(shape, 5).await.last().unwrap(), "@name");
}

#[test]
fn a_body_that_is_no_text_is_sent_as_it_is() {
    let bytes = b"\xff\xfe{{seq}}\x00";
    let shape = Shape {
        body: Body::Bytes(bytes[..].into()),
        ..Shape::of("http://localhost/")
    };
    let request = shape.target().unwrap().requests.get(1);
    assert_eq!(request.body(), &bytes[..]);
}
