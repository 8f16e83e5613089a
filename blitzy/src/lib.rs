//! A load tester that tells the truth, and the book's steps towards it.
//!
//! | module | what it is |
//! |---|---|
//! | [`book`] | the Guidebook's chapter 8, step by step |
//! | [`plan`] | how much is asked, how fast, and for how long |
//! | [`target`] | what is asked: the requests |
//! | [`engine`] | how a request is sent: three ways |
//! | [`measure`] | what is counted, and how counts are put together |
//! | [`run`] | who does it: connections, a group of them, a coordinator |
//! | [`report`] | what is said about it: to people, to programs, in a browser |
//! | [`serve`] | a local target, as slow and as broken as wanted |
//! | [`cli`] | the command line |

pub mod book;
pub mod cli;
pub mod engine;
pub mod measure;
pub mod plan;
pub mod report;
pub mod run;
pub mod serve;
pub mod target;
