//! What is written is read as it was meant.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::super::{
    Bonds, Control, PidRef, ReferenceRef, SpawnRequest, Target,
};
use super::{read, write_again};

/// What a control message is made of.
#[derive(Clone, Debug)]
struct Parts {
    atoms: [String; 3],
    pids: [(u32, u32, u32); 3],
    words: Vec<u32>,
    number: u64,
    flags: (bool, bool),
    term: Vec<u8>,
    payload: Vec<u8>,
}

impl Parts {
    fn pid(&self, which: usize) -> PidRef<'_> {
        let (id, serial, creation) = self.pids[which];
        PidRef { node: &self.atoms[0], id, serial, creation }
    }

    fn reference(&self) -> ReferenceRef<'_> {
        let (.., creation) = self.pids[0];
        ReferenceRef::from_words(&self.atoms[1], creation, &self.words).unwrap()
    }

    fn target(&self) -> Target<'_> {
        if self.flags.0 {
            Target::Pid(self.pid(2))
        } else {
            Target::Name(&self.atoms[2])
        }
    }

    /// Returns one of each kind.
    fn controls(&self) -> Vec<Control<'_>> {
        let (from, to) = (self.pid(0), self.pid(1));
        let (reference, target) = (self.reference(), self.target());
        let (id, payload) = (self.number, &self.payload[..]);
        let (link, monitor) = self.flags;
        vec![
            Control::Send { from: Some(from), to, message: payload },
            Control::SendName { from, to: &self.atoms[2], message: payload },
            Control::SendAlias { from, to: reference, message: payload },
            Control::Link { from, to },
            Control::Unlink { id, from, to },
            Control::UnlinkAck { id, from, to },
            Control::Exit { from, to, reason: payload },
            Control::Exit2 { from, to, reason: payload },
            Control::Monitor { from, to: target, reference },
            Control::Demonitor { from, to: target, reference },
            Control::Down { from: target, to, reference, reason: payload },
            Control::SpawnRequest(SpawnRequest {
                reference,
                from,
                group_leader: to,
                module: &self.atoms[1],
                function: &self.atoms[2],
                arity: self.pids[2].0,
                options: &self.term,
                arguments: payload,
            }),
            Control::SpawnReply {
                reference,
                to,
                bonds: Bonds { link, monitor },
                result: Ok(from),
            },
            Control::SpawnReply {
                reference,
                to,
                bonds: Bonds { link, monitor },
                result: Err(&self.atoms[2]),
            },
        ]
    }
}

fn parts() -> impl Strategy<Value = Parts> {
    let characters = prop_oneof![
        Just("abc".to_owned()),
        any::<String>().prop_map(|it| it.chars().take(255).collect()),
        (any::<char>(), 0..=255_usize)
            .prop_map(|(it, times)| String::from(it).repeat(times)),
    ];
    let number = prop_oneof![any::<u64>(), (0..64_u32).prop_map(|it| 1 << it)];
    let term = prop_oneof![
        Just(&b"j"[..]),
        Just(&b"k\0\x02\x01\x02"[..]),
        Just(&b"l\0\0\0\x02w\x04linkh\x02w\x08priorityw\x04highj"[..]),
    ];
    (
        [characters.clone(), characters.clone(), characters],
        any::<[(u32, u32, u32); 3]>(),
        vec(any::<u32>(), 1..=5),
        number,
        any::<(bool, bool)>(),
        term.prop_map(<[u8]>::to_vec),
        vec(any::<u8>(), 1..300),
    )
        .prop_map(|(atoms, pids, words, number, flags, term, payload)| {
            Parts { atoms, pids, words, number, flags, term, payload }
        })
}

#[test]
fn what_is_written_is_read_as_it_was_meant() {
    let config = Config {
        cases: 2000,
        rng_seed: RngSeed::Fixed(2017),
        failure_persistence: None,
        ..Config::default()
    };
    let checked = TestRunner::new(config).run(&parts(), |parts| {
        for control in parts.controls() {
            let written = write_again(control);
            let (length, frame) = written.split_first_chunk().unwrap();
            prop_assert_eq!(u32::from_be_bytes(*length) as usize, frame.len());
            prop_assert_eq!(read(frame), Ok(control));
        }
        Ok(())
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}
