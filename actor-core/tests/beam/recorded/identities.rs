//! Which pids, references and numbers of ours stand for those that were
//! recorded.

use std::collections::BTreeMap;

use actor_core::etf::{Atom, ExternalPid, ExternalReference, Term};

/// Ours, in all recordings.
const OURS: &str = "rust@127.0.0.1";

/// The byte before a pass-through frame, and before each term of one.
const PASS_THROUGH: u8 = 112;
const VERSION: u8 = 131;

const UNLINK_ID: i64 = 35;
const UNLINK_ID_ACK: i64 = 36;

const NEW_PID: u8 = 88;
const NEWER_REFERENCE: u8 = 90;
const SMALL_ATOM_UTF8: u8 = 119;

/// What was recorded, by what stands for it: the bytes behind the node's name,
/// or the number of an unlink.
#[derive(Clone, Default)]
pub(super) struct Identities {
    known: BTreeMap<Vec<u8>, Vec<u8>>,
    taken: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// A frame: what it is about, and the message or the reason that goes with it.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) control: Term,
    pub(super) payload: Option<Term>,
}

impl Frame {
    pub(super) fn read(frame: &[u8]) -> Self {
        assert_eq!(frame.first(), Some(&PASS_THROUGH));
        let terms = &frame[1..];
        // No term is the beginning of another, so there is one place only at
        // which both halves are terms.
        let split = (1..terms.len())
            .filter(|at| terms[*at] == VERSION)
            .find_map(|at| {
                let control = Term::from_bytes(&terms[..at]).ok()?;
                let payload = Term::from_bytes(&terms[at..]).ok()?;
                Some(Self { control, payload: Some(payload) })
            });
        split.unwrap_or_else(|| Self {
            control: Term::from_bytes(terms).unwrap(),
            payload: None,
        })
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut frame = vec![PASS_THROUGH];
        for term in [Some(&self.control), self.payload.as_ref()] {
            frame
                .extend(term.into_iter().flat_map(|it| it.to_bytes().unwrap()));
        }
        frame
    }

    fn operation(&self) -> Option<i64> {
        self.control.as_tuple()?.first()?.as_integer()
    }
}

impl std::fmt::Display for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.payload {
            Some(payload) => write!(f, "{} {payload}", self.control),
            None => self.control.fmt(f),
        }
    }
}

impl Identities {
    /// Returns whether `said` is what was recorded, and notes what in it stands
    /// for what; if it is not, nothing is noted.
    pub(super) fn is_same(&mut self, recorded: &Frame, said: &Frame) -> bool {
        let mut noted = self.clone();
        let same = noted.is_same_frame(recorded, said);
        if same {
            *self = noted;
        }
        same
    }

    fn is_same_frame(&mut self, recorded: &Frame, said: &Frame) -> bool {
        let payloads = match (&recorded.payload, &said.payload) {
            (Some(recorded), Some(said)) => self.is_same_term(recorded, said),
            (recorded, said) => recorded.is_none() && said.is_none(),
        };
        if !payloads {
            return false;
        }
        if recorded.operation() == Some(UNLINK_ID)
            && let (Some([_, one, recorded @ ..]), Some([_, two, said @ ..])) =
                (recorded.control.as_tuple(), said.control.as_tuple())
            && let (Some(one), Some(two)) = (one.as_integer(), two.as_integer())
        {
            return self.stands_for(&number(one), &number(two))
                && self.are_same(recorded, said);
        }
        self.is_same_term(&recorded.control, &said.control)
    }

    fn is_same_term(&mut self, recorded: &Term, said: &Term) -> bool {
        match (recorded, said) {
            (Term::Pid(one), Term::Pid(two)) if is_ours(one.node.as_str()) => {
                is_ours(two.node.as_str())
                    && self.stands_for(&of_pid(one), &of_pid(two))
            }
            (Term::Reference(one), Term::Reference(two))
                if is_ours(one.node.as_str()) =>
            {
                is_ours(two.node.as_str())
                    && self.stands_for(&of_reference(one), &of_reference(two))
            }
            (Term::Tuple(one), Term::Tuple(two))
            | (Term::List(one), Term::List(two)) => self.are_same(one, two),
            (
                Term::ImproperList(one, one_end),
                Term::ImproperList(two, two_end),
            ) => self.are_same(one, two) && self.is_same_term(one_end, two_end),
            (Term::Map(one), Term::Map(two)) => {
                one.len() == two.len()
                    && one.iter().zip(two).all(|(one, two)| {
                        self.is_same_term(&one.0, &two.0)
                            && self.is_same_term(&one.1, &two.1)
                    })
            }
            (one, two) => one == two,
        }
    }

