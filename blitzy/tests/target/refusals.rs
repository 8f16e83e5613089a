//! What cannot be sent is refused, with what to write instead.

use std::path::PathBuf;

use blitzy::target::{Body, Credentials, Shape, Templates, Urls};

use super::Directory;

fn refusal(shape: Shape) -> String {
    shape.target().unwrap_err().to_string()
}

fn refusal_of_header(header: &str) -> String {
    let headers = vec![header.to_owned()];
    refusal(Shape { headers, ..Shape::of("http://localhost/") })
}

#[test]
fn a_url_without_a_scheme_is_given_one() {
    for (text, suggestion) in [
        ("localhost:8080", "http://localhost:8080"),
        ("localhost/a?b", "http://localhost/a?b"),
        ("a.example/?next=http://b", "http://a.example/?next=http://b"),
    ] {
        let expected = format!("{text:?} is no URL; write {suggestion}");
        assert_eq!(refusal(Shape::of(text)), expected);
    }
}

#[test]
fn an_empty_text_is_no_url() {
    for text in ["", " "] {
        let told = refusal(Shape::of(text));
        assert!(told.ends_with("write one like http://localhost/"), "{told}");
    }
}

#[test]
fn a_url_that_names_no_server_is_refused() {
    for (url, expected) in [
        (
            "ftp://localhost/",
            "a URL begins with http:// or https://, not with \"ftp\"",
        ),
        ("http:///path", "the URL has no host"),
        ("http://user@/path", "the URL has no host"),
        (
            "http://localhost:port/",
            "\"http://localhost:port/\" is no URL: invalid port number",
        ),
        (
            "http://local\rhost/",
            "\"http://local\\rhost/\" is no URL: it has a line break or \
             another control character",
        ),
        (
            "http://{{pick a|b}}.example/",
            "a URL has templates behind its host, not in it; for several \
             hosts give several URLs, or a list of them in a file",
        ),
    ] {
        assert_eq!(refusal(Shape::of(url)), expected);
    }
    for host in ["a b", "a\\b", "[::1", "1.2.3.4.5.6:x", "a:99999", ":80"] {
        refusal(Shape::of(format!("http://{host}/")));
    }
}

#[test]
fn a_url_is_no_longer_than_it_can_be() {
    let url = format!("http://localhost/{}", "a".repeat(65_524));
    assert!(Shape::of(url.clone()).target().is_ok());
    assert_eq!(
        refusal(Shape::of(url.clone() + "a")),
        "a URL has at most 65534 bytes, and this one can have 65535"
    );
    refusal(Shape::of(url + "{{seq}}"));
}

#[test]
fn a_fault_of_a_template_is_told_with_its_place() {
    assert_eq!(
        refusal(Shape::of("http://localhost/{{random}}")),
        "in the URL: there is no word \"random\"; there are seq, rand LOW \
         HIGH, uuid, pick A|B and each A|B; write {{{{ if two braces are meant"
    );
    assert_eq!(
        refusal_of_header("X-Id: {{seq"),
        "in the header x-id: {{ is not followed by }}; write {{{{ if two \
         braces are meant"
    );
    let of_body = |body| Shape { body, ..Shape::of("http://localhost/") };
    let error = refusal(of_body(Body::from("{{rand 2 1}}")));
    assert!(error.starts_with("in the body: {{rand LOW HIGH}}"), "{error}");
    let form = Body::Form(vec!["a=1".to_owned(), "b={{}}".to_owned()]);
    let error = refusal(of_body(form));
    assert!(error.starts_with("in field 2 of the form: "), "{error}");
}

#[test]
fn a_header_brings_no_other_header_with_it() {
    let expected = "the value of the header x-a has a line break or another \
                    control character; for more headers give each by itself";
    for header in [
        "X-A: b\r\nX-C: d",
        "X-A: b\n",
        "X-A: {{seq}}\r\nX-C: d",
        "X-A: {{pick a|b\r\nX-C: d}}",
    ] {
        assert_eq!(refusal_of_header(header), expected, "{header:?}");
    }
}

