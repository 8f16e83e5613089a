//! Frames that nobody should send.

use super::super::{Control, read_pid, read_reference};
use super::recorded::recorded;
use super::{OURS, P, read, write_again};

/// The bytes that mean something in a frame.
const TAGS: [u8; 16] =
    [0, 1, 88, 90, 97, 98, 103, 104, 106, 108, 110, 112, 118, 119, 131, 255];

/// Changes some bytes, cuts some out, and puts some of another frame in.
fn mutate(random: &mut fastrand::Rng, frame: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..random.usize(1..4) {
        let at = random.usize(0..=frame.len());
        match random.u8(0..6) {
            0 => frame.truncate(at),
            1 => frame.insert(at, random.u8(..)),
            2 => {
                let end = random.usize(at..=frame.len());
                frame.drain(at..end);
            }
            3 => {
                let start = random.usize(0..=other.len());
                let end = random.usize(start..=other.len());
                frame.splice(at..at, other[start..end].iter().copied());
            }
            4 => frame.iter_mut().skip(at).take(1).for_each(|byte| {
                *byte = TAGS[random.usize(0..TAGS.len())];
            }),
            _ => frame.iter_mut().skip(at).take(1).for_each(|byte| {
                *byte ^= 1 << random.u8(0..8);
            }),
        }
    }
}

/// Reads a frame; what can be read can also be written.
fn check(frame: &[u8]) -> bool {
    let unknown = read(frame);
    let known = Control::read_between([OURS, "beam@127.0.0.1"], frame);
    assert_eq!(known, unknown, "{frame:?}");
    let Ok(mut control) = known else { return false };
    let written = write_again(control);
    if written.is_empty() {
        return true;
    }
    if let Control::Send { from, .. } = &mut control {
        from.get_or_insert(P);
    }
    assert_eq!(read(&written[4..]), Ok(control), "{frame:?}");
    true
}

#[test]
fn a_million_broken_frames_do_no_harm() {
    let mut random = fastrand::Rng::with_seed(2018);
    let frames = recorded();
    let mut understood = 0;
    for _ in 0..800_000 {
        let one = &frames[random.usize(0..frames.len())];
        let other = &frames[random.usize(0..frames.len())];
        let mut frame = one.frame.clone();
        mutate(&mut random, &mut frame, &other.frame);
        understood += u32::from(check(&frame));
        let at = random.usize(0..=frame.len());
        read_pid(&frame[at..]);
        read_reference(&frame[at..]);
    }
    for _ in 0..200_000 {
        // A start that is right, so that the rest is looked at.
        let mut frame = vec![112, 131, 104, random.u8(1..8), 97];
        frame.push(random.u8(0..40));
        for _ in 0..random.usize(0..60) {
            let tag = TAGS[random.usize(0..TAGS.len())];
            frame.push(if random.bool() { tag } else { random.u8(..) });
        }
        understood += u32::from(check(&frame));
    }
    // A mutation often hits what is not looked at: a name, a message.
    assert!(understood > 100_000, "{understood}");
}
