//! Solutions to the exercises of the Guidebook.

mod chapter_6;
mod chapter_7;
