//! What a program demonstrates, shown as everything else in the book.

use crate::{say, show};

/// The page of this program, for the demonstrations of all crates.
pub(crate) struct OnThePage;

macro_rules! show_on_it {
    ($($page:path),*) => { $(
        impl $page for OnThePage {
            fn say(&mut self, text: &str) {
                say!("{text}");
            }

            fn show(&mut self, text: &str) {
                for line in text.lines() {
                    show!("{line}");
                }
            }
        }
    )* };
}

show_on_it!(blitzy::book::demo::Page, pooly::demo::Page, todo::demo::Page);
