//! `todo shell`, with lines from a pipe.

use super::{Home, code, stderr, stdout};

fn told(home: &Home, lines: &str) -> String {
    let output = home.with_input(&["shell"], lines.as_bytes());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    stdout(&output).to_owned()
}

#[test]
fn lists_are_used_as_at_the_command_line() {
    let home = Home::new();
    let told = told(
        &home,
        "add Buy milk # and bread\n\
         add -l work 'The report' --date 2018-12-19\n\
         use work\n\
         done 1\n\
         list --all\n\
         frob\n\
         done x\n\
         done 9\n\
         exit\n\
         add never\n",
    );
    assert!(told.contains("Added to todo: 1 Buy milk\n"), "{told}");
    assert!(told.contains("Done: 1 The report (2018-12-19)\n"), "{told}");
    assert!(told.contains("no command 'frob'; try help\n"), "{told}");
    assert!(told.contains("invalid value 'x'"), "{told}");
    assert_eq!(home.titles("todo"), ["Buy milk"]);
    assert_eq!(home.titles("work"), ["The report"]);
}

#[test]
fn a_server_of_a_list_that_is_killed_comes_back_with_all_that_it_had() {
    let home = Home::new();
    let told = told(
        &home,
        "add Dentist\nkill todo\nlist\nstate todo\nexpire\nstate todo\nlist\n",
    );
    let lines: Vec<_> = told.lines().collect();
    let place = |start: &str| {
        let line = lines.iter().position(|line| line.starts_with(start));
        line.unwrap_or_else(|| panic!("no line {start:?} in {told}"))
    };
    assert!(place("+ todo ") < place("- todo "), "{told}");
    let killed = lines[place("- todo ")];
    assert!(killed.ends_with(": killed"), "{told}");
    assert_eq!(told.matches("+ todo ").count(), 3, "{told}");
    assert_eq!(told.matches("1          Dentist").count(), 2, "{told}");
    let expired =
        lines.iter().rfind(|line| line.starts_with("- todo ")).unwrap();
    assert!(expired.ends_with(": normal"), "{told}");
    assert!(told.contains("todo has no server"), "{told}");
}

#[test]
fn the_store_heals_and_takes_the_servers_of_lists_with_it() {
    let home = Home::new();
    let told = told(&home, "add Dentist\nkill Todo.Store\nadd Movies\ntree\n");
    assert!(told.contains("- Todo.Store "), "{told}");
    assert!(told.contains("+ Todo.Store "), "{told}");
    assert!(told.contains("Added to todo: 2 Movies"), "{told}");
    let tree = told.rsplit("Todo <").next().unwrap();
    assert!(tree.contains("Todo.Lists <"), "{tree}");
    assert_eq!(home.titles("todo"), ["Dentist", "Movies"]);
}

#[test]
fn a_tree_that_gives_up_can_be_started_again() {
    let home = Home::new();
    let kills = "kill Todo.Store\n".repeat(5);
    let told = told(&home, &format!("{kills}list\nstart\nadd Dentist\n"));
    assert!(told.contains("the tree is gone; start starts it"), "{told}");
    assert!(told.contains("the tree is started"), "{told}");
    assert_eq!(home.titles("todo"), ["Dentist"]);
}
