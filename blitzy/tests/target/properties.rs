//! What holds for every template, seed and number.

use blitzy::target::{Body, Form, Order, Requests, Shape, Target, Urls};
use bytes::Bytes;
use proptest::prelude::*;

/// Texts that are templates more often than chance would have it.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "\\PC{0,8}",
        1 => "[{}|#?/%& ]{1,4}",
        1 => Just("{{seq}}".to_owned()),
        1 => Just("{{uuid}}".to_owned()),
        1 => any::<u64>().prop_map(|from| format!("{{{{seq {from}}}}}")),
        1 => (any::<i64>(), any::<i64>()).prop_map(|(a, b)| {
            format!("{{{{rand {} {}}}}}", a.min(b), a.max(b))
        }),
        1 => "\\{\\{(pick|each) [^{}\r\n]{1,12}\\}\\}",
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn target(seed: u64, url: &str, header: &str, body: &str) -> Option<Target> {
    let urls = vec![
        format!("http://localhost/{url}"),
        format!("https://localhost:81?{url}"),
    ];
    let shape = Shape {
        order: Order::AtRandom,
        headers: vec![format!("x-text: {header}")],
        body: Body::Bytes(body.to_owned().into()),
        seed,
        ..Shape::of_all(Urls::These(urls))
    };
    shape.target().ok()
}

type Seen = (String, Vec<(String, Vec<u8>)>, Bytes);

fn seen(requests: &Requests, number: u64) -> Seen {
    let (parts, body) = requests.get(number).into_parts();
    let name = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.to_string(), value.as_bytes().to_vec())
    };
    let headers = parts.headers.iter().map(name).collect();
    (format!("{} {}", parts.method, parts.uri), headers, body)
}

/// Renders one template, as a body and as a value in a URL.
fn rendered(template: &str, seed: u64, number: u64) -> (String, String) {
    let shape = Shape {
        seed,
        body: Body::Bytes(template.to_owned().into()),
        ..Shape::of("http://localhost/")
    };
    let body = shape.target().unwrap().requests.get(number).into_body();
    let url = format!("http://localhost/{template}");
    let shape = Shape { seed, ..Shape::of(url) };
    let request = shape.target().unwrap().requests.get(number);
    let path = request.uri().path()[1..].to_owned();
    (String::from_utf8(body.to_vec()).unwrap(), path)
}

proptest! {
    #[test]
    fn no_text_makes_a_request_that_cannot_be_made(
        seed: u64, number: u64, url in text(), header in text(), body in text(),
    ) {
        if let Some(target) = target(seed, &url, &header, &body) {
            for form in [Form::Path, Form::Url, Form::Authority] {
                let requests = target.requests.clone().in_form(form);
                let request = requests.get(number);
                let path = request.uri().path_and_query().unwrap().as_str();
                prop_assert!(path.starts_with('/'));
                prop_assert!(path.bytes().all(|byte| byte.is_ascii_graphic()));
                let headers = request.headers();
                prop_assert_eq!(headers.get_all("x-text").iter().count(), 1);
                let has_host = headers.contains_key("host");
                prop_assert_eq!(has_host, form == Form::Path);
            }
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_requests_in_any_order(
        seed: u64,
        numbers in prop::collection::vec(any::<u64>(), 1..20),
        url in text(), header in text(), body in text(),
    ) {
        if let Some(one) = target(seed, &url, &header, &body) {
            let other = target(seed, &url, &header, &body).unwrap();
            let forward = numbers.iter().map(|n| seen(&one.requests, *n));
            let forward: Vec<_> = forward.collect();
            let backward = numbers.iter().rev();
            let backward = backward.map(|n| seen(&other.requests, *n));
            let mut backward: Vec<_> = backward.collect();
            backward.reverse();
            prop_assert_eq!(forward, backward);
        }
    }

    #[test]
    fn a_number_is_within_its_range(
        seed: u64, number: u64, a: i64, b: i64,
    ) {
        let (low, high) = (a.min(b), a.max(b));
        let template = format!("{{{{rand {low} {high}}}}}");
        let (body, path) = rendered(&template, seed, number);
        prop_assert!((low..=high).contains(&body.parse().unwrap()));
        prop_assert!((low..=high).contains(&path.parse().unwrap()));
    }

    #[test]
    fn a_choice_is_one_of_those_that_there_are(
        seed: u64, number: u64,
        choices in prop::collection::vec("[a-z0-9 /?&=%#:;,\"'ü-]{1,8}", 1..5),
    ) {
        for word in ["pick", "each"] {
            let template = format!("{{{{{word} {}}}}}", choices.join("|"));
            let (body, path) = rendered(&template, seed, number);
            prop_assert!(choices.contains(&body), "{:?}", body);
            let is_value = |c: char| c.is_alphanumeric() || c == '-';
            prop_assert!(path.chars().all(|c| c == '%' || is_value(c)));
        }
    }
}
