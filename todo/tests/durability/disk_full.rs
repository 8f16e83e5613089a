//! A disk that has no room, and then has room again.

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use reqwest::StatusCode;
use reqwest::blocking::Response;

use crate::ledger::{Ledger, Write};
use crate::load::Load;
use crate::server::{Server, client};

/// A file that must not grow beyond 2 MiB: to write more fails with `EFBIG`,
/// as a quota or a full disk does with other codes.
#[test]
fn a_file_that_must_not_grow_refuses_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("sh");
    // Without the trap the kernel would end the server by a signal.
    let limited = "trap '' XFSZ; ulimit -S -f 4096; exec \"$@\"";
    command
        .args(["-c", limited, "sh", env!("CARGO_BIN_EXE_todo")])
        .args(["serve", "--port", "0", "--data"])
        .arg(folder.path());
    let server = Server::spawn(command);
    refuses_and_recovers(server, folder.path(), |server| {
        let limit = Command::new("prlimit")
            .args(["--fsize=unlimited:", "--pid", &server.pid().to_string()])
            .status();
        assert!(limit.unwrap().success());
    });
}

/// A file system of 6 MiB, half of which somebody else has taken.
#[test]
fn a_full_disk_refuses_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=6m", "todo-test"])
        .arg(folder.path())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("skipped: only root may mount a small file system");
        return;
    }
    let _mounted = Mounted(folder.path());
    let ballast = folder.path().join("ballast");
    std::fs::write(&ballast, vec![0; 3 << 20]).unwrap();
    let server = Server::start(folder.path());
    refuses_and_recovers(server, folder.path(), |_| {
        std::fs::remove_file(&ballast).unwrap();
    });
}

/// Unmounts a file system when it is dropped.
struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("-l").arg(self.0).status();
        assert!(unmounted.unwrap().success());
    }
}

/// Loads a server until its disk is full, makes room, loads it again, kills it
/// and looks at what is there.
fn refuses_and_recovers(
    mut server: Server,
    folder: &Path,
    make_room: impl FnOnce(&Server),
) {
    let ledger = Arc::new(Mutex::new(Ledger::default()));
    // Long titles, so that the disk is full soon.
    let name = "before".repeat(100);
    let load = Load::begin(&server.url, &name, 1, &ledger);
    load.wait_for(StatusCode::SERVICE_UNAVAILABLE, 100);
    load.end();
    let refused = until_refused(&server, &ledger);
    assert!(refused.headers().contains_key("retry-after"));
    let text = refused.text().unwrap();
    assert!(text.contains("disk"), "{text}");

    make_room(&server);
    let load = Load::begin(&server.url, "after", 2, &ledger);
    load.wait_for(StatusCode::OK, 500);
    load.end();
    let ledger = ledger.lock().unwrap();
    ledger.check(&server.lists());
    server.kill();
    ledger.check(&Server::start(folder).lists());
}

/// Writes until a write is refused: where there is no room for many there may
/// still be some for one.
fn until_refused(server: &Server, ledger: &Mutex<Ledger>) -> Response {
    for number in 0..1000 {
        let title = format!("bob.{number}");
        let query = format!("list=bob&date=2018-12-19&title={title}");
        let url = format!("{}/add_entry?{query}", server.url);
        let asked = Instant::now();
        let answer = client().post(url).send().unwrap();
        if answer.status() == StatusCode::SERVICE_UNAVAILABLE {
            return answer;
        }
        let write = Write { asked, answered: Some(Instant::now()) };
        ledger.lock().unwrap().note("bob", title, write);
    }
    panic!("the disk is full, and takes a thousand writes");
}
