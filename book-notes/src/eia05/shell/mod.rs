//! What the chapter does with its programs in the shell.

mod bottleneck;
mod calculator;
mod connections;
mod databases;
mod queries;

use actor_core::{Mailbox, System};
use todo::demo;

use crate::on_the_page::OnThePage;
use crate::{Finished, page};

/// Runs the programs of chapter 5, and step 2 of the to-do system.
///
/// # Errors
///
/// If a server that should answer does not.
pub async fn run(mut mailbox: Mailbox<()>) -> Finished {
    page::title("Elixir in Action, chapter 5: server processes by hand");
    // Each is a process of its own, because each takes other messages.
    let shell = System::current();
    shell.enter_with(queries::in_turn_and_at_once).await;
    shell.enter_with(databases::three_queries).await?;
    shell.enter_with(databases::a_late_result).await?;
    shell.enter_with(connections::by_their_query).await?;
    shell.enter_with(connections::a_pool).await?;
    shell.enter_with(calculator::four_casts_and_a_question).await;
    shell.enter_with(calculator::what_it_cannot_do).await;
    demo::s02(&mut OnThePage, &mut mailbox).await?;
    shell.enter_with(bottleneck::five_clients).await?;
    Ok(())
}
