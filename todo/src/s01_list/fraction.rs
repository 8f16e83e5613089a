//! A fraction: the book's example of a struct.

use std::ops::Add;

/// A numerator and a denominator, as they are given: nothing is reduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    a: i32,
    b: i32,
}

impl Fraction {
    /// Makes `a / b`.
    ///
    /// # Panics
    ///
    /// If `b` is zero.
    pub fn new(a: i32, b: i32) -> Self {
        assert_ne!(b, 0, "a denominator is not zero");
        Self { a, b }
    }

    /// Returns how much it is.
    pub fn value(self) -> f64 {
        f64::from(self.a) / f64::from(self.b)
    }
}

/// Panics if a part of the sum does not fit in 32 bits.
impl Add for Fraction {
    type Output = Self;

    #[expect(
        clippy::suspicious_arithmetic_impl,
        reason = "fractions are multiplied crosswise to be added"
    )]
    fn add(self, other: Self) -> Self {
        let product = |x: i32, y: i32| i64::from(x) * i64::from(y);
        let a = product(self.a, other.b) + product(other.a, self.b);
        let b = product(self.b, other.b);
        let fits = "a part of a fraction fits in 32 bits";
        Self::new(a.try_into().expect(fits), b.try_into().expect(fits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_and_a_quarter_are_six_eighths() {
        let sum = Fraction::new(1, 2) + Fraction::new(1, 4);
        assert_eq!(sum, Fraction::new(6, 8));
        assert!((sum.value() - 0.75).abs() < 1e-9);
    }

    #[test]
    #[should_panic(expected = "a part of a fraction fits in 32 bits")]
    fn a_sum_that_is_too_large_is_not_another_number() {
        let _ = Fraction::new(i32::MAX, 1) + Fraction::new(1, 1);
    }
}
