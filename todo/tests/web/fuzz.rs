//! Bytes without sense, always the same ones: each connection ends, nothing
//! crashes, and the next request is answered.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tokio::runtime;

use crate::site::Site;

/// What requests are made of, to come further than chance alone does.
const PIECES: [&[u8]; 34] = [
    b"GET ",
    b"POST ",
    b"PATCH ",
    b"DELETE ",
    b"PUT ",
    b"/",
    b"/entries?list=",
    b"/add_entry?list=bob&date=2018-12-19&title=",
    b"/api/v1/lists",
    b"/bob",
    b"/entries",
    b"/1",
    b"/import?atomic=true",
    b"/export?format=json",
    b"/healthz",
    b"?",
    b"&done=true",
    b"%2f",
    b"%",
    b" HTTP/1.1\r\n",
    b" HTTP/1.0\r\n",
    b"host: localhost\r\n",
    b"content-type: application/json\r\n",
    b"content-length: 15\r\n",
    b"transfer-encoding: chunked\r\n",
    b"if-match: *\r\n",
    b"if-none-match: \"",
    b"idempotency-key: a\r\n",
    b"connection: close\r\n",
    b"expect: 100-continue\r\n",
    b"\r\n",
    b"{\"title\":\"abc\"}",
    b"f\r\n{\"title\":\"abc\"}\r\n0\r\n\r\n",
    b"\xff\x00",
];

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => (0..PIECES.len()).prop_map(|index| PIECES[index].to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..20),
    ];
    let pieces = proptest::collection::vec(piece, 0..30);
    pieces.prop_map(|pieces| pieces.concat())
}

/// A request that is right but for its path, its headers and its body.
fn request() -> impl Strategy<Value = Vec<u8>> {
    let method = proptest::sample::select(vec!["GET", "POST", "PATCH", "PUT"]);
    let path = "(/api/v1/lists/(bob|[^ ?#/\\x00-\\x20\\x7f-\\xff]{0,9})\
                (/entries(/[0-9]{1,3})?)?|/entries|/add_entry)\
                (\\?(list|date|title|done|limit|q)=[!-~]{0,12})?";
    let body =
        "(\\PC|\\{\"title\":\"\\PC{0,9}\"\\}|[\\[\\]{},:\"0-9a-z]){0,30}";
    let parts = (method, path, body);
    parts.prop_map(|(method, path, body)| {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        (head + &body).into_bytes()
    })
}

/// Sends what `strategy` makes to one service, which must outlive it all.
fn survives(cases: u32, strategy: impl Strategy<Value = Vec<u8>>) {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.unwrap();
    let site = runtime.block_on(Site::start());
    let config =
        Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&strategy, |bytes| {
        let text = runtime.block_on(async {
            site.connect().await.send_and_end(&bytes).await
        });
        prop_assert!(!text.contains("HTTP/1.1 5"), "{}", text);
        let next = runtime.block_on(site.get("/healthz"));
        prop_assert_eq!(next.status, 200);
        Ok(())
    });
    outcome.unwrap();
    let refused = runtime.block_on(site.counted("todo_store_errors_total"));
    assert_eq!(refused, 0);
}

#[test]
fn bytes_without_sense_end_in_a_refusal_or_a_close() {
    survives(300, bytes());
}

#[test]
fn requests_without_sense_end_in_a_refusal() {
    survives(300, request());
}
