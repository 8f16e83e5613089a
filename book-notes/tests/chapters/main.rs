//! Is the book true: its form, its quotes, its links and its transcripts.

mod diffs;
mod form;
mod links;
mod markdown;
mod quotes;
mod table;
mod transcripts;
