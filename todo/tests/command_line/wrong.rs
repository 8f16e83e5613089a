//! What is asked for wrongly: what is said, and that nothing is lost.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use super::{Home, code, nobody, stderr};

#[test]
fn wrong_usage_says_what_would_be_right() {
    let home = Home::new();
    home.ok(&["add", "Dentist"]);
    let long_name = "x".repeat(201);
    for (arguments, said) in [
        (&["frob"][..], "unrecognized subcommand"),
        (&["add"], "<TITLE>..."),
        (&["add", ""], "an entry has a title"),
        (&["add", " ", "\t"], "an entry has a title"),
        (&["add", "x", "--date", "soon"], "write 2026-12-24, today"),
        (&["add", "x", "--date", "2018-02-30"], "no such day"),
        (&["add", "x", "--date", ""], "no such day"),
        (&["add", "x", "-l", ""], "is not empty"),
        (&["add", "x", "-l", "a\nb"], "control characters"),
        (&["add", "x", "-l", &long_name], "200 bytes"),
        (&["add", "x", "-l", ".."], "'..'"),
        (&["list", "--open", "--all"], "cannot be used with"),
        (&["list", "--date", "x"], "no such day"),
        (&["done"], "<ID>..."),
        (&["done", "x"], "invalid"),
        (&["done", "0"], "0 is not in"),
        (&["done", "-1"], "unexpected argument"),
        (&["done", "99999999999999999999"], "too large"),
        (&["edit", "1"], "--title"),
        (&["edit", "1", "--title", ""], "an entry has a title"),
        (&["edit", "1", "--date", "never"], "no such day"),
        (&["undelete", "1"], "<TITLE>..."),
        (&["import"], "<FILE>"),
        (&["import", "x", "--format", "xml"], "csv, json"),
        (&["export", "--format", "xml"], "ics"),
        (&["backup"], "<FILE>"),
        (&["restore"], "<FILE>"),
        (&["list", "--server", "localhost:80"], "http://localhost:80"),
        (&["list", "--server", "ftp://localhost"], "http"),
        (&["check", "--server", "http://localhost"], "leave --server out"),
        (&["serve", "--server", "http://localhost"], "leave --server out"),
        (&["serve", "--port", "99999"], "up to 65535"),
        (&["end"], "<LIST>"),
    ] {
        let (code, told) = home.fails(arguments);
        assert_eq!(code, 2, "{arguments:?}: {told}");
        assert!(told.contains(said), "{arguments:?}: {told}");
        assert!(told.contains("--help"), "{arguments:?}: {told}");
    }
    assert_eq!(home.titles("todo"), ["Dentist"]);
    assert_eq!(home.json(&["lists", "--json"])["lists"][0]["name"], "todo");
}

#[test]
fn what_cannot_be_done_is_said() {
    let home = Home::new();
    home.ok(&["add", "Dentist"]);
    let long = "x".repeat(1001);
    for (arguments, said) in [
        (&["list", "-l", "nobody"][..], "todo add begins it"),
        (&["done", "7"], "no entry 7"),
        (&["undone", "7"], "no entry 7"),
        (&["delete", "7"], "no entry 7"),
        (&["edit", "7", "--title", "x"], "no entry 7"),
        (&["undelete", "7", "x"], "no entry 7"),
        (&["clear", "-l", "nobody"], "no list \"nobody\""),
        (&["end", "nobody", "--yes"], "no list \"nobody\""),
        (&["export", "-l", "nobody"], "no list \"nobody\""),
        (&["add", &long], "1000 bytes"),
        (&["edit", "1", "--title", &long], "1000 bytes"),
        (&["add", "a\u{1b}[31mb"], "control characters"),
        (&["import", "none.csv"], "cannot read none.csv"),
        (&["import", "."], "cannot read ."),
        (&["restore", "none.jsonl"], "cannot read none.jsonl"),
        (&["backup", "none/x.jsonl"], "none/x.jsonl"),
        (&["list", "--data", "/dev/null"], "/dev/null"),
        (&["check", "--data", "none"], "none"),
    ] {
        let (code, told) = home.fails(arguments);
        assert_eq!(code, 1, "{arguments:?}: {told}");
        assert!(told.contains(said), "{arguments:?}: {told}");
        assert!(told.starts_with("todo: "), "{arguments:?}: {told}");
        assert_eq!(told.lines().count(), 1, "{arguments:?}: {told}");
    }
    assert_eq!(home.titles("todo"), ["Dentist"]);
}

#[test]
fn nobody_at_an_address_is_said_with_what_to_do() {
    let home = Home::new();
    let server = nobody();
    for arguments in [
        &["list"][..],
        &["lists"],
        &["add", "x"],
        &["done", "1"],
        &["export"],
        &["backup", "x.jsonl"],
    ] {
        let output =
            home.todo(arguments).args(["--server", &server]).output().unwrap();
        assert_eq!(code(&output), 1);
        let told = stderr(&output);
        assert!(told.contains(&server), "{told}");
        assert!(told.contains("todo serve starts one"), "{told}");
    }
    assert!(!fs::exists(home.path("x.jsonl")).unwrap());
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let home = Home::new();
    let file = home.write("file", "");
    for command in ["serve", "list"] {
        let folder = format!("{file}/lists");
        let output = home.run(&[command, "--data", &folder]);
        assert_eq!(code(&output), 1);
        assert!(stderr(&output).contains(&folder), "{}", stderr(&output));
    }
}

#[test]
fn what_is_no_database_is_left_as_it_is() {
    let home = Home::new();
    fs::create_dir(home.path("lists")).unwrap();
    home.write("lists/todo.redb", "Not a database, but somebody's notes.\n");
    for command in ["serve", "list", "check"] {
        let (code, told) = home.fails(&[command, "--data", "lists"]);
        assert_eq!(code, 1, "{told}");
        assert!(told.contains("todo.redb"), "{command}: {told}");
    }
    let notes = home.read("lists/todo.redb");
    assert_eq!(notes, "Not a database, but somebody's notes.\n");
}

/// Answers one request with a text, whatever it asks for.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        while !lines.next().unwrap().unwrap().is_empty() {}
        stream.write_all(answer.as_bytes()).unwrap();
    });
    url
}

#[test]
fn somebody_else_at_an_address_is_said_to_be_that() {
    let home = Home::new();
    for (answer, said) in [
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "no server of todo",
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "no server of todo"),
        (
            "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
            "answers 404",
        ),
        (
            "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
            "answers 302",
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"lists\"", "broke"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "broke"),
        (
            "HTTP/1.1 422 No\r\nContent-Length: 27\r\n\r\n\
             {\"detail\":\"a\\u001b[31m\\nb\"}",
            "a [31m b",
        ),
    ] {
        let url = answering(answer);
        let (code, told) = home.fails(&["lists", "--server", &url]);
        assert_eq!(code, 1, "{answer}: {told}");
        assert!(told.contains(said), "{answer}: {told}");
        assert_eq!(told.lines().count(), 1, "{answer}: {told}");
    }
}
