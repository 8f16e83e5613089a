//! Demonstrations: what each step does, and what goes wrong with it.
//!
//! They show the same text each time, but for the numbers of the pids, and
//! take much less than a second. They wait for what happens, and for no time.

pub mod folder;
pub mod kill;
mod stage;

mod s01;
mod s02;
mod s03;
mod s04;
mod s05;
mod s06;
mod s07;
mod s08;
mod s09;
mod s10;
mod s11;
mod s12;
mod s13;
mod s14;
mod s15;
mod s16;
mod s17;
mod s18;
mod s19;
mod what_dies;

use std::error::Error;

pub use s01::s01;
pub use s02::s02;
pub use s03::s03;
pub use s04::s04;
pub use s05::s05;
pub use s06::s06;
pub use s07::s07;
pub use s08::s08;
pub use s09::s09;
pub use s10::s10;
pub use s11::s11;
pub use s12::s12;
pub use s13::s13;
pub use s14::s14;
pub use s15::s15;
pub use s16::s16;
pub use s17::s17;
pub use s18::s18;
pub use s19::s19;
pub use what_dies::what_dies;

/// What a demonstration is shown on.
pub trait Page: Send {
    /// Says what is done, and why that matters.
    fn say(&mut self, text: &str);

    /// Shows what comes of it, which may be several lines.
    fn show(&mut self, text: &str);
}

/// How a demonstration ends: done, or with what went wrong.
pub type Finished<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

#[cfg(test)]
mod tests {
    use actor_core::{Mailbox, System};

    use super::*;

    /// Keeps what was shown.
    #[derive(Default)]
    struct Notes(String);

    impl Page for Notes {
        fn say(&mut self, text: &str) {
            self.0 += text;
            self.0.push('\n');
        }

        fn show(&mut self, text: &str) {
            self.0 += text;
            self.0.push('\n');
        }
    }

    impl Notes {
        /// As it was shown, but for the numbers of the pids, and for times and
        /// sizes that were measured.
        fn without_measures(&self) -> String {
            let parts = self.0.split("<0.").enumerate();
            let text: String = parts
                .map(|(place, part)| match place {
                    0 => part,
                    _ => part.split_once('>').expect("a whole pid").1,
                })
                .collect();
            let is_measure = |word: &str| {
                let number = word.strip_suffix("ms").unwrap_or(word);
                (number.len() < word.len() || number.len() > 6)
                    && number.chars().all(|c| c.is_ascii_digit())
            };
            let words = text.split(' ');
            words.filter(|word| !is_measure(word)).collect()
        }
    }

    /// Runs a demonstration several times in systems of their own, each of
    /// which must be empty at the end.
    macro_rules! shows_the_same {
        ($($step:ident)*) => { $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $step() {
                let mut shown = Vec::new();
                for _ in 0..8 {
                    let system = System::new(stringify!($step));
                    let notes = system.enter_with(
                        async |mut mailbox: Mailbox<()>| {
                            let mut notes = Notes::default();
                            super::$step(&mut notes, &mut mailbox)
                                .await
                                .unwrap();
                            notes
                        },
                    );
                    shown.push(notes.await.without_measures());
                    assert_eq!(system.processes(), []);
                }
                assert!(!shown[0].is_empty());
                for other in &shown {
                    assert_eq!(*other, shown[0]);
                }
            }
        )* };
    }

    mod shows_the_same_each_time {
        use super::*;

        shows_the_same!(
            s01 s02 s03 s04 s05 s06 s07 s08 s09 s10 s11 s12 s13 s14 s15 s16
            s17 s18 s19
        );
    }
}
