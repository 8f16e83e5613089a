//! What Blitzy demonstrates, shown as everything else in the book.

use blitzy::book::demo::Page;

use crate::{say, show};

/// The page of this program, for the demonstration of Blitzy.
pub(super) struct OnThePage;

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
