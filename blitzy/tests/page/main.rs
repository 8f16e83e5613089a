//! The page that a browser shows: what is written, and what a browser makes of
//! it.

mod browser;
mod opened;
mod runs;
mod written;
