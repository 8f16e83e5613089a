//! How servers end, and when they clean up before.

use actor_core::{ExitReason, GenServer, Mailbox, ProcessRef, Reply, process};

use crate::probe::{
    CleanUp, Do, Note, Options, Probe, Start, probe, trapping_probe,
};
use crate::say;
use crate::scenario::{Lines, scenarios};

scenarios! { ends:
    a_normal_stop_cleans_up
    a_stop_with_a_reason_cleans_up
    a_shutdown_cleans_up
    a_shutdown_with_a_word_cleans_up
    a_crash_cleans_up
    an_exit_in_a_callback_cleans_up
    a_normal_exit_in_a_callback_cleans_up
    an_exit_with_kill_in_a_callback_cleans_up
    a_stop_while_continuing_cleans_up
    an_exit_signal_to_itself_does_not_clean_up
    a_kill_to_itself_does_not_clean_up
    a_trapped_exit_signal_to_itself_ends_an_unlinked_server
    a_trapped_exit_signal_to_itself_is_an_info_of_a_linked_server
    an_exit_signal_does_not_clean_up
    a_shutdown_signal_does_not_clean_up
    a_kill_does_not_clean_up
    a_kill_does_not_clean_up_if_trapped
    a_crash_while_cleaning_up_is_the_reason
    a_parent_that_ends_normally
    a_parent_that_ends
    a_parent_that_ends_with_shutdown
    a_parent_that_ends_normally_is_cleaned_up_after_if_trapped
    a_parent_that_ends_is_cleaned_up_after_if_trapped
    a_parent_that_is_shut_down_is_cleaned_up_after_if_trapped
    a_parent_that_is_killed_is_cleaned_up_after_if_trapped
    a_signal_of_a_living_parent_cleans_up_if_trapped
    a_kill_of_the_parent_does_not_clean_up
    a_parent_that_unlinked_may_end
}

/// What is done to a server.
type Deed = fn(&ProcessRef<Do>);

/// Starts a server without a link, does something to it, and looks.
async fn alone(deed: Deed, mut mailbox: Mailbox<Note>) -> Lines {
    let server = probe(&mailbox).start().await.unwrap();
    process::monitor(&server);
    deed(&server);
    say::mailbox(&mut mailbox, &[("server", server.pid())]).await
}

/// As [`alone`], with a server that traps exits.
async fn trapping(deed: Deed, mut mailbox: Mailbox<Note>) -> Lines {
    let server = trapping_probe(&mailbox).start().await.unwrap();
    process::monitor(&server);
    deed(&server);
    say::mailbox(&mut mailbox, &[("server", server.pid())]).await
}

/// What the parent of a server is told.
enum Parent {
    /// To say who its server is.
    Server(Reply<ProcessRef<Do>>),
    /// To do this, and to wait for ever if that does not end it.
    Do(Deed),
}

/// Starts a server in a parent that does something once it is watched.
async fn parent(trap: Trap, deed: Deed, mut mailbox: Mailbox<Note>) -> Lines {
    let observer = mailbox.this();
    let parent = process::spawn(async move |mut mailbox: Mailbox<Parent>| {
        let trap = trap == Trap::Exits;
        let options = Options { observer, trap, init: Start::Ok };
        let server = Probe::start_link(options).await.unwrap();
        loop {
            match mailbox.receive().await {
                Parent::Server(reply) => reply.send(server.clone()),
                Parent::Do(deed) => deed(&server),
            }
        }
    });
    let server = parent.call(Parent::Server).await.unwrap();
    process::monitor(&server);
    parent.send(Parent::Do(deed));
    let roles = [("server", server.pid())];
    let mut lines = say::mailbox(&mut mailbox, &roles).await;
    lines.push(format!("alive: {}", server.is_alive()));
    lines
}

/// Whether the server traps exits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trap {
    Exits,
    Nothing,
}

/// The scenarios in which something is done to a server.
macro_rules! deeds {
    ($($name:ident: $who:ident($($trap:expr)?), $deed:expr;)*) => {$(
        async fn $name(mailbox: Mailbox<Note>) -> Lines {
            $who($($trap,)? $deed, mailbox).await
        }
    )*};
}

