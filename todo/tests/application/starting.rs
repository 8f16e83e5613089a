//! The application is started once, and ends as a whole.

use std::fs;

use actor_core::application::{ApplicationError, Mode};
use actor_core::gen_server::StartError;
use actor_core::{Mailbox, System, process};
use todo::demo::kill::kill;
use todo::s16_application::application::{NAME, application};
use todo::s16_application::{cache, database, process_registry};

use crate::{DATE, dentist, in_a_system, is_back, start};

#[tokio::test(start_paused = true)]
async fn the_application_has_the_name_of_the_program() {
    in_a_system(async |_, folder| {
        start(application(&folder)).await;
        assert_eq!(System::current().applications(), [NAME.into()]);
        assert_eq!(NAME, "todo");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_second_start_is_an_error_and_disturbs_nobody() {
    in_a_system(async |_, folder| {
        start(application(&folder)).await;
        let bob = cache::server_process("bob").await.unwrap();
        bob.add_entry(dentist());
        let (system, todo) = (System::current(), application(&folder));
        let again = system.start_application(todo, Mode::Temporary);
        let error = again.await.unwrap_err();
        assert_eq!(error, ApplicationError::AlreadyStarted(NAME.into()));
        assert_eq!(error.to_string(), "todo is started already");
        assert_eq!(bob.entries(DATE).await, Ok(vec![(1, dentist())]));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn ten_who_start_it_at_once_start_it_once() {
    in_a_system(async |mut mailbox, folder| {
        let shell = mailbox.this();
        for _ in 1..=10 {
            let (shell, folder) = (shell.clone(), folder.clone());
            process::spawn(async move |_: Mailbox<()>| {
                let system = System::current();
                let todo = application(&folder);
                let started = system.start_application(todo, Mode::Temporary);
                if started.await.is_ok() {
                    shell.send(());
                }
            });
        }
        mailbox.receive().await;
        let others = mailbox.receive().within(todo::book_time::SECOND).await;
        assert_eq!(others, None);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_the_tree_and_it_can_be_started_again() {
    in_a_system(async |_, folder| {
        let system = System::current();
        start(application(&folder)).await;
        let bob = cache::server_process("bob").await.unwrap();
        bob.add_entry(dentist());
        bob.entries(DATE).await.unwrap();
        assert!(database::get("bob").await.is_some());
        let names =
            [cache::NAME, database::NAME, process_registry::NAME].map(Some);
        let taken = names.map(|name| name.and_then(process::whereis));
        assert!(taken.iter().all(Option::is_some));

        system.stop_application(NAME).await.unwrap();
        assert_eq!(system.applications(), []);
        for pid in taken.into_iter().flatten() {
            assert!(!process::is_alive(pid));
        }
        assert!(!process::is_alive(bob.process()));
        let error = system.stop_application(NAME).await.unwrap_err();
        assert_eq!(error, ApplicationError::NotStarted(NAME.into()));

        start(application(&folder)).await;
        let bob = cache::server_process("bob").await.unwrap();
        assert_eq!(bob.entries(DATE).await, Ok(vec![(1, dentist())]));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_cannot_be_is_told_at_the_start() {
    in_a_system(async |_, folder| {
        let file = folder.join("file");
        fs::write(&file, "").unwrap();
        let todo = application(&file.join("persist"));
        let system = System::current();
        let start = system.start_application(todo, Mode::Temporary);
        let error = start.await.unwrap_err();
        let ApplicationError::Start { name, error } = error else {
            panic!("{error}");
        };
        assert_eq!(name, NAME.into());
        assert!(matches!(error, StartError::Init(_)), "{error}");
        assert_eq!(System::current().applications(), []);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_fourth_kill_of_the_cache_ends_the_application_and_no_other() {
    in_a_system(async |mut mailbox, folder| {
        let system = System::current();
        start(application(&folder)).await;
        for _ in 1..=3 {
            let cache = process::whereis(cache::NAME).unwrap();
            kill(&mut mailbox, cache).await;
            is_back(cache::NAME, cache).await;
            assert_eq!(system.applications(), [NAME.into()]);
        }
        let cache = process::whereis(cache::NAME).unwrap();
        let registry = process::whereis(process_registry::NAME).unwrap();
        let monitor = process::monitor(registry);
        process::exit(cache, actor_core::ExitReason::Kill);
        mailbox.down(monitor).await;
        while !system.applications().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
