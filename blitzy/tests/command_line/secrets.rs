//! What nobody is shown.

use std::fs;

use super::{Directory, blitzy, nobody, stderr, stdout, target};

const SECRET: &str = "s3cr3t";

/// Ways to say who asks, each with a secret in it; some are wrong.
const SAID: [&[&str]; 13] = [
    &["--user", "joe:s3cr3t"],
    &["--user", "s3cr3t"],
    &["--bearer", "s3cr3t"],
    &["--bearer", "s3cr3t\n"],
    &["--user", "joe:s3cr3t", "--bearer", "s3cr3t"],
    &["-H", "Authorization: Bearer s3cr3t"],
    &["-H", "Authorization Bearer s3cr3t"],
    &["-H", "Cookie: session=s3cr3t\n"],
    &["--bearer", "s3cr3t", "--redirects", "2", "--cookies"],
    &["--no-such-option", "--bearer", "s3cr3t"],
    &["--proxy", "http://joe:s3cr3t@127.0.0.1:1"],
    &["--proxy", "joe:s3cr3t@127.0.0.1:1"],
    &["--proxy", "s3cr3t"],
];

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_in_no_output() {
    let server = target().await;
    let directory = Directory::new();
    let files = ["a.json", "a.csv", "a.html"].map(|name| directory.path(name));
    for url in [server.url(), nobody()] {
        let with_password = url.replace("http://", "http://joe:s3cr3t@");
        for said in SAID.into_iter().chain([&[][..]]) {
            for url in [&url, &with_password] {
                let output = blitzy(&["run", "-n", "3", "-c", "2", url])
                    .args(["--json", &files[0], "--csv", &files[1]])
                    .args(["--html", &files[2]])
                    .args(said)
                    .env("RUST_LOG", "trace")
                    .output()
                    .unwrap();
                assert!(!stdout(&output).contains(SECRET), "{said:?} {url}");
                assert!(
                    !stderr(&output).contains(SECRET),
                    "{said:?} {url}: {}",
                    stderr(&output)
                );
                for file in &files {
                    let report = fs::read_to_string(file).unwrap_or_default();
                    assert!(!report.contains(SECRET), "{file} {said:?} {url}");
                }
            }
        }
    }
}

#[test]
fn help_does_not_show_the_environment() {
    for more in ["-h", "--help", "--no-such-option"] {
        let output = blitzy(&["run", more])
            .env("BLITZY_USER", "joe:s3cr3t")
            .env("BLITZY_BEARER", SECRET)
            .output()
            .unwrap();
        assert!(!stdout(&output).contains(SECRET), "{more}");
        assert!(!stderr(&output).contains(SECRET), "{more}");
    }
}
