//! What can be set outside.

use std::path::PathBuf;
use std::time::Duration;

use actor_core::application::{ApplicationError, Mode};
use actor_core::{Application, ExitReason, Mailbox, System, process};
use todo::book_time::SECOND;
use todo::s06_database::disk;
use todo::s19_config::application::{NAME, application};
use todo::s19_config::config::{
    DATABASE, Database, Environment, NotSet, PORT, TODO_ITEM_EXPIRY, fetch,
};
use todo::s19_config::{cache, database, web};
use tokio::time::Instant;

use crate::ask::ask;
use crate::{DATE, dentist, in_a_system, start};

/// Sets what tests must not leave as it is.
fn set(folder: PathBuf, port: u16) {
    let system = System::current();
    let database = Database { pool_size: 3, folder };
    system.set_env(NAME, DATABASE, database);
    system.set_env(NAME, PORT, port);
}

async fn fails_to_start(application: Application) -> ApplicationError {
    let system = System::current();
    let start = system.start_application(application, Mode::Temporary);
    start.await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn each_environment_sets_all_keys() {
    for (environment, folder, expiry) in [
        (Environment::Dev, "./persist", 10),
        (Environment::Test, "./test_persist", 60),
        (Environment::Prod, "./persist", 60),
    ] {
        in_a_system(async move |_, _| {
            let nothing = Application::new(NAME, async |_| {
                use actor_core::supervisor::{Strategy, Supervisor};
                Supervisor::new(Strategy::OneForOne).start_link().await
            });
            start(environment.configure(nothing)).await;
            assert_eq!(fetch::<u16>(PORT), 5454);
            let database = Database { pool_size: 3, folder: folder.into() };
            assert_eq!(fetch::<Database>(DATABASE), database);
            let set: Duration = fetch(TODO_ITEM_EXPIRY);
            assert_eq!(set, expiry * SECOND);
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_nobody_has_set_is_told_at_the_start() {
    in_a_system(async |_, _| {
        let error = fails_to_start(application()).await;
        let expected = "todo did not start: init failed: database is not set";
        assert_eq!(error.to_string(), expected);

        let database = Database { pool_size: 3, folder: "persist".into() };
        let todo = application().env(DATABASE, database);
        let error = fails_to_start(todo).await.to_string();
        assert!(error.ends_with(": port is not set"), "{error}");
    })
    .await;
}

/// What the step does wrong: the start needs the others only.
#[tokio::test(start_paused = true)]
async fn a_key_that_is_needed_later_is_missed_later() {
    in_a_system(async |_, folder| {
        set(folder, 0);
        start(application()).await;
        let error = cache::server_process("bob").await.unwrap_err().to_string();
        assert!(error.ends_with("todo_item_expiry is not set"), "{error}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_value_of_another_type_is_none() {
    in_a_system(async |_, folder| {
        set(folder, 0);
        System::current().set_env(NAME, PORT, "5555");
        let error = fails_to_start(application()).await.to_string();
        assert!(error.ends_with(": port is not set"), "{error}");
    })
    .await;
}

#[tokio::test]
async fn what_is_set_at_the_launch_counts_for_more_than_the_environment() {
    in_a_system(async |_, folder| {
        set(folder, 0);
        start(Environment::Prod.configure(application())).await;
        let web = web::address().await.unwrap();
        assert_ne!(web.port(), 5454);
        assert_eq!(ask(web, "GET /").await.status, 404);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_folder_is_that_which_is_set() {
    in_a_system(async |_, folder| {
        set(folder.join("lists"), 0);
        start(Environment::Test.configure(application())).await;
        let bob = cache::server_process("bob").await.unwrap();
        bob.add_entry(dentist());
        bob.entries(DATE).await.unwrap();
        database::get("bob").await.unwrap();
        let file = disk::read(&folder.join("lists"), "bob").unwrap();
        assert_eq!(file.entries(DATE), [(1, dentist())]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_pool_has_the_size_that_is_set() {
    in_a_system(async |_, folder| {
        set(folder.clone(), 0);
        let database = Database { pool_size: 7, folder };
        System::current().set_env(NAME, DATABASE, database);
        start(Environment::Test.configure(application())).await;
        database::pool().ready().await.unwrap();
        assert_eq!(database::pool().status().await.unwrap().idle, 7);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_server_waits_for_as_long_as_is_set_and_asks_each_time() {
    in_a_system(async |mut mailbox: Mailbox<()>, folder| {
        set(folder, 0);
        start(Environment::Test.configure(application())).await;
        let mut expires = async || {
            let bob = cache::server_process("bob").await.unwrap();
            let (start, monitor) =
                (Instant::now(), process::monitor(bob.process()));
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, ExitReason::Normal);
            start.elapsed()
        };
        assert_eq!(expires().await.as_millis(), (60 * SECOND).as_millis());
        System::current().set_env(NAME, TODO_ITEM_EXPIRY, 2 * SECOND);
        assert_eq!(expires().await.as_millis(), (2 * SECOND).as_millis());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_asks_for_a_key_that_is_not_set_ends() {
    in_a_system(async |_, _| {
        let asks = process::spawn(async |_: Mailbox<()>| {
            fetch::<u16>("colour");
        });
        let ExitReason::Error(error) = asks.down().await.reason else {
            panic!("it ends with an error");
        };
        assert_eq!(error.to_string(), NotSet("colour").to_string());
    })
    .await;
}
