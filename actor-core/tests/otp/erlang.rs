//! Asks the OTP on this machine, if there is one.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::{env, fs, process};

use crate::recording::Recording;

/// How long OTP may take for everything; it needs about four seconds.
const PATIENCE: Duration = Duration::from_mins(1);

/// Compiles and runs all scenarios in one `erl`; nothing if there is none.
pub(crate) fn run() -> Option<Recording> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("otp-scenarios-{}", process::id()));
    fs::create_dir_all(&folder).expect("a folder can be made");
    let compiled = Command::new("erlc")
        .args(["-Werror", "-o"])
        .arg(&folder)
        .args(sources())
        .output();
    let Ok(compiled) = compiled else {
        // Without Erlang there is nothing to compare with.
        fs::remove_dir(&folder).expect("an empty folder can be removed");
        return None;
    };
    assert!(
        compiled.status.success(),
        "{}",
        String::from_utf8_lossy(&compiled.stdout)
    );
    let erl = Command::new("erl")
        .args(["-noshell", "-noinput", "-pa"])
        .arg(&folder)
        .args(["-s", "scenarios", "main"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let text = read_all(erl);
    fs::remove_dir_all(&folder).expect("a folder can be removed");
    Some(Recording::parse(&text))
}

fn sources() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/otp/erlang");
    let files = fs::read_dir(folder).expect("the Erlang side is there");
    let files = files.filter_map(|file| Some(file.ok()?.path()));
    files.filter(|f| f.extension().is_some_and(|e| e == "erl")).collect()
}

/// Reads what `erl` prints until it ends; kills it if it does not.
fn read_all(mut erl: Child) -> String {
    let mut output = erl.stdout.take().expect("the output is a pipe");
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut text = String::new();
        let read = output.read_to_string(&mut text);
        // Whoever waited may have given up.
        let _ = sender.send(read.map(|_| text));
    });
    let text = receiver.recv_timeout(PATIENCE);
    if text.is_err() {
        erl.kill().expect("a process that was started can be killed");
    }
    erl.wait().expect("a process that was started ends");
    text.expect("OTP ends in time").expect("OTP prints text")
}
