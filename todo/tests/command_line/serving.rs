//! `todo serve`, and commands that find it.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::{Home, Serving, code, stderr, stdout};

#[test]
fn commands_find_the_server_that_has_the_lists() {
    let home = Home::new();
    home.ok(&["add", "Dentist"]);
    let mut serving = home.serve(&[]);
    let address = home.read(".local/share/todo/server.address");
    assert_eq!(format!("http://{}", address.trim()), serving.url());
    assert_eq!(home.ok(&["add", "Movies"]), "Added to todo: 2 Movies\n");
    assert_eq!(home.titles("todo"), ["Dentist", "Movies"]);
    let (code, _) = serving.end("-TERM");
    assert_eq!(code, Some(0));
    assert_eq!(home.titles("todo"), ["Dentist", "Movies"]);
    let file = home.path(".local/share/todo/server.address");
    assert!(!fs::exists(file).unwrap());
}

/// What a command prints does not depend on who has the lists, but for the
/// states of lists and for the time.
#[test]
fn a_server_does_all_that_a_file_does() {
    let (here, there, elsewhere) = (Home::new(), Home::new(), Home::new());
    let serving = there.serve(&[]);
    let url = serving.url();
    let book = "2018/12/19,Dentist\n2018/12/20,Shopping\nnever,Never\n";
    let name = "../a b?c#d%20é";
    for home in [&here, &elsewhere] {
        home.write("todos.csv", book);
    }
    for arguments in [
        &["lists"][..],
        &["add", "Buy", "milk", "-d", "2018-12-19"],
        &["add", "-l", name, "Odd \"title\" \\ 🦀"],
        &["list"],
        &["list", "-l", name, "--search", "ODD"],
        &["list", "-l", "nobody"],
        &["done", "1", "7"],
        &["list", "--done"],
        &["list", "--all", "-d", "2018-12-19"],
        &["edit", "1", "--title", "Milk", "--date", "none"],
        &["edit", "9", "--title", "Milk"],
        &["edit", "1", "--title", "a\tb"],
        &["undone", "1"],
        &["delete", "1"],
        &["delete", "1"],
        &["undelete", "1", "Milk", "-d", "2018-12-20", "--done"],
        &["undelete", "1", "Milk"],
        &["import", "todos.csv"],
        &["import", "--all-or-nothing", "todos.csv"],
        &["export"],
        &["lists"],
        &["clear"],
        &["lists"],
        &["end", name, "--yes"],
        &["end", name, "--yes"],
        &["lists"],
    ] {
        let of_file = here.run(arguments);
        let of_server = elsewhere
            .todo(arguments)
            .env("TODO_SERVER", &url)
            .output()
            .unwrap();
        assert_eq!(stdout(&of_file), stdout(&of_server), "{arguments:?}");
        assert_eq!(stderr(&of_file), stderr(&of_server), "{arguments:?}");
        assert_eq!(code(&of_file), code(&of_server), "{arguments:?}");
    }
}

#[test]
fn a_backup_of_a_server_can_be_restored() {
    let home = Home::new();
    let serving = home.serve(&[]);
    for number in 0..20 {
        home.ok(&["add", "-l", &format!("list {number}"), "Dentist"]);
    }
    home.ok(&["backup", "all.jsonl", "--server", &serving.url()]);
    let (code, told) = home.fails(&["restore", "all.jsonl"]);
    assert_eq!(code, 1);
    assert!(told.contains(&serving.url()), "{told}");
    assert!(told.contains("stop it first"), "{told}");
    let restored = home.ok(&["restore", "all.jsonl", "--data", "other"]);
    assert_eq!(restored, "Restored 20 lists, 20 entries\n");
}

#[test]
fn a_server_that_was_killed_is_not_looked_for() {
    let home = Home::new();
    let mut serving = home.serve(&[]);
    home.ok(&["add", "Dentist"]);
    serving.end("-KILL");
    let left = home.path(".local/share/todo/server.address");
    assert!(fs::exists(left).unwrap());
    home.ok(&["add", "Movies"]);
    assert_eq!(home.titles("todo"), ["Dentist", "Movies"]);
    let serving = home.serve(&[]);
    let address = home.read(".local/share/todo/server.address");
    assert_eq!(format!("http://{}", address.trim()), serving.url());
    assert_eq!(home.titles("todo"), ["Dentist", "Movies"]);
}

#[test]
fn a_port_that_is_taken_is_named_with_the_flag() {
    let home = Home::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (code, told) = home.fails(&["serve", "--port", &port]);
    assert_eq!(code, 1);
    assert!(told.starts_with("todo: cannot listen on 127.0.0.1:"), "{told}");
    assert!(told.contains(&port) && told.contains("--port"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
}

#[test]
fn two_servers_do_not_share_a_folder() {
    let home = Home::new();
    let serving = home.serve(&[]);
    let (code, told) = home.fails(&["serve", "--port", "0"]);
    assert_eq!(code, 1);
    assert!(told.contains("in use"), "{told}");
    let (code, told) = home.fails(&["shell"]);
    assert_eq!(code, 1);
    assert!(told.contains(&serving.url()), "{told}");
    let (code, told) = home.fails(&["check"]);
    assert_eq!(code, 1);
    assert!(told.contains("in use"), "{told}");
    home.ok(&["add", "Dentist"]);
}

#[test]
fn who_listens_for_everybody_is_warned() {
    let home = Home::new();
    let mut serving = home.serve(&["--bind", "0.0.0.0"]);
    // It is found from here all the same.
    home.ok(&["add", "Dentist"]);
    let (code, told) = serving.end("-INT");
    assert_eq!(code, Some(0));
    assert!(told.contains("may read and write all lists"), "{told}");
    let (_, told) = home.serve(&[]).end("-INT");
    assert_eq!(told, "");
}

/// Adds an entry by the book's route; returns whether it was answered `OK`.
fn add_entry(address: &str, title: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let request = format!(
        "POST /add_entry?list=todo&date=2018-12-19&title={title} HTTP/1.1\r\n\
         Host: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    let mut answer = String::new();
    let asked = stream
        .write_all(request.as_bytes())
        .and_then(|()| stream.read_to_string(&mut answer));
    asked.is_ok() && answer.starts_with("HTTP/1.1 200 ")
}

#[test]
fn what_was_answered_before_a_signal_is_there_after_it() {
    for signal in ["-TERM", "-INT", "-KILL"] {
        let home = Home::new();
        let serving = home.serve(&[]);
        let answered = answered_until(&serving, signal);
        drop(serving);
        let titles = home.titles("todo");
        for title in &answered {
            let times = titles.iter().filter(|there| *there == title).count();
            assert_eq!(times, 1, "{signal}: {title} of {titles:?}");
        }
    }
}

/// Adds entries from several threads, and sends the server a signal when some
/// of them are there. Returns the titles that were answered `OK`.
fn answered_until(serving: &Serving, signal: &str) -> Vec<String> {
    let url = serving.url();
    let address = url.strip_prefix("http://").unwrap();
    let count = AtomicUsize::new(0);
    let count = &count;
    thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                scope.spawn(move || {
                    let titles =
                        (0..).map(|number| format!("{writer}-{number}"));
                    titles
                        .take_while(|title| {
                            let is_there = add_entry(address, title);
                            if is_there
                                && count.fetch_add(1, Ordering::Relaxed) == 40
                            {
                                serving.signal(signal);
                            }
                            is_there
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let writers = writers.into_iter();
        writers.flat_map(|writer| writer.join().unwrap()).collect()
    })
}
