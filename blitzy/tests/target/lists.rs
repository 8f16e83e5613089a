//! Lists of URLs.

use std::collections::BTreeSet;

use blitzy::target::{Form, Order, Requests, Shape, Urls};

use super::Directory;

const LIST: &str = "\
# What is asked.
http://localhost:8080/a
  POST   http://localhost:8080/b

delete http://user:pass@localhost:8081/c/{{seq}}
";

fn listed(requests: &Requests, number: u64) -> String {
    let request = requests.get(number);
    format!("{} {}", request.method(), request.uri())
}

#[test]
fn urls_of_a_list_are_asked_for_in_turn() {
    let directory = Directory::new("turn");
    let path = directory.file("urls.txt", LIST);
    let target = Shape::of_all(Urls::File(path)).target().unwrap();
    let requests = &target.requests;
    assert_eq!(listed(requests, 0), "GET http://localhost:8080/a");
    assert_eq!(listed(requests, 1), "POST http://localhost:8080/b");
    assert_eq!(listed(requests, 2), "DELETE http://localhost:8081/c/2");
    assert_eq!(listed(requests, 3), "GET http://localhost:8080/a");

    let origins = target.origins.iter().map(ToString::to_string);
    let expected = ["http://localhost:8080", "http://localhost:8081"];
    assert!(origins.eq(expected));
    let expected = "GET http://localhost:8080/a and 2 more";
    assert_eq!(target.description(), expected);
}

#[test]
fn what_is_said_of_one_server_is_not_said_to_another() {
    let directory = Directory::new("said");
    let path = directory.file("urls.txt", LIST);
    let target = Shape::of_all(Urls::File(path)).target().unwrap();
    let requests = target.requests.in_form(Form::Path);
    for (number, host, is_said) in [
        (0, "localhost:8080", false),
        (1, "localhost:8080", false),
        (2, "localhost:8081", true),
    ] {
        let request = requests.get(number);
        assert_eq!(request.headers()["host"], host);
        assert_eq!(request.headers().keys().next().unwrap(), "host");
        assert_eq!(request.headers().contains_key("authorization"), is_said);
    }
}

#[test]
fn urls_are_asked_for_at_random_as_the_seed_says() {
    let urls = ["a", "b", "c"].map(|path| format!("http://localhost/{path}"));
    let asked = |seed| {
        let urls = Urls::These(urls.to_vec());
        let shape =
            Shape { order: Order::AtRandom, seed, ..Shape::of_all(urls) };
        let requests = shape.target().unwrap().requests;
        (0..100).map(|n| listed(&requests, n)).collect::<Vec<_>>()
    };
    assert_eq!(asked(1), asked(1));
    assert_ne!(asked(1), asked(2));
    assert_eq!(asked(1).iter().collect::<BTreeSet<_>>().len(), 3);
}

#[test]
fn a_fault_of_a_list_is_told_with_its_line() {
    let directory = Directory::new("fault");
    let path = directory.file("urls.txt", "http://localhost/\n\nlocalhost/b\n");
    let error = Shape::of_all(Urls::File(path.clone())).target().unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "line 3 of {}: \"localhost/b\" is no URL; write http://localhost/b",
            path.display()
        )
    );
}

#[test]
fn a_list_without_a_url_is_refused() {
    let directory = Directory::new("none");
    let path = directory.file("urls.txt", "# nothing yet\n\n");
    let error = Shape::of_all(Urls::File(path)).target().unwrap_err();
    let told = "there is no URL to ask for; write one like http://localhost/";
    assert_eq!(error.to_string(), told);
}

#[test]
fn a_list_of_a_million_lines_is_read_and_a_longer_one_refused() {
    let directory = Directory::new("million");
    let mut text = "#\n".repeat(999_998);
    text.push_str("http://localhost/a\nhttp://localhost/b\n");
    let path = directory.file("urls.txt", &text);
    let target = Shape::of_all(Urls::File(path)).target().unwrap();
    let expected = "GET http://localhost/a and 1 more";
    assert_eq!(target.description(), expected);

    text.push_str("# one more\n");
    let path = directory.file("urls.txt", &text);
    let error = Shape::of_all(Urls::File(path.clone())).target().unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the list of URLs in {} is too long: at most 1000000 lines and \
             256 MiB are read; give a part of it",
            path.display()
        )
    );
}
