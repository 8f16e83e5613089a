//! What is nobody else's business stays untold.

use blitzy::target::{Body, Credentials, Shape, Through};

const SECRET: &str = "Tr0ub4dor";

fn shape() -> Shape {
    Shape {
        headers: vec![
            format!("Cookie: session={SECRET}"),
            format!("X-Api-Key: {SECRET}-{{{{seq}}}}"),
        ],
        body: Body::from(SECRET),
        credentials: Credentials::Bearer(SECRET.to_owned()),
        ..Shape::of(format!("http://me:{SECRET}@localhost:8080/a?b=c"))
    }
}

#[test]
fn neither_a_shape_nor_a_target_shows_a_secret() {
    assert!(!format!("{:?}", shape()).contains(SECRET));
    let target = shape().target().unwrap();
    assert!(!format!("{target:?}").contains(SECRET), "{target:?}");
    assert_eq!(target.description(), "POST http://localhost:8080/a?b=c");
}

#[test]
fn headers_with_secrets_are_marked_in_every_request() {
    let request = shape().target().unwrap().requests.get(7);
    assert!(!format!("{:?}", request.headers()).contains(SECRET));
    let token = format!("Bearer {SECRET}");
    assert_eq!(request.headers()["authorization"], token);
    assert_eq!(request.headers()["x-api-key"], format!("{SECRET}-7"));
    let in_url = Shape { credentials: Credentials::Unsaid, ..shape() };
    let request = in_url.target().unwrap().requests.get(7);
    assert!(request.headers()["authorization"].is_sensitive());
}

#[test]
fn a_description_says_where_connections_go() {
    let described = |through| {
        let shape = Shape { through, ..Shape::of("http://localhost/{{seq}}") };
        shape.target().unwrap().description()
    };
    assert_eq!(
        described(Through::Address("127.0.0.1:81".parse().unwrap())),
        "GET http://localhost/{{seq}} at 127.0.0.1:81"
    );
    assert_eq!(
        described(Through::Unix("/run/weather.socket".into())),
        "GET http://localhost/{{seq}} at the socket /run/weather.socket"
    );
}

#[test]
fn no_error_shows_a_secret() {
    let urls = [
        format!("me:{SECRET}@localhost:8080"),
        format!("http://me:{SECRET}@localhost:port/"),
        format!("http://me:{SECRET}@"),
        format!("ftp://me:{SECRET}@localhost/"),
        format!("http://me:{SECRET}@localhost/\nb"),
        format!("http://me:{SECRET}@local host/"),
        format!("http://me:{SECRET}\\@localhost/"),
        format!("http://me:{SECRET}@localhost/{{{{sequence}}}}"),
        format!("http://me:{SECRET}@localhost/{}", "a".repeat(70_000)),
    ];
    let of_urls = urls.map(Shape::of);
    let header = |text: String| Shape { headers: vec![text], ..shape() };
    let of_headers = [
        header(SECRET.to_owned()),
        header(format!("X-Api-Key: {SECRET}\r\n")),
        header(format!("Authorization: {SECRET}")),
    ];
    let credentials =
        |credentials| Shape { credentials, ..Shape::of("http://localhost/") };
    let of_credentials = [
        credentials(Credentials::Basic(SECRET.to_owned())),
        credentials(Credentials::Bearer(format!("{SECRET}\n"))),
    ];
    let shapes = of_urls.into_iter().chain(of_headers).chain(of_credentials);
    let mut refused = 0;
    for shape in shapes {
        let error = shape.target().expect_err("a shape that has a fault");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(SECRET), "{shown}");
        refused += 1;
    }
    assert_eq!(refused, 14);
}
