//! `todo config`, and what is wrong with what is set.

use super::{Home, code, stderr, stdout};

#[test]
fn a_program_reads_what_is_in_force_and_where_it_comes_from() {
    let home = Home::new();
    home.write("todo.toml", "http_port = 1\nentries = 5\ndb_folder = 'here'\n");
    let output = home
        .todo(&["config", "--json", "--port", "3"])
        .env("TODO_HTTP_PORT", "2")
        .env("TODO_HOSTS", "a.example, b.example")
        .output()
        .unwrap();
    let shown: serde_json::Value =
        serde_json::from_str(stdout(&output)).unwrap();
    let is = |key: &str, value: serde_json::Value, from: &str| {
        assert_eq!(shown[key]["value"], value, "{shown}");
        assert_eq!(shown[key]["from"], from, "{shown}");
    };
    is("http_port", 3.into(), "--port");
    is("hosts", ["a.example", "b.example"].as_slice().into(), "TODO_HOSTS");
    is("entries", 5.into(), "todo.toml:2");
    is("db_folder", "here".into(), "todo.toml:3");
    is("todo_server_expiry", 60.into(), "default");
}

#[test]
fn the_file_here_goes_before_the_one_at_home() {
    let home = Home::new();
    std::fs::create_dir_all(home.path(".config/todo")).unwrap();
    home.write(".config/todo/config.toml", "http_port = 1");
    let port = || home.json(&["config", "--json"])["http_port"].clone();
    assert_eq!(port()["value"], 1);
    home.write("todo.toml", "# nothing");
    assert_eq!(port()["from"], "default");
    home.write("other.toml", "http_port = 3");
    let other = ["config", "--json", "--config", "other.toml"];
    assert_eq!(home.json(&other)["http_port"]["from"], "other.toml:1");
}

#[test]
fn lists_are_where_the_system_keeps_such_things() {
    let home = Home::new();
    let config = home.json(&["config", "--json"]);
    let folder = config["db_folder"]["value"].as_str().unwrap();
    assert_eq!(folder, home.path(".local/share/todo"));
}

#[test]
fn what_is_set_wrongly_is_wrong_usage_and_says_where() {
    let home = Home::new();
    home.write("key.toml", "\nhttp_prot = 80");
    home.write("value.toml", "durability = 'mostly'");
    home.write("syntax.toml", "http_port = ");
    let with = |file: &str| home.fails(&["config", "--config", file]);
    for (outcome, said) in [
        (with("key.toml"), "key.toml:2: there is no key 'http_prot'; did you"),
        (with("value.toml"), "value.toml:1: durability: 'mostly' is neither"),
        (with("syntax.toml"), "syntax.toml:1: "),
        (with("none.toml"), "cannot read none.toml"),
        (home.fails(&["config", "--port", "x"]), "--port: http_port: 'x' is"),
        (home.fails(&["config", "--data", ""]), "--data: db_folder: "),
        (home.fails(&["serve", "--bind", "all"]), "--bind: bind: 'all' is no"),
        (home.fails(&["shell", "--expiry", "1h"]), "--expiry: "),
    ] {
        let (code, told) = outcome;
        assert_eq!(code, 2, "{told}");
        assert!(told.contains(said), "{told}");
    }
    for (variable, value) in [
        ("TODO_HTTP_PORT", "-1"),
        ("TODO_DURABILITY", "yes"),
        ("TODO_SERVER_EXPIRY", "0"),
        ("TODO_CACHE_BYTES", "much"),
        ("TODO_SERVER", "localhost"),
        ("TODO_LIST", "a\nb"),
    ] {
        let output = home.todo(&["list"]).env(variable, value).output();
        let output = output.unwrap();
        assert_eq!(code(&output), 2, "{variable}");
        let told = stderr(&output);
        assert!(told.contains(variable), "{told}");
    }
}

#[test]
fn an_empty_variable_is_as_good_as_none() {
    let home = Home::new();
    let output = home
        .todo(&["add", "Dentist"])
        .envs([("TODO_HTTP_PORT", ""), ("TODO_LIST", ""), ("TODO_SERVER", "")])
        .output()
        .unwrap();
    assert_eq!(stdout(&output), "Added to todo: 1 Dentist\n");
}
