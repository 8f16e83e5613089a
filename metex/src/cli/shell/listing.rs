//! What can be seen of the system from outside.

use actor_core::process::ProcessInfo;
use actor_core::{Name, Pid, System, process};

/// Says who has a name, or all names if it is empty.
pub(super) fn whereis(name: &str) -> String {
    if !name.is_empty() {
        let pid = process::whereis(name);
        return pid.map_or("nobody".into(), |pid| pid.to_string());
    }
    let names = System::current().registered();
    let lines = names.iter().map(|name: &Name| {
        let pid = process::whereis(name.as_str()).unwrap_or(Pid::NOBODY);
        format!("{pid:12} {name}")
    });
    match lines.collect::<Vec<_>>().as_slice() {
        [] => "nobody has a name".into(),
        lines => lines.join("\n"),
    }
}

/// Lists all processes.
pub(super) fn processes() -> String {
    let mut lines = vec!["pid          received  waiting  name".to_owned()];
    lines.extend(System::current().processes().iter().map(row));
    lines.join("\n")
}

fn row(info: &ProcessInfo) -> String {
    let name = info.name.as_ref().or(info.label.as_ref());
    let name = name.map_or("", Name::as_str);
    let pid = info.pid.to_string();
    let (handled, queued) = (info.messages_handled, info.mailbox_len);
    format!("{pid:12} {handled:8}  {queued:7}  {name}")
}
