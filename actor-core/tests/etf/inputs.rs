//! Bytes that are nearly terms, for tests and for `examples/fuzz_terms.rs`.

use fastrand::Rng;

/// An endless source of inputs, the same for the same seed.
pub(crate) struct Inputs {
    random: Rng,
}

impl Inputs {
    pub(crate) fn new(seed: u64) -> Self {
        Self { random: Rng::with_seed(seed) }
    }

    /// Makes an input, after the byte for the format's version.
    pub(crate) fn next(&mut self, out: &mut Vec<u8>) {
        out.clear();
        out.push(131);
        match self.random.u8(..8) {
            0 => {
                let length = self.random.usize(..40);
                out.extend((0..length).map(|_| self.random.u8(..)));
            }
            1 => {
                let length = self.random.usize(..40);
                out.extend((0..length).map(|_| self.random.u8(65..125)));
            }
            2 | 3 => self.term(out, 0),
            _ => {
                self.term(out, 0);
                self.damage(out);
            }
        }
    }

    fn damage(&mut self, out: &mut Vec<u8>) {
        for _ in 0..self.random.usize(1..4) {
            let at = self.random.usize(1..=out.len());
            match self.random.u8(..5) {
                0 => out.truncate(at),
                1 => out.insert(at, self.random.u8(..)),
                2 if at < out.len() => {
                    out.remove(at);
                }
                3 if at < out.len() => out[at] = self.random.u8(..),
                _ if at < out.len() => out[at] ^= 1 << self.random.u8(..8),
                _ => {}
            }
        }
    }

    /// Writes a term of a random kind, in one of its forms.
    fn term(&mut self, out: &mut Vec<u8>, depth: usize) {
        let leaves = 17;
        let kinds = if depth < 6 && out.len() < 200 { 24 } else { leaves };
        match self.random.u8(..kinds) {
            0 => out.extend([97, self.random.u8(..)]),
            1 => self.bytes(out, 98, 4),
            2 => {
                out.extend([110, 9, self.random.u8(..2)]);
                self.some(out, 9);
            }
            3 => {
                out.extend([111, 0, 0, 0, 3, self.random.u8(..2)]);
                self.some(out, 3);
            }
            4 => {
                out.push(70);
                out.extend(self.random.f64().to_be_bytes());
            }
            5 => {
                let text = format!("{:.20e}", self.random.f64());
                out.push(99);
                out.extend(text.bytes().chain([0; 31]).take(31));
            }
            6..9 => self.atom(out),
            9 => out.push(106),
            10 => {
                let length = self.random.u8(..6);
                out.extend([107, 0, length]);
                self.some(out, length.into());
            }
            11 => {
                let length = self.random.u8(..6);
                out.extend([109, 0, 0, 0, length]);
                self.some(out, length.into());
            }
            12 => {
                let length = self.random.u8(1..4);
                out.extend([77, 0, 0, 0, length, self.random.u8(1..9)]);
                self.some(out, length.into());
            }
            13 => {
                let (tag, rest) =
                    if self.random.bool() { (88, 12) } else { (103, 8) };
                self.named(out, tag, rest);
            }
            14 => {
                let choice = [(120, 12), (89, 8), (102, 4)];
                let (tag, rest) = choice[self.random.usize(..3)];
                self.named(out, tag, rest);
            }
            15 => self.reference(out),
            16 => {
                out.push(113);
                self.atom(out);
                self.atom(out);
                out.extend([97, self.random.u8(..)]);
            }
            kind => self.nested(out, kind - leaves, depth + 1),
        }
    }

    fn nested(&mut self, out: &mut Vec<u8>, kind: u8, depth: usize) {
        let count = self.random.u8(..5);
        match kind {
            0 | 1 => {
                out.extend([104, count]);
                (0..count).for_each(|_| self.term(out, depth));
            }
            2 => {
                out.extend([105, 0, 0, 0, count]);
                (0..count).for_each(|_| self.term(out, depth));
            }
            3 => {
                out.extend([108, 0, 0, 0, count]);
                (0..count).for_each(|_| self.term(out, depth));
                out.push(106);
            }
            4 => {
                out.extend([108, 0, 0, 0, count]);
                (0..=count).for_each(|_| self.term(out, depth));
            }
            5 => {
                out.extend([116, 0, 0, 0, count]);
                for key in 0..count {
                    // Keys that differ, most of the time.
                    out.extend([97, key]);
                    self.term(out, depth);
                }
            }
            _ => {
                let start = out.len();
                out.extend([112, 0, 0, 0, 0, 1]);
                self.some(out, 20);
                out.extend([0, 0, 0, count]);
                self.atom(out);
                out.extend([97, 1, 97, 2]);
                self.named(out, 88, 12);
                (0..count).for_each(|_| self.term(out, depth));
                let length = out.len() - start - 1;
                let [.., high, low] = length.to_be_bytes();
                out[start + 3] = high;
                out[start + 4] = low;
            }
        }
    }

    fn atom(&mut self, out: &mut Vec<u8>) {
        let atom = ["ok", "error", "temperature", "reset_stats", "ü", "a@b"];
        let atom = atom[self.random.usize(..atom.len())].as_bytes();
        let [.., length] = atom.len().to_be_bytes();
        match self.random.u8(..4) {
            0 => out.extend([119, length]),
            1 => out.extend([118, 0, length]),
            2 => out.extend([115, length]),
            _ => out.extend([100, 0, length]),
        }
        out.extend(atom);
    }

    fn named(&mut self, out: &mut Vec<u8>, tag: u8, rest: usize) {
        out.push(tag);
        self.atom(out);
        self.some(out, rest);
        if matches!(tag, 102 | 103) {
            out.push(self.random.u8(..4));
        }
    }

    fn reference(&mut self, out: &mut Vec<u8>) {
        let words = self.random.u8(1..6);
        match self.random.u8(..3) {
            0 => {
                out.push(101);
                self.atom(out);
                // Old nodes count to 18 bits.
                out.extend([0, self.random.u8(..5), 1, 2]);
                out.push(self.random.u8(..4));
            }
            1 => {
                out.extend([114, 0, words]);
                self.atom(out);
                out.push(self.random.u8(..4));
                out.extend([0, self.random.u8(..5), 1, 2]);
                self.some(out, usize::from(words) * 4 - 4);
            }
            _ => {
                out.extend([90, 0, words]);
                self.atom(out);
                self.some(out, usize::from(words) * 4 + 4);
            }
        }
    }

    fn bytes(&mut self, out: &mut Vec<u8>, tag: u8, length: usize) {
        out.push(tag);
        self.some(out, length);
    }

    fn some(&mut self, out: &mut Vec<u8>, length: usize) {
        out.extend((0..length).map(|_| self.random.u8(..)));
    }
}
