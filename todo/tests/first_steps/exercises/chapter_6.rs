//! A list on a generic server made by hand.

use todo::s01_list::TodoList;
use todo::s03_server_process::server_process::{self, Callbacks};

use crate::*;

/// What is asked and told; to update and to delete needs no answer.
enum Cast {
    Add(Entry),
    Update(u64, Entry),
    Delete(u64),
}

impl Callbacks for State {
    type Request = Date;
    type Response = Vec<(u64, Entry)>;
    type Cast = Cast;

    fn init() -> Self {
        State { list: TodoList::default() }
    }

    fn handle_call(&mut self, date: Date) -> Vec<(u64, Entry)> {
        self.list.entries(date)
    }

    fn handle_cast(&mut self, cast: Cast) {
        match cast {
            Cast::Add(entry) => {
                self.list.add_entry(entry);
            }
            Cast::Update(id, entry) => self.list.update_entry(id, entry),
            Cast::Delete(id) => self.list.delete_entry(id),
        }
    }
}

struct State {
    list: TodoList,
}

/// A server that can do with a list whatever can be done with one.
#[tokio::test(start_paused = true)]
async fn a_server_by_hand_updates_and_deletes() {
    System::new("test")
        .enter_with(async |mut mailbox| {
            let server = server_process::start::<State>();
            for cast in [
                Cast::Add(dentist()),
                Cast::Add(shopping()),
                Cast::Update(2, movies()),
                Cast::Delete(1),
                Cast::Delete(1),
            ] {
                server_process::cast(&server, cast);
            }
            let today = server_process::call(&server, TODAY, &mut mailbox);
            assert_eq!(today.await, [(2, movies())]);
        })
        .await;
}
