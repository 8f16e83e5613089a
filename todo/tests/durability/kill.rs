//! `kill -9` at any time.

use std::env;
use std::sync::{Arc, Mutex};

use reqwest::StatusCode;

use crate::ledger::Ledger;
use crate::load::Load;
use crate::server::Server;

/// `TODO_KILLS` asks for more.
const ROUNDS: u64 = 50;

#[test]
fn no_acknowledged_write_is_lost_when_the_server_is_killed() {
    let rounds = env::var("TODO_KILLS").map_or(ROUNDS, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let ledger = Arc::new(Mutex::new(Ledger::default()));
    let mut random = fastrand::Rng::with_seed(2018);
    for round in 0..rounds {
        let mut server = Server::start(folder.path());
        ledger.lock().unwrap().check(&server.lists());

        let name = round.to_string();
        let load = Load::begin(&server.url, &name, random.u64(..), &ledger);
        let enough = random.usize(1..400);
        load.wait_for(StatusCode::OK, enough);
        server.kill();
        load.end();
    }
    let server = Server::start(folder.path());
    let ledger = ledger.lock().unwrap();
    ledger.check(&server.lists());
    assert!(ledger.acknowledged() as u64 > 50 * rounds);
}
