//! A pool of workers: four versions from the book, and one to use.
//!
//! | chapter | module | command |
//! |---|---|---|
//! | 6, one pool that hopes for the best | [`v1`] | `pooly demo v1` |
//! | 6, consumers and workers may crash | [`v2`] | `pooly demo v2` |
//! | 7, many pools in a tree | [`v3`] | `pooly demo v3` |
//! | 7, overflow, a queue, transactions | [`v4`] | `pooly demo v4` |
//! | for every day | [`pool`] | `pooly demo pool` |
//!
//! A version's folder has only the files that it adds or changes, and
//! `pooly/diffs` has the differences. What a version does wrong is the reason
//! for the next; [`Pool`] does none of it.

pub mod sample_worker;

pub mod v1;
pub mod v2;
pub mod v3;
pub mod v4;

pub mod pool;

pub mod demo;

pub mod cli;

pub use pool::Pool;
