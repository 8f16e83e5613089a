//! Local names.

use actor_core::{ExitReason, Mailbox, Name, Pid, ProcessRef, System, process};

use crate::child;
use crate::say::{self, Word};
use crate::scenario::{Lines, scenarios};

scenarios! { names:
    a_name_finds_its_process
    a_name_has_one_process
    a_process_has_one_name
    a_name_is_not_taken_twice_by_its_process
    a_name_is_free_after_the_end
    a_name_can_be_given_back
    a_message_finds_its_way_by_name
    a_name_leads_to_whoever_has_it_now
    a_dead_process_has_no_name
    a_name_is_told_by_the_process
    all_names_are_listed
}

/// Starts a process with a name.
async fn registered(name: Word, mailbox: &mut Mailbox<Word>) -> Pid {
    let me = mailbox.this();
    let child = process::spawn(async move |mailbox: Mailbox<Word>| {
        process::register(name).unwrap();
        me.send("ready");
        child::forever(mailbox).await;
    });
    mailbox.receive().await;
    child.pid()
}

fn try_register(name: Word) -> String {
    process::register(name).map_or("refused", |()| "registered").into()
}

fn whereis(name: Word, expected: Pid) -> String {
    say::pid(process::whereis(name), expected)
}

async fn a_name_finds_its_process(_: Mailbox<Word>) -> Lines {
    process::register("mine").unwrap();
    let me = process::id();
    vec![whereis("mine", me), whereis("not_mine", me)]
}

async fn a_name_has_one_process(mut mailbox: Mailbox<Word>) -> Lines {
    let pid = registered("taken", &mut mailbox).await;
    vec![try_register("taken"), whereis("taken", pid)]
}

async fn a_process_has_one_name(_: Mailbox<Word>) -> Lines {
    let first = try_register("one");
    vec![first, try_register("two"), whereis("two", process::id())]
}

async fn a_name_is_not_taken_twice_by_its_process(_: Mailbox<Word>) -> Lines {
    vec![try_register("again"), try_register("again")]
}

async fn a_name_is_free_after_the_end(mut mailbox: Mailbox<Word>) -> Lines {
    let pid = registered("ended", &mut mailbox).await;
    let monitor = process::monitor(pid);
    process::exit(pid, ExitReason::Kill);
    let ended = say::down(&mut mailbox, monitor).await;
    vec![ended, try_register("ended")]
}

async fn a_name_can_be_given_back(_: Mailbox<Word>) -> Lines {
    let first = try_register("given_back");
    process::unregister("given_back");
    let where_is = whereis("given_back", process::id());
    vec![first, where_is, try_register("another")]
}

async fn a_message_finds_its_way_by_name(mut mailbox: Mailbox<Word>) -> Lines {
    process::register("by_name").unwrap();
    process::send("by_name", "hello").unwrap();
    say::mailbox(&mut mailbox, &[]).await
}

async fn a_name_leads_to_whoever_has_it_now(
    mut mailbox: Mailbox<Word>,
) -> Lines {
    let pid = registered("passed", &mut mailbox).await;
    let passed = ProcessRef::named("passed");
    let monitor = process::monitor(pid);
    process::exit(pid, "boom");
    let ended = say::down(&mut mailbox, monitor).await;
    process::register("passed").unwrap();
    passed.send("hello");
    say::after([ended], &mut mailbox, &[]).await
}

async fn a_dead_process_has_no_name(mut mailbox: Mailbox<Word>) -> Lines {
    let pid = registered("of_the_dead", &mut mailbox).await;
    let monitor = process::monitor(pid);
    process::exit(pid, ExitReason::Kill);
    let ended = say::down(&mut mailbox, monitor).await;
    let info = process::info(pid);
    vec![
        ended,
        info.map_or("undefined".into(), |info| format!("{info:?}")),
        format!("alive: {}", process::is_alive(pid)),
    ]
}

async fn a_name_is_told_by_the_process(mut mailbox: Mailbox<Word>) -> Lines {
    let pid = registered("told", &mut mailbox).await;
    let name = process::info(pid).unwrap().name.unwrap();
    vec![name.to_string()]
}

async fn all_names_are_listed(mut mailbox: Mailbox<Word>) -> Lines {
    registered("listed_b", &mut mailbox).await;
    registered("listed_a", &mut mailbox).await;
    let names = System::current().registered();
    let names: Vec<_> = names.iter().map(Name::as_str).collect();
    vec![format!("names: [{}]", names.join(","))]
}
