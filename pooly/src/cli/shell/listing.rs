//! What can be seen of the system from outside.

use actor_core::process::ProcessInfo;
use actor_core::{Name, Pid, System, process};

use super::watch::Watch;

/// Says who has a name, or lists all registered names.
pub(super) fn whereis(name: Option<&Name>, watch: &Watch) -> String {
    if let Some(name) = name {
        return match watch.find(name.as_str()) {
            Some(pid) if process::is_alive(pid) => pid.to_string(),
            Some(pid) => format!("{pid}, which is dead"),
            None => "nobody".to_owned(),
        };
    }
    let names = System::current().registered();
    let lines = names.iter().map(|name| {
        let pid = process::whereis(name.as_str()).unwrap_or(Pid::NOBODY);
        format!("{pid:12} {name}")
    });
    match lines.collect::<Vec<_>>().as_slice() {
        [] => "nobody has a name".into(),
        lines => lines.join("\n"),
    }
}

/// Lists all processes.
pub(super) fn processes(watch: &Watch) -> String {
    let mut lines = vec!["pid          received  waiting  name".to_owned()];
    let processes = System::current().processes();
    lines.extend(processes.iter().map(|process| row(process, watch)));
    lines.join("\n")
}

fn row(info: &ProcessInfo, watch: &Watch) -> String {
    let seen = watch.name_of(info.pid).map(|(_, name)| name);
    let name = seen.or(info.name.as_ref()).or(info.label.as_ref());
    let name = name.map_or("", Name::as_str);
    let pid = info.pid.to_string();
    let (handled, queued) = (info.messages_handled, info.mailbox_len);
    format!("{pid:12} {handled:8}  {queued:7}  {name}")
}
