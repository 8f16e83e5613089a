//! Nodes on this library, several in one program, and what goes on between
//! them.

mod binaries;
mod calls;
#[path = "../processes/captured.rs"]
mod captured;
mod cluster;
mod connections;
mod functions;
mod global;
mod global_conflicts;
mod global_locks;
mod global_servers;
mod hostile;
mod pg;
mod port_mappers;
mod processes;
mod spawns;
mod supervisors;
mod sys;
mod tasks;
