//! Integers that do not fit 64 bits.

use std::fmt;

use super::term::Term;

/// The longest magnitude that prints in decimal: a number of a million digits
/// would take minutes, and numbers of strangers are printed into logs.
const DECIMAL_BYTES: usize = 1024;

/// An integer that does not fit an `i64`.
///
/// [`Term::big`] makes a term of any magnitude, so that there is one term only
/// for each number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BigInteger {
    negative: bool,
    /// Without zeros at the end.
    magnitude: Box<[u8]>,
}

impl BigInteger {
    /// Returns whether the number is below zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Returns the absolute value, least significant byte first.
    pub fn magnitude(&self) -> &[u8] {
        &self.magnitude
    }

    /// Returns the number if it fits.
    pub fn to_i128(&self) -> Option<i128> {
        let magnitude = to_u128(&self.magnitude)?;
        if self.negative {
            0i128.checked_sub_unsigned(magnitude)
        } else {
            i128::try_from(magnitude).ok()
        }
    }

    /// Returns the number if it fits.
    pub fn to_u128(&self) -> Option<u128> {
        if self.negative { None } else { to_u128(&self.magnitude) }
    }
}

impl Term {
    /// Creates the integer of this sign and magnitude, which stands with its
    /// least significant byte first.
    pub fn big(negative: bool, magnitude: &[u8]) -> Self {
        let magnitude = trimmed(magnitude);
        match to_i64(negative, magnitude) {
            Some(small) => Self::Integer(small),
            None => {
                Self::Big(BigInteger { negative, magnitude: magnitude.into() })
            }
        }
    }
}

/// Cuts off the zeros that say nothing.
pub(super) fn trimmed(magnitude: &[u8]) -> &[u8] {
    let zeros = magnitude.iter().rev().take_while(|byte| **byte == 0).count();
    &magnitude[..magnitude.len() - zeros]
}

/// Reads a magnitude that has no zeros at its end.
pub(super) fn to_i64(negative: bool, magnitude: &[u8]) -> Option<i64> {
    let mut bytes = [0; 8];
    bytes.get_mut(..magnitude.len())?.copy_from_slice(magnitude);
    let magnitude = u64::from_le_bytes(bytes);
    if negative {
        0i64.checked_sub_unsigned(magnitude)
    } else {
        i64::try_from(magnitude).ok()
    }
}

/// Reads a magnitude that has no zeros at its end.
pub(super) fn to_u128(magnitude: &[u8]) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes.get_mut(..magnitude.len())?.copy_from_slice(magnitude);
    Some(u128::from_le_bytes(bytes))
}

impl fmt::Display for BigInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.negative { "-" } else { "" })?;
        if self.magnitude.len() <= DECIMAL_BYTES {
            return f.write_str(&decimal(&self.magnitude));
        }
        f.write_str("16#")?;
        let mut bytes = self.magnitude.iter().rev();
        bytes.next().map_or(Ok(()), |first| write!(f, "{first:X}"))?;
        bytes.try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl fmt::Debug for BigInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Writes a magnitude in decimal, by taking off nine digits at a time.
fn decimal(magnitude: &[u8]) -> String {
    const NINE_DIGITS: u64 = 1_000_000_000;
    // Four bytes each, the most significant first.
    let word = |bytes: &[u8]| {
        bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
    };
    let mut words: Vec<u64> = magnitude.chunks(4).rev().map(word).collect();
    let mut groups = Vec::new();
    while !words.is_empty() {
        let mut remainder = 0;
        for word in &mut words {
            let dividend = remainder << 32 | *word;
            *word = dividend / NINE_DIGITS;
            remainder = dividend % NINE_DIGITS;
        }
        let zeros = words.iter().take_while(|word| **word == 0).count();
        words.drain(..zeros);
        groups.push(remainder);
    }
    let mut groups = groups.into_iter().rev();
    let first = groups.next().unwrap_or(0).to_string();
    groups.fold(first, |text, group| format!("{text}{group:09}"))
}
