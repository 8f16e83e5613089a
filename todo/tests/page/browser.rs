//! A browser without a window, told what to do through a pipe.
//!
//! It speaks the `DevTools` protocol: JSON with a zero byte after each message.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// The names that it has on one system or another.
const NAMES: [&str; 5] = [
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
];

/// What it is told by comes in as file 3, and it answers to file 4.
const PIPES: &str = "exec 3<&0 4>&1 </dev/null >/dev/null; exec \"$0\" \"$@\"";

/// A browser that has not answered by then never will.
const LIMIT: Duration = Duration::from_mins(2);

/// What came of a command: its result, or why there is none.
pub(crate) type Answer = Result<Value, String>;

/// A browser that runs; it ends when this is dropped.
pub(crate) struct Browser {
    child: Child,
    input: Mutex<ChildStdin>,
    last: AtomicU64,
    heard: Arc<Mutex<Heard>>,
    _profile: TempDir,
}

#[derive(Default)]
struct Heard {
    waiting: HashMap<u64, mpsc::Sender<Answer>>,
    /// What happened, by session.
    events: HashMap<String, Vec<Value>>,
}

impl Browser {
    /// Starts a browser. Returns nothing, and says so, if there is none on this
    /// machine.
    pub(crate) fn start() -> Option<Self> {
        let is_there = |name: &&str| {
            let version = Command::new(name).arg("--version").output();
            version.is_ok_and(|output| output.status.success())
        };
        let Some(name) = NAMES.into_iter().find(is_there) else {
            let is_ci = std::env::var_os("CI").is_some();
            assert!(!is_ci, "there is no browser; install one of {NAMES:?}");
            eprintln!("skipped: this machine has none of {NAMES:?}");
            return None;
        };
        let profile = TempDir::new().unwrap();
        let folder = profile.path().display();
        let mut child = Command::new("sh")
            .args(["-c", PIPES, name, "--headless", "--no-sandbox"])
            .args(["--disable-gpu", "--remote-debugging-pipe"])
            .arg(format!("--user-data-dir={folder}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = Mutex::new(child.stdin.take().unwrap());
        let output = child.stdout.take().unwrap();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let listener = heard.clone();
        thread::spawn(move || hear(output, &listener));
        let last = AtomicU64::new(0);
        Some(Self { child, input, last, heard, _profile: profile })
    }

    /// Tells it to do something, in a session or outside of all.
    pub(crate) fn command(
        &self,
        session: &str,
        method: &str,
        params: &Value,
    ) -> Answer {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let (answer, answered) = mpsc::channel();
        self.heard.lock().unwrap().waiting.insert(id, answer);
        let mut command =
            json!({ "id": id, "method": method, "params": params });
        if !session.is_empty() {
            command["sessionId"] = session.into();
        }
        let mut bytes = command.to_string().into_bytes();
        bytes.push(0);
        self.input.lock().unwrap().write_all(&bytes).unwrap();
        let answer = answered.recv_timeout(LIMIT);
        answer.unwrap_or_else(|_| panic!("no answer to {method} {params}"))
    }

    /// Returns what happened in a session until now, of one kind.
    pub(crate) fn events(&self, session: &str, kind: &str) -> Vec<Value> {
        let heard = self.heard.lock().unwrap();
        let events = heard.events.get(session).into_iter().flatten();
        let of_kind = events.filter(|event| event["method"] == kind);
        of_kind.map(|event| event["params"].clone()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn hear(output: ChildStdout, heard: &Mutex<Heard>) {
    for message in BufReader::new(output).split(0) {
        let Ok(message) = message else { return };
        let mut message: Value = serde_json::from_slice(&message).unwrap();
        let mut heard = heard.lock().unwrap();
        if let Some(id) = message["id"].as_u64() {
            let answer = match message.get("error") {
                Some(error) => Err(error.to_string()),
                None => Ok(message["result"].take()),
            };
            if let Some(waiting) = heard.waiting.remove(&id) {
                // A test that failed does not wait any more.
                let _ = waiting.send(answer);
            }
        } else {
            let session = message["sessionId"].as_str().unwrap_or_default();
            let events = heard.events.entry(session.to_owned()).or_default();
            events.push(message);
        }
    }
}
