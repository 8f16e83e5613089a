//! What redb's errors mean here.

use std::io;

use super::StoreError;

impl From<redb::Error> for StoreError {
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::Io(error) => error.into(),
            redb::Error::PreviousIo => {
                Self::Io("an earlier read or write failed".into())
            }
            redb::Error::DatabaseClosed => {
                Self::Io("the file is being opened again".into())
            }
            // A table that is missing or of another kind is damage too: those
            // that there should be are made with the file.
            error => Self::Damaged(error.to_string().into()),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        let text = error.to_string().into();
        match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::Full(text),
            // So says redb of a file that ends too early, or begins wrongly.
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                Self::Damaged(text)
            }
            _ => Self::Io(text),
        }
    }
}

/// Each step of a transaction has an error of its own in redb.
macro_rules! from_redb {
    ($($error:ident)*) => {$(
        impl From<redb::$error> for StoreError {
            fn from(error: redb::$error) -> Self {
                redb::Error::from(error).into()
            }
        }
    )*};
}

from_redb! {
    StorageError
    TableError
    TransactionError
    CommitError
    SetDurabilityError
    CompactionError
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_a_quota_and_a_limit_of_a_file_mean_that_there_is_no_room() {
        let [no_space, quota, too_big] = [28, 122, 27];
        for code in [no_space, quota, too_big] {
            let error = io::Error::from_raw_os_error(code);
            assert!(matches!(StoreError::from(error), StoreError::Full(_)));
        }
        let error = io::Error::from_raw_os_error(5);
        assert!(matches!(StoreError::from(error), StoreError::Io(_)));
    }
}
