//! Entries and lists, without a server.

use super::{Home, code, stderr, stdout};

#[test]
fn a_first_day() {
    let home = Home::new();
    assert_eq!(
        home.ok(&["add", "Dentist", "--date", "2018/12/19"]),
        "Added to todo: 1 Dentist (2018-12-19)\n"
    );
    assert_eq!(home.ok(&["add", "Buy", "milk"]), "Added to todo: 2 Buy milk\n");
    assert_eq!(home.ok(&["done", "1"]), "Done: 1 Dentist (2018-12-19)\n");
    let output = home.run(&["list"]);
    assert_eq!(stdout(&output), "#     day  title\n2          Buy milk\n");
    assert_eq!(stderr(&output), "todo: 1 open, 1 done\n");
    assert_eq!(
        home.ok(&["edit", "2", "--date", "2018-12-20", "--title", "Milk"]),
        "Changed: 2 Milk (2018-12-20)\n"
    );
    assert_eq!(home.ok(&["edit", "2", "--date", "none"]), "Changed: 2 Milk\n");
    assert_eq!(home.ok(&["undone", "1"]), "Open: 1 Dentist (2018-12-19)\n");
    home.ok(&["done", "2"]);
    assert_eq!(home.ok(&["clear"]), "Deleted 1 entry of todo\n");
    assert_eq!(home.titles("todo"), ["Dentist"]);
}

#[test]
fn what_is_deleted_comes_back_as_it_was_said() {
    let home = Home::new();
    home.ok(&["add", "it's -- \"odd\"", "--date", "2018-12-19", "-l", "a b"]);
    home.ok(&["done", "1", "-l", "a b"]);
    let before = home.json(&["list", "--all", "--json", "-l", "a b"]);
    let output = home.run(&["delete", "1", "-l", "a b"]);
    assert_eq!(stdout(&output), "Deleted: 1 it's -- \"odd\" (2018-12-19)\n");
    assert!(home.titles("a b").is_empty());
    let told = stderr(&output);
    let back = told.split_once("to get it back: todo ").unwrap().1;
    let program = env!("CARGO_BIN_EXE_todo");
    let line = format!("{program} {back}");
    let prepared = home.todo(&[]);
    // Somebody pastes it.
    let status = std::process::Command::new("sh")
        .args(["-c", &line])
        .envs(prepared.get_envs().filter_map(|(k, v)| Some((k, v?))))
        .current_dir(prepared.get_current_dir().unwrap())
        .status();
    assert!(status.unwrap().success(), "{line}");
    let after = home.json(&["list", "--all", "--json", "-l", "a b"]);
    for field in ["id", "title", "date", "done"] {
        let of = |found: &serde_json::Value| found["entries"][0][field].clone();
        assert_eq!(of(&before), of(&after), "{field}");
    }
}

#[test]
fn what_is_there_is_not_undeleted() {
    let home = Home::new();
    home.ok(&["add", "Dentist"]);
    let (code, told) = home.fails(&["undelete", "1", "Movies"]);
    assert_eq!(code, 1);
    assert!(told.contains("todo edit changes it"), "{told}");
    let (code, _) = home.fails(&["undelete", "2", "Movies"]);
    assert_eq!(code, 1, "it was never there");
    assert_eq!(home.titles("todo"), ["Dentist"]);
}

#[test]
fn of_several_numbers_the_right_ones_are_done() {
    let home = Home::new();
    for title in ["Dentist", "Shopping", "Movies"] {
        home.ok(&["add", title]);
    }
    let output = home.run(&["done", "1", "7", "3"]);
    assert_eq!(code(&output), 1);
    assert_eq!(stdout(&output), "Done: 1 Dentist\nDone: 3 Movies\n");
    assert!(stderr(&output).starts_with("todo: 7: "), "{}", stderr(&output));
    let output = home.run(&["delete", "9", "2"]);
    assert_eq!(code(&output), 1);
    assert_eq!(home.titles("todo"), ["Dentist", "Movies"]);
}

#[test]
fn entries_are_found_by_day_by_state_and_by_text() {
    let home = Home::new();
    home.ok(&["add", "Dentist", "-d", "2018-12-19"]);
    home.ok(&["add", "Shopping", "-d", "2018-12-20"]);
    home.ok(&["add", "Movies", "-d", "2018-12-19"]);
    home.ok(&["done", "3"]);
    let found = |arguments: &[&str]| {
        let mut all = vec!["list", "--json"];
        all.extend(arguments);
        let found = home.json(&all);
        let entries = found["entries"].as_array().unwrap();
        let ids = entries.iter().map(|entry| entry["id"].as_u64().unwrap());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(found(&[]), [1, 2]);
    assert_eq!(found(&["--open"]), [1, 2]);
    assert_eq!(found(&["--done"]), [3]);
    assert_eq!(found(&["--all"]), [1, 2, 3]);
    assert_eq!(found(&["--date", "2018-12-19"]), [1]);
    assert_eq!(found(&["--all", "--date", "2018-12-19"]), [1, 3]);
    assert_eq!(found(&["--all", "--search", "MO"]), [3]);
}

#[test]
fn lists_come_and_end() {
    let home = Home::new();
    assert_eq!(home.ok(&["lists"]), "");
    home.ok(&["add", "Dentist"]);
    home.ok(&["add", "-l", "work", "Report"]);
    let name = "../пример 🦀/a?b#c%20";
    home.ok(&["add", "-l", name, "Odd"]);
    let lists = home.json(&["lists", "--json"]);
    let lists = lists["lists"].as_array().unwrap();
    let names: Vec<_> = lists.iter().map(|list| &list["name"]).collect();
    assert_eq!(names, [name, "todo", "work"]);
    assert_eq!(lists[2]["open"], 1);
    assert_eq!(home.ok(&["end", "work", "--yes"]), "Ended: work\n");
    let shown = home.ok(&["lists"]);
    assert!(!shown.contains("work"), "{shown}");
    assert!(shown.contains(name), "{shown}");
}

#[test]
fn nobody_ends_a_list_by_mistake() {
    let home = Home::new();
    home.ok(&["add", "Dentist"]);
    let (code, told) = home.fails(&["end", "todo"]);
    assert_eq!(code, 2);
    assert!(told.contains("--yes"), "{told}");
    assert_eq!(home.titles("todo"), ["Dentist"]);
}

#[test]
fn the_environment_can_say_which_list_is_meant() {
    let home = Home::new();
    let run = |arguments: &[&str]| {
        home.todo(arguments).env("TODO_LIST", "work").output().unwrap()
    };
    assert_eq!(stdout(&run(&["add", "Report"])), "Added to work: 1 Report\n");
    assert_eq!(
        stdout(&run(&["add", "-l", "home", "Rest"])),
        "Added to home: 1 Rest\n"
    );
}

#[test]
fn commands_at_the_same_time_wait_for_each_other() {
    let home = Home::new();
    let children: Vec<_> = (0..8)
        .map(|number| {
            let title = format!("Entry {number}");
            home.todo(&["add", &title]).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let mut titles = home.titles("todo");
    titles.sort();
    let expected: Vec<_> =
        (0..8).map(|number| format!("Entry {number}")).collect();
    assert_eq!(titles, expected);
}
