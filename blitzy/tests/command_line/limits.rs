//! How many connections one program can have.

use std::process::Command;

use super::{blitzy, code, nobody, report, stderr, target};

/// Runs it in a shell that has set a limit of open files.
fn limited(limit: &str, arguments: &[&str]) -> Command {
    let mut shell = Command::new("sh");
    let script = format!("ulimit {limit} && exec \"$0\" \"$@\"");
    shell.args(["-c", &script]).arg(blitzy(&[]).get_program());
    shell.args(arguments);
    shell
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_can_be_raised_is_raised() {
    let server = target().await;
    let url = server.url() + "/delay/20ms";
    let arguments =
        ["run", "-q", "-c", "200", "-n", "600", "--json", "-", url.as_str()];
    let output = limited("-Sn 80", &arguments).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(report(&output)["counts"]["succeeded"], 600);
    assert!(server.connections() > 80, "{}", server.connections());
}

#[test]
fn a_limit_that_cannot_be_raised_is_told() {
    let arguments = ["run", "-q", "-c", "200", "-n", "600", &nobody()];
    let output = limited("-n 100", &arguments).output().unwrap();
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("use -c 36"), "{}", stderr(&output));
}
