//! The Guidebook's chapter 8, step by step.
//!
//! | module | what it is | if a worker crashes |
//! |---|---|---|
//! | [`worker`] | times one request, made by a function of [`get`] | |
//! | [`caller`] | n processes send their results to one | its result says so |
//! | [`tasks`] | n tasks, awaited one after the other | so does the caller |
//! | [`supervised`] | n tasks under a supervisor, divided among parts | so does the caller, or its result says so |
//! | [`cluster`] | n tasks on many nodes | so does the caller, and if a node is lost |
//! | [`report`] | what came out | |
//! | [`defects`] | what the book does otherwise, and should not | |
//! | [`demo`] | all of it, shown by `blitzy chapter8` | |
//!
//! Every step has the same question, `n` and a [`Worker`], and the same answer,
//! `n` [`Outcome`]s.
//!
//! None of them says how many requests are under way at a time: it is all of
//! them. What one would use is [`run`](crate::run).

pub mod get;
pub mod worker;

pub mod caller;
pub mod tasks;

pub mod supervised;

pub mod cluster;

pub mod report;

pub mod defects;

pub mod demo;

pub use get::{Get, Http};
pub use report::Report;
pub use worker::{Failure, Outcome, Worker};
