//! Import, export, backup, restore, check.

use std::fs;

use super::{Home, code, stderr, stdout};

const BOOK: &str = "\
2018/12/19,Dentist
2018/12/20,Shopping
2018/12/19,Movies
";

#[test]
fn the_books_file_is_imported() {
    let home = Home::new();
    let file = home.write("todos.csv", BOOK);
    assert_eq!(home.ok(&["import", &file]), "Added 3 entries to todo\n");
    assert_eq!(home.titles("todo"), ["Dentist", "Shopping", "Movies"]);
    let output =
        home.with_input(&["import", "-", "-l", "two"], BOOK.as_bytes());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(home.titles("two"), home.titles("todo"));
}

#[test]
fn mistakes_in_a_file_are_told_by_line() {
    let home = Home::new();
    let wrong = "2018-12-19,Dentist\n2018-02-30,Never\n2018-12-20,Shopping\n";
    let file = home.write("todos.csv", wrong);
    let output = home.run(&["import", &file]);
    assert_eq!(code(&output), 1);
    assert_eq!(stdout(&output), "Added 2 entries to todo\n");
    let told = stderr(&output);
    assert!(told.starts_with(&format!("todo: {file}:2: ")), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    let output = home.run(&["import", "--all-or-nothing", "-l", "two", &file]);
    assert_eq!(code(&output), 1);
    assert_eq!(stdout(&output), "Added 0 entries to two\n");
    assert_eq!(home.fails(&["list", "-l", "two"]).0, 1, "there is no list");
}

#[test]
fn what_is_exported_can_be_imported() {
    let home = Home::new();
    home.ok(&["add", "Dentist, \"at\" 5", "--date", "2018-12-19"]);
    home.ok(&["add", "Rest"]);
    home.ok(&["done", "1"]);
    for format in ["csv", "json"] {
        let text = home.ok(&["export", "--format", format]);
        let file = home.write(&format!("todo.{format}"), text);
        home.ok(&["import", &file, "-l", format]);
        let found = |list: &str| {
            let found = home.json(&["list", "--all", "--json", "-l", list]);
            let entries = found["entries"].as_array().unwrap().clone();
            let of = |entry: serde_json::Value| {
                ["id", "title", "date", "done"].map(|key| entry[key].clone())
            };
            entries.into_iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(found(format), found("todo"), "{format}");
    }
    let calendar = home.ok(&["export", "--format", "ics"]);
    assert!(calendar.starts_with("BEGIN:VCALENDAR"), "{calendar}");
}

#[test]
fn a_backup_brings_back_all_lists_as_they_were() {
    let home = Home::new();
    home.ok(&["add", "Dentist", "--date", "2018-12-19"]);
    home.ok(&["add", "Gone"]);
    home.ok(&["add", "Movies"]);
    home.ok(&["delete", "2"]);
    home.ok(&["done", "3"]);
    home.ok(&["add", "-l", "../work", "Report"]);
    home.ok(&["backup", "all.jsonl"]);
    assert_eq!(home.read("all.jsonl").lines().count(), 2);
    let other = ["--data", "other"];
    let restored = home.ok(&["restore", "all.jsonl", "--data", "other"]);
    assert_eq!(restored, "Restored 2 lists, 3 entries\n");
    for list in ["todo", "../work"] {
        let arguments = ["list", "--all", "--json", "-l", list];
        let there = home.json(&[&arguments[..], &other].concat());
        let here = home.json(&arguments);
        for key in ["id", "title", "date", "done", "created", "updated"] {
            let values = |found: &serde_json::Value| {
                let entries = found["entries"].as_array().unwrap().iter();
                entries.map(|entry| entry[key].clone()).collect::<Vec<_>>()
            };
            assert_eq!(values(&there), values(&here), "{list} {key}");
        }
    }
}

#[test]
fn a_restore_replaces_nothing_unless_it_is_told_to() {
    let home = Home::new();
    home.ok(&["add", "Dentist"]);
    home.ok(&["backup", "all.jsonl"]);
    home.ok(&["add", "Movies"]);
    let (code, told) = home.fails(&["restore", "all.jsonl"]);
    assert_eq!(code, 1);
    assert!(told.contains("nothing was restored"), "{told}");
    assert!(told.contains("--replace"), "{told}");
    assert_eq!(home.titles("todo"), ["Dentist", "Movies"]);
    home.ok(&["restore", "all.jsonl", "--replace"]);
    assert_eq!(home.titles("todo"), ["Dentist"]);
    // It goes on from there.
    home.ok(&["add", "Shopping"]);
    assert_eq!(home.titles("todo"), ["Dentist", "Shopping"]);
    assert_eq!(home.run(&["check"]).status.code(), Some(0));
}

#[test]
fn a_backup_with_a_mistake_anywhere_restores_nothing() {
    let home = Home::new();
    home.ok(&["add", "-l", "a", "Dentist"]);
    home.ok(&["add", "-l", "b", "Movies"]);
    home.ok(&["backup", "all.jsonl"]);
    let good = home.read("all.jsonl");
    let twice = good.clone() + good.lines().next().unwrap();
    for (name, text) in [
        ("cut", &good[..good.len() - 9]),
        ("twice", &twice),
        ("control", &good.replace("Movies", "a\\nb")),
        ("number", &good.replace("\"id\":1", "\"id\":0")),
        ("name", &good.replace("\"list\":\"b\"", "\"list\":\"\"")),
        ("tail", &(good.clone() + "hello\n")),
    ] {
        let file = home.write(name, text);
        let (code, told) = home.fails(&["restore", &file, "--data", "other"]);
        assert_eq!(code, 1, "{name}: {told}");
        assert!(told.contains(&format!("{file}:")), "{name}: {told}");
        let lists = home.json(&["lists", "--json", "--data", "other"]);
        assert_eq!(lists["lists"].as_array().unwrap().len(), 0, "{name}");
    }
}

#[test]
fn a_backup_to_stdout_is_nothing_but_the_backup() {
    let home = Home::new();
    home.ok(&["add", "Dentist"]);
    home.ok(&["backup", "all.jsonl"]);
    assert_eq!(home.ok(&["backup", "-"]), home.read("all.jsonl"));
    let left = fs::read_dir(home.path("")).unwrap();
    let left: Vec<_> = left.map(|it| it.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_str().unwrap().contains("part")));
}

#[test]
fn a_database_that_is_in_order_is_said_to_be() {
    let home = Home::new();
    home.ok(&["add", "Dentist"]);
    let said = home.ok(&["check"]);
    assert_eq!(said, "lists: 1, entries: 1\nall is in order\n");
    home.ok(&["check", "--compact"]);
    assert_eq!(home.json(&["check", "--json"])["problem_count"], 0);
    assert_eq!(home.titles("todo"), ["Dentist"]);
}