deeds! {
    a_normal_stop_cleans_up:
        alone(), |server| server.cast(Do::Stop(ExitReason::Normal));
    a_stop_with_a_reason_cleans_up:
        alone(), |server| server.cast(Do::Stop("boom".into()));
    a_shutdown_cleans_up:
        alone(), |server| server.cast(Do::Stop(ExitReason::Shutdown));
    a_shutdown_with_a_word_cleans_up: alone(), |server| {
        server.cast(Do::Stop(ExitReason::ShutdownWith("why".into())));
    };
    a_crash_cleans_up: alone(), |server| server.cast(Do::Crash);
    an_exit_in_a_callback_cleans_up:
        alone(), |server| server.cast(Do::Exit("boom".into()));
    a_normal_exit_in_a_callback_cleans_up:
        alone(), |server| server.cast(Do::Exit(ExitReason::Normal));
    an_exit_with_kill_in_a_callback_cleans_up:
        alone(), |server| server.cast(Do::Exit(ExitReason::Kill));
    a_stop_while_continuing_cleans_up:
        alone(), |server| server.cast(Do::StopWhileContinuing("boom".into()));
    an_exit_signal_to_itself_does_not_clean_up:
        alone(), |server| server.cast(Do::Signal("boom".into()));
    a_kill_to_itself_does_not_clean_up:
        trapping(), |server| server.cast(Do::Signal(ExitReason::Kill));
    a_trapped_exit_signal_to_itself_ends_an_unlinked_server:
        trapping(), |server| server.cast(Do::Signal("boom".into()));
    an_exit_signal_does_not_clean_up:
        alone(), |server| process::exit(server, "boom");
    a_shutdown_signal_does_not_clean_up:
        alone(), |server| process::exit(server, ExitReason::Shutdown);
    a_kill_does_not_clean_up:
        alone(), |server| process::exit(server, ExitReason::Kill);
    a_kill_does_not_clean_up_if_trapped:
        trapping(), |server| process::exit(server, ExitReason::Kill);
    a_crash_while_cleaning_up_is_the_reason: alone(), |server| {
        server.cast(Do::CleanUp(CleanUp::Badly));
        server.cast(Do::Stop("boom".into()));
    };
    a_parent_that_ends_normally:
        parent(Trap::Nothing), |_| process::exit_self(ExitReason::Normal);
    a_parent_that_ends:
        parent(Trap::Nothing), |_| process::exit_self("boom");
    a_parent_that_ends_with_shutdown:
        parent(Trap::Nothing), |_| process::exit_self(ExitReason::Shutdown);
    a_parent_that_ends_normally_is_cleaned_up_after_if_trapped:
        parent(Trap::Exits), |_| process::exit_self(ExitReason::Normal);
    a_parent_that_ends_is_cleaned_up_after_if_trapped:
        parent(Trap::Exits), |_| process::exit_self("boom");
    a_parent_that_is_shut_down_is_cleaned_up_after_if_trapped:
        parent(Trap::Exits), |_| process::exit_self(ExitReason::Shutdown);
    a_parent_that_is_killed_is_cleaned_up_after_if_trapped:
        parent(Trap::Exits),
        |_| process::exit(process::id(), ExitReason::Kill);
    a_signal_of_a_living_parent_cleans_up_if_trapped:
        parent(Trap::Exits), |server| {
            process::unlink(server);
            process::exit(server, "boom");
        };
    a_kill_of_the_parent_does_not_clean_up: parent(Trap::Exits), |server| {
        process::unlink(server);
        process::exit(server, ExitReason::Kill);
    };
    a_parent_that_unlinked_may_end: parent(Trap::Exits), |server| {
        process::unlink(server);
        process::exit_self("boom")
    };
}

async fn a_trapped_exit_signal_to_itself_is_an_info_of_a_linked_server(
    mut mailbox: Mailbox<Note>,
) -> Lines {
    process::trap_exit(true);
    let server = trapping_probe(&mailbox).start_link().await.unwrap();
    server.cast(Do::Signal("boom".into()));
    say::mailbox(&mut mailbox, &[("server", server.pid())]).await
}