#[test]
fn what_is_no_header_is_refused() {
    let expected = "header 1 has no name with a colon behind it; write \
                    'Name: value', as in 'Accept: text/html'";
    assert_eq!(refusal_of_header("Accept"), expected);
    assert_eq!(refusal_of_header(": text/html"), expected);
    let expected = "\"X A\" is no name of a header; it has letters, digits \
                    and dashes";
    assert_eq!(refusal_of_header("X A: b"), expected);
    let expected = "the header content-length follows from the body; leave it \
                    out";
    assert_eq!(refusal_of_header("Content-Length: 5"), expected);
    refusal_of_header("Transfer-Encoding: chunked");
    let expected = "\"a b\" is no host; write a name with or without a port, \
                    as in example.com or example.com:8080";
    assert_eq!(refusal_of_header("Host: a b"), expected);
    refusal_of_header("Host: user@example.com");
    refusal_of_header("Host:");
}

#[test]
fn what_may_be_said_once_is_not_said_twice() {
    let shape = Shape {
        headers: vec!["Authorization: Basic YTpi".to_owned()],
        credentials: Credentials::Bearer("token".to_owned()),
        ..Shape::of("http://localhost/")
    };
    let expected = "authorization is given more than once; give it once";
    assert_eq!(refusal(shape), expected);
    let shape = Shape {
        headers: vec!["Host: a.example".to_owned()],
        host: Some("b.example".to_owned()),
        ..Shape::of("http://localhost/")
    };
    let expected = "the host is given more than once; give it once";
    assert_eq!(refusal(shape), expected);
}

#[test]
fn credentials_that_cannot_be_sent_are_refused() {
    let with = |credentials| {
        refusal(Shape { credentials, ..Shape::of("http://localhost/") })
    };
    let expected =
        "there is no colon between user and password; write user:password";
    assert_eq!(with(Credentials::Basic("user".to_owned())), expected);
    let expected =
        "the token has a line break or another control character in it";
    assert_eq!(with(Credentials::Bearer("a\n".to_owned())), expected);
}

#[test]
fn a_method_is_one_that_asks_for_a_url() {
    let with = |method: &str| Shape {
        method: Some(method.to_owned()),
        ..Shape::of("http://localhost/")
    };
    for method in ["", "GE T", "connect", "G\r\n"] {
        let expected = format!(
            "{method:?} is no method to ask with; write GET, POST, PUT or the \
             like"
        );
        assert_eq!(refusal(with(method)), expected);
    }
    assert!(with("propfind").target().is_ok());
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let missing = PathBuf::from("there/is/no/such.file");
    let body = Body::File(missing.clone());
    let error = refusal(Shape { body, ..Shape::of("http://localhost/") });
    let expected = "cannot read the body in there/is/no/such.file: ";
    assert!(error.starts_with(expected), "{error}");
    let error = refusal(Shape::of_all(Urls::File(missing)));
    let expected = "cannot read the list of URLs in there/is/no/such.file: ";
    assert!(error.starts_with(expected), "{error}");

    let directory = Directory::new("unreadable");
    let body = Body::File(directory.path().to_owned());
    refusal(Shape { body, ..Shape::of("http://localhost/") });
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    let expected = "a body has at most 64 MiB; send a smaller one";
    let directory = Directory::new("large");
    let path = directory.file("body", vec![b'a'; 64 << 20]);
    let of_file = |path| Shape {
        body: Body::File(path),
        templates: Templates::Literal,
        ..Shape::of("http://localhost/")
    };
    assert!(of_file(path).target().is_ok());
    let path = directory.file("body", vec![b'a'; (64 << 20) + 1]);
    assert_eq!(refusal(of_file(path)), expected);
    // It has no end.
    #[cfg(unix)]
    assert_eq!(refusal(of_file("/dev/zero".into())), expected);
}

#[test]
fn a_field_of_a_form_has_a_name() {
    let body = Body::Form(vec!["a=b".to_owned(), "c".to_owned()]);
    let error = refusal(Shape { body, ..Shape::of("http://localhost/") });
    let expected = "field 2 of the form has no equals sign; write name=value";
    assert_eq!(error, expected);
}
