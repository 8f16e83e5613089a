//! Step 1: a to-do list, which is data.

use std::fs;

use actor_core::Mailbox;
use jiff::civil::{Date, date};

use super::folder::Folder;
use super::{Finished, Page};
use crate::s01_list::{Entry, TodoList, csv_importer, simple};

const DATE: Date = date(2018, 12, 19);

/// Shows step 1, which needs no process.
///
/// # Errors
///
/// If there is no folder for its file.
pub async fn s01<P: Page>(page: &mut P, _: &mut Mailbox<()>) -> Finished {
    from_titles_to_entries(page);
    changes(page);
    from_a_file(page)
}

fn from_titles_to_entries(page: &mut impl Page) {
    page.say("Step 1. The first form: titles by their day, the newest first:");
    let mut list = simple::TodoList::default();
    list.add_entry(DATE, "Dentist");
    list.add_entry(DATE, "Movies");
    for title in list.entries(DATE) {
        page.show(title);
    }
}

fn changes(page: &mut impl Page) {
    page.say("The last form: an entry has a number, by which it is changed:");
    let mut list = TodoList::from([
        Entry::new(DATE, "Dentist"),
        Entry::new(DATE, "Movies"),
    ]);
    page.show(&list.to_string());
    list.update_entry_with(2, |entry| entry.date = date(2018, 12, 21));
    list.delete_entry(1);
    page.show(&list.to_string());

    page.say(
        "It is no error to remove one that is not there. A number is never\n\
         given to another entry:",
    );
    list.delete_entry(2);
    list.delete_entry(2);
    let id = list.add_entry(Entry::new(DATE, "Shopping"));
    page.show(&format!("Shopping is {id}"));
}

fn from_a_file(page: &mut impl Page) -> Finished {
    page.say("A list from a file, and from one that has a line too bad:");
    let folder = Folder::new()?;
    let path = folder.path().join("todos.csv");
    fs::write(&path, "2018/12/19,Dentist\n2018/12/20,Shopping\n")?;
    page.show(&csv_importer::import(&path)?.to_string());
    fs::write(&path, "2018/12/19,Dentist\n2018/12/20,Tea, milk\n")?;
    let error = csv_importer::import(&path).err();
    page.show(&error.ok_or("two commas are one too many")?.to_string());
    Ok(())
}
