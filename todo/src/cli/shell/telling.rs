//! What the shell tells: who is there, and what has become of others.

use std::io;
use std::time::Duration;

use actor_core::process::ProcessInfo;
use actor_core::{Event, Name, System, process};
use anstyle::{AnsiColor, Style};
use pooly::cli::tree::{self, Branch};

use super::session::Session;
use crate::cli::output::print_line;

const ENDED: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();

impl Session {
    /// Tells what has happened, when everybody has dealt with it: who has
    /// ended, and who is new.
    pub(super) async fn tell(&mut self) -> io::Result<()> {
        let tree = self.look().await;
        if tree.is_none() {
            tree::calm().await;
        }
        while let Some(event) = self.mailbox.next().within(Duration::ZERO).await
        {
            let Event::Down(down) = event else { continue };
            if let Some(end) = self.watch.ended(&down) {
                print_line(format_args!("{ENDED}- {end}{ENDED:#}"))?;
            }
        }
        match tree {
            Some(tree) => {
                for (name, pid) in self.watch.look(&tree) {
                    print_line(format_args!("{NEW}+ {name} {pid}{NEW:#}"))?;
                }
            }
            None if self.file.take().is_some() => {
                print_line("the tree is gone; start starts it again")?;
            }
            None => {}
        }
        Ok(())
    }

    /// Returns the tree when everybody in it has dealt with all that has
    /// happened; nothing if it has given up.
    pub(super) async fn look(&mut self) -> Option<Branch> {
        let root = &self.file.as_ref()?.root;
        let mut tree = tree::settled(root, "Todo").await;
        if !process::is_alive(root) {
            return None;
        }
        self.name_servers(&mut tree);
        Some(tree)
    }

    /// Calls the servers of lists by the names of those.
    fn name_servers(&self, branch: &mut Branch) {
        let is_server = |name: &&_| self.server(name).ok() == branch.pid;
        if let Some(list) = self.used.iter().find(is_server) {
            branch.name = list.as_str().into();
        }
        for child in &mut branch.children {
            self.name_servers(child);
        }
    }

    /// Lists all processes.
    pub(super) fn processes(&self) -> String {
        let head = "pid          received  waiting  name".to_owned();
        let processes = System::current().processes();
        let rows = processes.iter().map(|process| self.row(process));
        std::iter::once(head).chain(rows).collect::<Vec<_>>().join("\n")
    }

    fn row(&self, info: &ProcessInfo) -> String {
        let seen = self.watch.name_of(info.pid);
        let name = seen.or(info.name.as_ref()).or(info.label.as_ref());
        let name = name.map_or("", Name::as_str);
        let pid = info.pid.to_string();
        let (handled, queued) = (info.messages_handled, info.mailbox_len);
        format!("{pid:12} {handled:8}  {queued:7}  {name}")
    }
}
