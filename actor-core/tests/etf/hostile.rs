//! Bytes from strangers: no panic, and what is read can be written again.

use actor_core::etf::{self, Term};

use crate::SEED;
use crate::inputs::Inputs;
use crate::typed::Message;

const INPUTS: usize = 50_000;

#[test]
fn no_bytes_are_harmful() {
    let mut inputs = Inputs::new(SEED);
    let mut input = Vec::new();
    let mut terms = 0;
    for _ in 0..INPUTS {
        inputs.next(&mut input);
        let Ok(term) = Term::from_bytes(&input) else { continue };
        terms += 1;
        let bytes = term.to_bytes().unwrap();
        assert_eq!(Term::from_bytes(&bytes).as_ref(), Ok(&term));
        assert!(!term.to_string().is_empty());
    }
    assert!(terms > INPUTS / 10, "only {terms} of {INPUTS} are terms");
}

#[test]
fn no_bytes_are_harmful_to_a_type() {
    let mut inputs = Inputs::new(SEED);
    let mut input = Vec::new();
    let mut errors = 0;
    for _ in 0..INPUTS {
        inputs.next(&mut input);
        match etf::from_slice::<Message>(&input) {
            Ok(message) => {
                let bytes = etf::to_vec(&message).unwrap();
                assert!(Term::from_bytes(&bytes).is_ok());
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                errors += 1;
            }
        }
    }
    assert!(errors < INPUTS, "no input was a message");
}

#[test]
fn a_term_that_is_cut_anywhere_is_refused() {
    let mut inputs = Inputs::new(SEED);
    let mut input = Vec::new();
    let mut terms = 0;
    while terms < 500 {
        inputs.next(&mut input);
        if Term::from_bytes(&input).is_err() {
            continue;
        }
        terms += 1;
        for end in 0..input.len() {
            assert!(Term::from_bytes(&input[..end]).is_err());
        }
        input.push(0);
        assert!(Term::from_bytes(&input).is_err());
    }
}
