//! Demonstrations: what each version does, and what goes wrong with it.
//!
//! They show the same text each time, but for the numbers of the pids, and
//! take much less than a second. They wait for what happens, and for no time.

mod pool;
mod stage;
mod v1;
mod v2;
mod v3;
mod v4;

use std::error::Error;

pub use pool::pool;
pub use v1::v1;
pub use v2::v2;
pub use v3::v3;
pub use v4::v4;

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
        /// As it was shown, but for the numbers of the pids.
        fn without_pids(&self) -> String {
            let parts = self.0.split('<').enumerate();
            let text = parts.map(|(place, part)| match place {
                0 => part,
                _ => part.split_once('>').expect("a whole pid").1,
            });
            text.collect()
        }
    }

    /// Runs a demonstration several times in systems of their own, each of
    /// which must be empty at the end.
    macro_rules! shows_the_same {
        ($($version:ident)*) => { $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $version() {
                let mut shown = Vec::new();
                for _ in 0..8 {
                    let system = System::new(stringify!($version));
                    let notes = system.enter_with(
                        async |mut mailbox: Mailbox<()>| {
                            let mut notes = Notes::default();
                            super::$version(&mut notes, &mut mailbox)
                                .await
                                .unwrap();
                            notes
                        },
                    );
                    shown.push(notes.await.without_pids());
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

        shows_the_same!(v1 v2 v3 v4 pool);
    }
}
