//! Compressed terms, which nobody writes here.

use std::io::Write;

use actor_core::etf::{self, Term};
use flate2::Compression;
use flate2::write::ZlibEncoder;

fn compressed(announced: u32, body: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    let mut bytes = vec![131, 80];
    bytes.extend(announced.to_be_bytes());
    bytes.extend(encoder.finish().unwrap());
    bytes
}

#[test]
fn a_compressed_term_is_read() {
    let term = Term::from("Singapore ".repeat(100));
    let body = term.to_bytes().unwrap().split_off(1);
    let length = body.len().try_into().unwrap();
    let bytes = compressed(length, &body);
    assert!(bytes.len() < body.len() / 5);
    assert_eq!(Term::from_bytes(&bytes).as_ref(), Ok(&term));
    let text = etf::from_slice::<String>(&bytes).unwrap();
    assert_eq!(Some(&*text), term.as_text());
}

#[test]
fn a_compressed_term_that_lies_is_refused() {
    let body = Term::from("Singapore").to_bytes().unwrap().split_off(1);
    let length: u32 = body.len().try_into().unwrap();
    for announced in [0, length - 1, length + 1, u32::MAX] {
        let bytes = compressed(announced, &body);
        assert!(Term::from_bytes(&bytes).is_err(), "{announced}");
    }
    let whole = compressed(length, &body);
    for end in 0..whole.len() {
        assert!(Term::from_bytes(&whole[..end]).is_err(), "{end}");
    }
    assert!(Term::from_bytes(&[&whole[..], &[0]].concat()).is_err());
    // What is inside of it cannot be compressed again.
    let twice = compressed((whole.len() - 1).try_into().unwrap(), &whole[1..]);
    assert!(Term::from_bytes(&twice).is_err());
}

#[test]
fn little_that_becomes_much_is_refused() {
    // A binary of 64 MiB in 64 KiB.
    let length = 64 << 20;
    let mut body = vec![109];
    body.extend(u32::to_be_bytes(length));
    body.resize(5 + length as usize, 0);
    let bytes = compressed(5 + length, &body);
    assert!(bytes.len() < 100_000);
    let error = Term::from_bytes(&bytes).unwrap_err().to_string();
    assert!(error.contains("16 MiB"), "{error}");
    let lie = compressed(100, &body);
    assert!(Term::from_bytes(&lie).is_err());
}
