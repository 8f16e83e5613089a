//! Random terms and values, there and back.

use actor_core::etf::{self, Term};
use proptest::prelude::*;

use crate::arbitrary::{config, term};
use crate::typed::message;

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn a_term_comes_back(term in term()) {
        let bytes = term.to_bytes().unwrap();
        prop_assert_eq!(Term::from_bytes(&bytes).unwrap(), term);
    }

    #[test]
    fn a_term_comes_back_through_serde(term in term()) {
        let bytes = etf::to_vec(&(1, &term)).unwrap();
        let (_, back) = etf::from_slice::<(u8, Term)>(&bytes).unwrap();
        prop_assert_eq!(&back, &term);
        prop_assert_eq!(&Term::from_value(&term).unwrap(), &term);
        prop_assert_eq!(&term.to_value::<Term>().unwrap(), &term);
    }

    #[test]
    fn a_map_has_no_order(term in term()) {
        let Term::Map(mut pairs) = term.clone() else { return Ok(()) };
        pairs.reverse();
        prop_assert_eq!(Term::Map(pairs), term);
    }

    #[test]
    fn a_value_comes_back(message in message()) {
        let bytes = etf::to_vec(&message).unwrap();
        prop_assert_eq!(&etf::from_slice::<_>(&bytes), &Ok(message.clone()));
        let term = Term::from_value(&message).unwrap();
        // What is written typed is what is written as a term.
        prop_assert_eq!(term.to_bytes().unwrap(), bytes);
        prop_assert_eq!(term.to_value(), Ok(message));
    }
}
