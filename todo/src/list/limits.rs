//! How much one list may hold.

use super::EditError;

/// How much one list may hold, since a stranger may fill it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Entries, done or not.
    pub entries: usize,
    /// Bytes of a title in UTF-8.
    pub title_bytes: usize,
    /// Requests with a key that are remembered; the oldest is forgotten.
    pub receipts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { entries: 200_000, title_bytes: 1000, receipts: 1000 }
    }
}

impl Limits {
    /// Checks that a title is one line, and not too long.
    ///
    /// # Errors
    ///
    /// [`TitleTooLong`](EditError::TitleTooLong) and
    /// [`TitleControl`](EditError::TitleControl).
    pub fn check_title(&self, title: &str) -> Result<(), EditError> {
        if title.len() > self.title_bytes {
            return Err(EditError::TitleTooLong(self.title_bytes));
        }
        if title.contains(char::is_control) {
            return Err(EditError::TitleControl);
        }
        Ok(())
    }
}
