//! Solutions to the exercises of Elixir in Action, chapters 4, 6 and 7.

mod chapter_4;
mod chapter_6;
mod chapter_7;
