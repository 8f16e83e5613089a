//! Bytes that nobody means.

use fastrand::Rng;

use super::visible;
use crate::node::epmd::wire::{self, Entry, Request};

const SEED: u64 = 4369;
const INPUTS: usize = 100_000;

/// Changes, inserts or removes a few bytes.
fn mutate(random: &mut Rng, bytes: &mut Vec<u8>) {
    for _ in 0..random.usize(1..4) {
        let place = random.usize(..=bytes.len());
        match random.u8(..3) {
            0 => bytes.insert(place, random.u8(..)),
            1 => bytes.truncate(place),
            _ => {
                if let Some(byte) = bytes.get_mut(place) {
                    *byte = random.u8(..);
                }
            }
        }
    }
}

#[test]
fn whatever_is_understood_is_said_in_the_same_way() {
    let entry = Entry::from(&visible("chucky", 4242));
    let requests = [
        Request::Register(entry.clone()),
        Request::PortOf("chucky".into()),
        Request::Names,
        Request::Kill,
    ];
    let mut random = Rng::with_seed(SEED);
    let mut understood = 0;
    for _ in 0..INPUTS {
        let request = &requests[random.usize(..requests.len())];
        let mut bytes = request.encode();
        assert_eq!(Request::decode(&bytes[2..]).as_ref(), Some(request));
        mutate(&mut random, &mut bytes);
        let Some(request) = Request::decode(bytes.get(2..).unwrap_or(&[]))
        else {
            continue;
        };
        understood += 1;
        let again = Request::decode(&request.encode()[2..]);
        assert_eq!(again, Some(request));
    }
    // Or the inputs were too far from what is meant to test anything.
    assert!(understood > INPUTS / 10, "{understood}");
}

#[test]
fn no_answer_breaks_the_reader() {
    let entry = Entry::from(&visible("chucky", 4242));
    let whole = wire::encode_port(Some(&entry));
    assert_eq!(wire::decode_port(&whole), Some(Some(entry)));
    assert_eq!(wire::decode_port(&wire::encode_port(None)), Some(None));
    let mut random = Rng::with_seed(SEED);
    for _ in 0..INPUTS {
        let mut bytes = whole.clone();
        mutate(&mut random, &mut bytes);
        let Some(Some(entry)) = wire::decode_port(&bytes) else { continue };
        assert!(wire::is_name(&entry.name));
    }
}
