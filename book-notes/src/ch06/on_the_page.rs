//! What Pooly demonstrates, shown as everything else in the book.

use pooly::demo::Page;

use crate::{say, show};

/// The page of this program, for a demonstration of Pooly.
pub(crate) struct OnThePage;

impl Page for OnThePage {
    fn say(&mut self, text: &str) {
        say!("{text}");
    }

    fn show(&mut self, text: &str) {
        for line in text.lines() {
            show!("{line}");
        }
    }
}
