//! A load tester that tells the truth, and the book's steps towards it.
//!
//! A run as a program has it, which asks a target of its own:
//!
//! ```
//! use actor_core::{Mailbox, System};
//! use blitzy::engine::Settings;
//! use blitzy::plan::{Plan, Until};
//! use blitzy::run::{self, Job, Progress};
//! use blitzy::serve::{self, Config};
//! use blitzy::target::Shape;
//!
//! System::new("example").run_with(async |mut mailbox: Mailbox<Progress>| {
//!     let server = serve::start(Config::default()).await.unwrap();
//!     let until = Until { requests: Some(100), duration: None };
//!     let job = Job {
//!         plan: Plan { until, ..Plan::default() },
//!         target: Shape::of(server.url()).target().unwrap(),
//!         engine: Settings::default(),
//!     };
//!     run::start_link(job, mailbox.this()).await.unwrap();
//!     let measured = loop {
//!         if let Progress::Ended(measured) = mailbox.receive().await {
//!             break measured;
//!         }
//!     };
//!     let p99 = measured.tally.latency().percentile(99.0);
//!     println!("p99: {:?}", p99.unwrap());
//!     assert_eq!(server.requests(), 100);
//! }).unwrap();
//! ```
//!
//! Who may be asked is checked by [`target::safety::check`], which a program
//! calls before it starts a run.
//!
//! | module | what it is |
//! |---|---|
//! | [`book`] | the Guidebook's chapter 8, step by step |
//! | [`plan`] | how much is asked, how fast, and for how long |
//! | [`target`] | what is asked: the requests |
//! | [`engine`] | how a request is sent: three ways |
//! | [`measure`] | what is counted, and how counts are put together |
//! | [`run`] | who does it: connections, a group of them, a coordinator |
//! | [`cluster`] | many machines that do it together |
//! | [`report`] | what is said about it: to people, to programs, in a browser |
//! | [`serve`] | a local target, as slow and as broken as wanted |
//! | [`cli`] | the command line |

pub mod book;
pub mod cli;
pub mod cluster;
pub mod engine;
pub mod measure;
pub mod plan;
pub mod report;
pub mod run;
pub mod serve;
pub mod target;