    fn are_same(&mut self, recorded: &[Term], said: &[Term]) -> bool {
        recorded.len() == said.len()
            && recorded
                .iter()
                .zip(said)
                .all(|(recorded, said)| self.is_same_term(recorded, said))
    }

    /// Notes that one thing stands for another, if neither is anything else.
    fn stands_for(&mut self, recorded: &[u8], said: &[u8]) -> bool {
        let known = self.known.entry(recorded.to_vec());
        let taken = self.taken.entry(said.to_vec());
        *known.or_insert_with(|| said.to_vec()) == said
            && *taken.or_insert_with(|| recorded.to_vec()) == recorded
    }

    /// Returns a recorded frame of theirs with what stands for ours now.
    pub(super) fn substitute(&self, frame: &[u8]) -> Vec<u8> {
        let read = Frame::read(frame);
        if read.operation() == Some(UNLINK_ID_ACK) {
            return self.acknowledge(&read);
        }
        let mut name = vec![SMALL_ATOM_UTF8];
        name.push(u8::try_from(OURS.len()).unwrap());
        name.extend(OURS.as_bytes());
        let mut new = frame.to_vec();
        for at in 0..frame.len() {
            if !frame[at..].starts_with(&name) {
                continue;
            }
            let behind = at + name.len();
            let length = match &frame[..at] {
                [.., NEW_PID] => 12,
                [.., NEWER_REFERENCE, 0, words] => 4 + 4 * usize::from(*words),
                // The name alone.
                _ => continue,
            };
            let place = behind..behind + length;
            new[place.clone()].copy_from_slice(self.of(&frame[place]));
        }
        new
    }

    fn acknowledge(&self, frame: &Frame) -> Vec<u8> {
        let Some([operation, id, from, to]) = frame.control.as_tuple() else {
            panic!("{frame}");
        };
        let id = self.of(&number(id.as_integer().unwrap()));
        let id = i64::from_be_bytes(id.try_into().unwrap());
        let Term::Pid(pid) = to else { panic!("{frame}") };
        let mut pid = pid.clone();
        let bytes = self.of(&of_pid(&pid));
        let word =
            |at| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        (pid.id, pid.serial, pid.creation) = (word(0), word(4), word(8));
        let parts = [operation.clone(), id.into(), from.clone(), pid.into()];
        Frame { control: Term::tuple(parts), payload: None }.write()
    }

    fn of(&self, recorded: &[u8]) -> &[u8] {
        self.known.get(recorded).expect("theirs names what ours has named")
    }
}

fn is_ours(node: &str) -> bool {
    node == OURS
}

fn of_pid(pid: &ExternalPid) -> Vec<u8> {
    [pid.id, pid.serial, pid.creation]
        .into_iter()
        .flat_map(u32::to_be_bytes)
        .collect()
}

fn of_reference(reference: &ExternalReference) -> Vec<u8> {
    [reference.creation]
        .iter()
        .chain(reference.words())
        .flat_map(|word| word.to_be_bytes())
        .collect()
}

fn number(number: i64) -> Vec<u8> {
    number.to_be_bytes().to_vec()
}

#[test]
fn another_process_in_the_place_of_one_is_noticed() {
    let pid = |id| {
        let node = Atom::from(OURS);
        Term::from(ExternalPid { node, id, serial: 0, creation: 1 })
    };
    let frame = |parts: [Term; 2]| Frame {
        control: Term::tuple(parts),
        payload: Some(Term::atom("pizza")),
    };
    let mut identities = Identities::default();
    let mut same =
        |recorded, said| identities.is_same(&frame(recorded), &frame(said));
    assert!(same([pid(1), pid(2)], [pid(3), pid(4)]));
    assert!(same([pid(2), pid(1)], [pid(4), pid(3)]));
    assert!(!same([pid(1), pid(2)], [pid(4), pid(3)]));
    assert!(!same([pid(5), pid(5)], [pid(6), pid(7)]));
    assert!(!same([pid(5), pid(6)], [pid(7), pid(7)]));
    assert!(!same([pid(1), 2.into()], [pid(3), 3.into()]));
    assert!(!same([pid(5), pid(1)], [pid(3), pid(4)]));
}
