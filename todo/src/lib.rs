//! A to-do system: the one of Elixir in Action, step by step, and one to use.
//!
//! | step | chapter | module | what it adds |
//! |---|---|---|---|
//! | 1 | 4 | [`s01_list`] | a list, which is data |
//! | 2 | 5 | [`s02_server_by_hand`] | a list in a process, by hand |
//! | 3 | 6 | [`s03_server_process`] | the same on a generic server made by hand |
//! | 4 | 6 | [`s04_gen_server`] | the same on the library's servers |
//! | 5 | 7 | [`s05_cache`] | many lists, each with a server |
//! | 6 | 7 | [`s06_database`] | lists are kept in files |
//! | 7 | 7 | [`s07_database_workers`] | three processes read and write the files |
//! | 8 | 8 | [`s08_supervised`] | the cache has a supervisor |
//! | 9 | 8 | [`s09_links`] | everybody is linked to whom they need |
//! | 10 | 9 | [`s10_supervised_database`] | the database is supervised beside the cache |
//! | 11 | 9 | [`s11_pool_supervision`] | the database is a supervisor, its workers are in a registry |
//! | 12 | 9 | [`s12_dynamic_servers`] | the cache is a supervisor, the servers are in the registry |
//! | 13 | 10 | [`s13_metrics`] | a task prints how much there is |
//! | 14 | 10 | [`s14_agent`] | the server is an agent |
//! | 15 | 10 | [`s15_expiry`] | a server that nobody needs stops |
//! | 16 | 11 | [`s16_application`] | the system is an application |
//! | 17 | 11 | [`s17_pool`] | the workers are lent by Pooly |
//! | 18 | 11 | [`s18_web`] | the lists are on the web |
//! | 19 | 11 | [`s19_config`] | what can be set is set outside |
//!
//! A step's folder has only the files that it adds or changes, and
//! `todo/diffs` has the differences. `todo step 7` runs one.
//!
//! The system for every day is made of [`list`], what a list is; [`store`],
//! where lists are kept; [`lists`], the servers of those in use; [`transfer`],
//! how they come and go as files; [`web`], the service and its page; and
//! [`system`], the tree of all that.

pub mod book_time;
pub mod s01_list;
pub mod s02_server_by_hand;
pub mod s03_server_process;
pub mod s04_gen_server;
pub mod s05_cache;
pub mod s06_database;
pub mod s07_database_workers;
pub mod s08_supervised;
pub mod s09_links;
pub mod s10_supervised_database;
pub mod s11_pool_supervision;
pub mod s12_dynamic_servers;
pub mod s13_metrics;
pub mod s14_agent;
pub mod s15_expiry;
pub mod s16_application;
pub mod s17_pool;
pub mod s18_web;
pub mod s19_config;

pub mod demo;

pub mod list;

pub mod store;

pub mod lists;

pub mod transfer;

pub mod web;

pub mod config;

pub mod system;

pub mod cli;
