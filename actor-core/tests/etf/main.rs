//! Terms and their bytes: against themselves, BEAM, and another crate.
//!
//! `golden.txt` holds terms in Erlang's own notation, with the bytes and the
//! text that BEAM made of them. Where `escript` is installed, BEAM is asked
//! again, and about some thousand random terms and damaged bytes too.

mod arbitrary;
mod beam;
mod compressed;
mod eetf_crate;
mod golden;
mod hostile;
mod inputs;
mod live;

mod round_trips;

mod typed;
mod typed_forms;

/// The seed of everything random here, so that a failure comes again.
const SEED: u64 = 20;
