//! The service's own description, and whether an answer is as it says.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::client::Answer;
use crate::site::Site;

pub(crate) const PROBLEM: &str = "application/problem+json";

static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../src/web/openapi.json")).unwrap()
});

/// Checks that an answer is described: its status, its kind and its shape.
pub(crate) fn check(method: &str, path: &str, answer: &Answer) {
    let path = path.split('?').next().unwrap();
    if path == "/" || path.starts_with("/page/") {
        // The page is nobody's interface.
        return;
    }
    let Some(operation) = operation(method, path) else {
        // There is no such thing, or it cannot be done there.
        assert!(
            [400, 403, 404, 405, 501].contains(&answer.status),
            "{answer:?}"
        );
        return;
    };
    let responses = &operation["responses"];
    let status = answer.status.to_string();
    let response = resolve(&responses[&status]);
    let what = format!("{method} {path}: {answer:?}");
    assert!(!response.is_null(), "this status is not described: {what}");
    if let Some(headers) = response["headers"].as_object() {
        for name in headers.keys() {
            let name = name.to_lowercase();
            assert!(answer.header(&name).is_some(), "no {name}: {what}");
        }
    }
    let Some(content) = response["content"].as_object() else {
        assert!(answer.body.is_empty(), "a body is not described: {what}");
        return;
    };
    let media = answer.header("content-type").expect(&what);
    let media = media.split(';').next().unwrap();
    let schema = content.get(media);
    let schema = &schema.expect("a kind that is described")["schema"];
    let body = match media {
        "application/json" | PROBLEM if method != "HEAD" => answer.json(),
        _ => json!(answer.body),
    };
    let mut whole = schema.clone();
    whole["components"] = DESCRIPTION["components"].clone();
    let validator = jsonschema::validator_for(&whole).unwrap();
    if method != "HEAD" {
        let error = validator.validate(&body).err();
        assert!(error.is_none(), "{error:?}: {what}");
    }
}

/// Returns the description of what is asked.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let paths = DESCRIPTION["paths"].as_object().unwrap();
    let segments: Vec<_> = path.split('/').collect();
    let fits = |template: &str| {
        let template: Vec<_> = template.split('/').collect();
        template.len() == segments.len()
            && template.iter().zip(&segments).all(|(known, segment)| {
                known == segment
                    || known.starts_with('{') && !segment.is_empty()
            })
    };
    let (template, item) = paths.iter().find(|(template, _)| fits(template))?;
    // The book answers 404 to `HEAD`, as to all that it does not know.
    let is_head = method == "HEAD" && template != "/entries";
    let method = if is_head { "GET" } else { method };
    item.get(method.to_lowercase())
}

fn resolve(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(place) => DESCRIPTION.pointer(&place[1..]).expect(place),
        None => value,
    }
}

#[tokio::test]
async fn the_description_is_served_as_it_is_here() {
    let site = Site::start().await;
    assert_eq!(site.get("/openapi.json").await.json(), *DESCRIPTION);
}

#[tokio::test]
async fn what_can_be_done_at_a_path_is_what_is_described() {
    let site = Site::start().await;
    for (path, item) in DESCRIPTION["paths"].as_object().unwrap() {
        if ["/entries", "/add_entry"].contains(&path.as_str()) {
            // There the book answers 404 to all else.
            continue;
        }
        let asked = path.replace("{name}", "bob").replace("{id}", "1");
        let answer = site.ask("BREW", &asked, &[], "").await;
        assert_eq!(answer.status, 405, "{path}");
        assert!(answer.detail().contains("Allow"));
        let allowed = answer.header("allow").unwrap().split(',');
        let allowed: BTreeSet<_> = allowed.map(str::to_lowercase).collect();
        let verbs = ["get", "put", "post", "patch", "delete"];
        let mut described: BTreeSet<_> = verbs
            .into_iter()
            .filter(|verb| item.get(verb).is_some())
            .map(str::to_owned)
            .collect();
        if described.contains("get") {
            described.insert("head".to_owned());
        }
        assert_eq!(allowed, described, "{path}");
    }
}

#[test]
fn every_reference_of_the_description_leads_somewhere() {
    fn walk(value: &Value, count: &mut usize) {
        if let Some(place) = value["$ref"].as_str() {
            assert!(DESCRIPTION.pointer(&place[1..]).is_some(), "{place}");
            *count += 1;
        }
        match value {
            Value::Object(fields) => {
                for value in fields.values() {
                    walk(value, count);
                }
            }
            Value::Array(items) => {
                for value in items {
                    walk(value, count);
                }
            }
            _ => {}
        }
    }
    let mut count = 0;
    walk(&DESCRIPTION, &mut count);
    assert!(count > 100, "{count}");
}
