//! Random terms and damaged bytes, which BEAM must take as we do.

use actor_core::etf::{Error, Term};

use crate::SEED;
use crate::arbitrary::{plain_term, some, term};
use crate::beam::{ask, from_hex, hex};
use crate::inputs::Inputs;

const TERMS: usize = 2000;
const INPUTS: usize = 8000;

/// What is printed here is a source there: it gives the same bytes, and is
/// printed alike.
#[test]
fn beam_reads_what_we_print_and_writes_what_we_write() {
    let terms = some(TERMS, &plain_term());
    let questions: Vec<_> =
        terms.iter().map(|term| format!("s {term}")).collect();
    let Some(answers) = ask(&questions) else {
        eprintln!("skipped: there is no `escript` to compare with");
        return;
    };
    assert_eq!(answers.len(), terms.len());
    let mut same_text = 0;
    for (term, answer) in terms.iter().zip(&answers) {
        let (bytes, printed) = answer.split_once('\t').expect("two parts");
        let theirs = Term::from_bytes(&from_hex(bytes)).unwrap();
        assert_eq!(&theirs, term);
        assert_eq!(hex(&theirs.to_bytes().unwrap()), bytes);
        assert_eq!(theirs.to_string(), printed);
        // BEAM orders the keys of maps.
        same_text += usize::from(term.to_string() == printed);
    }
    assert!(same_text > TERMS / 2, "only {same_text} of {TERMS}");
}

#[test]
fn beam_reads_what_we_write() {
    let terms = some(TERMS, &term());
    let ours = terms.iter().map(|term| term.to_bytes().unwrap());
    let questions: Vec<_> =
        ours.map(|bytes| format!("b {}", hex(&bytes))).collect();
    let Some(answers) = ask(&questions) else {
        eprintln!("skipped: there is no `escript` to compare with");
        return;
    };
    assert_eq!(answers.len(), terms.len());
    for (term, answer) in terms.iter().zip(&answers) {
        assert_ne!(answer, "badarg", "{term}");
        assert_eq!(&Term::from_bytes(&from_hex(answer)).unwrap(), term);
    }
}

/// Returns whether BEAM cannot be asked: there may be a fun, of which it writes
/// some parts in other forms; atoms of the kinds that are for its own memory; or
/// a reference without words, after which BEAM 25 crashes.
fn is_special(input: &[u8]) -> bool {
    let fatal = |bytes: &[u8]| matches!(bytes, [90 | 114, 0, 0]);
    input.iter().any(|byte| matches!(byte, 73 | 75 | 112))
        || input.windows(3).any(fatal)
}

#[test]
fn beam_refuses_what_we_refuse() {
    let mut inputs = Inputs::new(SEED);
    let inputs: Vec<_> = (0..INPUTS)
        .map(|_| {
            let mut input = Vec::new();
            inputs.next(&mut input);
            input
        })
        .filter(|input| !is_special(input))
        .collect();
    let questions: Vec<_> =
        inputs.iter().map(|input| format!("b {}", hex(input))).collect();
    let Some(answers) = ask(&questions) else {
        eprintln!("skipped: there is no `escript` to compare with");
        return;
    };
    assert_eq!(answers.len(), inputs.len());
    let mut different = Vec::new();
    let mut read = 0;
    for (input, answer) in inputs.iter().zip(&answers) {
        let ours = match Term::from_bytes(input) {
            // BEAM does not look at what follows.
            Err(Error::Trailing { at }) => Term::from_bytes(&input[..=at]),
            ours => ours,
        };
        read += usize::from(ours.is_ok());
        let theirs = (answer != "badarg")
            .then(|| Term::from_bytes(&from_hex(answer)).unwrap());
        if ours.as_ref().ok() != theirs.as_ref() {
            different.push(format!("{}: {ours:?}, {theirs:?}", hex(input)));
        }
    }
    assert!(read > INPUTS / 10, "only {read} of {INPUTS} are terms");
    assert!(different.is_empty(), "{}: {different:#?}", different.len());
}
