//! A browser without a window.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The names that it has on one system or another.
const NAMES: [&str; 5] = [
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
];

/// A browser that is not done by then never will be.
const LIMIT: Duration = Duration::from_mins(2);

/// What a browser made of a page.
pub(crate) struct Opened {
    /// The document when all scripts had run, as HTML.
    pub(crate) document: String,
    /// What it wrote to its console and its log.
    pub(crate) log: String,
}

/// Opens a page, with more arguments for the browser. Returns nothing, and says
/// so, if there is no browser on this machine; where tests must not be skipped,
/// on a server that has `CI` set, that is a failure.
pub(crate) fn open(page: &str, arguments: &[&str]) -> Option<Opened> {
    static PAGES: AtomicUsize = AtomicUsize::new(0);
    let number = PAGES.fetch_add(1, Ordering::Relaxed);
    let name = format!("page-{}-{number}", std::process::id());
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&directory).expect("there is room for a directory");
    let file = directory.join("page.html");
    fs::write(&file, page).expect("there is room for a page");
    let url = format!("file://{}", file.display());
    let profile = format!("--user-data-dir={}", directory.display());
    let mut command = NAMES.into_iter().find_map(|name| {
        Command::new(name)
            .args(["--headless", "--no-sandbox", "--disable-gpu"])
            .args(["--enable-logging=stderr", "--window-size=1200,2400"])
            .args(["--dump-dom", &profile])
            .args(arguments)
            .arg(&url)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .ok()
    });
    if command.is_none() {
        let is_ci = std::env::var_os("CI").is_some();
        assert!(!is_ci, "there is no browser; install one of {NAMES:?}");
        eprintln!("skipped: this machine has no browser, none of {NAMES:?}");
    }
    let opened = command.as_mut().map(read);
    fs::remove_dir_all(&directory).expect("the browser is gone");
    opened
}

fn read(browser: &mut Child) -> Opened {
    let mut output = browser.stdout.take().expect("it is piped");
    let mut errors = browser.stderr.take().expect("it is piped");
    let (done, is_done) = mpsc::channel();
    let reader = thread::spawn(move || {
        let log = thread::spawn(move || {
            let mut log = Vec::new();
            errors.read_to_end(&mut log).map(|_| log)
        });
        let mut document = Vec::new();
        output.read_to_end(&mut document).expect("it can be read");
        let log = log.join().expect("no panic").expect("it can be read");
        // Nobody waits any more if it took too long.
        let _ = done.send(());
        (document, log)
    });
    if is_done.recv_timeout(LIMIT).is_err() {
        browser.kill().expect("it is ours");
        panic!("the browser was not done in {LIMIT:?}");
    }
    browser.wait().expect("it is ours");
    let (document, log) = reader.join().expect("no panic");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Opened { document: text(document), log: text(log) }
}
