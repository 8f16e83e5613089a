//! The programs of Elixir in Action, chapter 5, on a clock that is paused.

use std::time::Duration;

use actor_core::{Mailbox, ProcessRef, System, process};
use book_notes::book_time::SECOND;
use book_notes::eia05::calculator::Calculator;
use book_notes::eia05::process_bottleneck::Server;
use book_notes::eia05::queries::{self, QueryResult};
use book_notes::eia05::{Timeout, database_server, stateful_database_server};
use tokio::time::Instant;

const QUERIES: [&str; 5] =
    ["query 1", "query 2", "query 3", "query 4", "query 5"];

/// Returns how many seconds of the book have passed.
fn seconds_since(start: Instant) -> u128 {
    start.elapsed().as_nanos() / SECOND.as_nanos()
}

#[tokio::test(start_paused = true)]
async fn five_queries_take_ten_seconds_in_turn_and_two_at_once() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<QueryResult>| {
            let start = Instant::now();
            let in_turn = queries::one_after_the_other(&QUERIES).await;
            assert_eq!(seconds_since(start), 10);

            let start = Instant::now();
            let mut at_once =
                queries::all_at_once(&QUERIES, &mut mailbox).await;
            assert_eq!(seconds_since(start), 2);
            at_once.sort();
            assert_eq!(at_once, in_turn);
            assert_eq!(at_once[4], "query 5 result");
        })
        .await;
}

mod a_database_server {
    use super::*;
    use database_server::DatabaseServer;

    #[tokio::test(start_paused = true)]
    async fn runs_queries_in_turn_and_no_single_one_takes_too_long() {
        System::new("test")
            .enter_with(async |mut mailbox: Mailbox<QueryResult>| {
                let server = DatabaseServer::start();
                let start = Instant::now();
                for query in QUERIES {
                    server.run_async(query, mailbox.this());
                }
                assert_eq!(seconds_since(start), 0);
                for query in QUERIES {
                    let result = DatabaseServer::get_result(&mut mailbox).await;
                    assert_eq!(result, Ok(format!("{query} result")));
                }
                assert_eq!(seconds_since(start), 10);
            })
            .await;
    }

    #[tokio::test(start_paused = true)]
    async fn is_waited_for_for_five_seconds() {
        System::new("test")
            .enter_with(async |mut mailbox: Mailbox<QueryResult>| {
                let start = Instant::now();
                let result = DatabaseServer::get_result(&mut mailbox).await;
                assert_eq!(result, Err(Timeout));
                assert_eq!(seconds_since(start), 5);
            })
            .await;
    }

    /// The book's defect.
    #[tokio::test(start_paused = true)]
    async fn has_its_late_result_taken_for_the_next_one() {
        System::new("test")
            .enter_with(async |mut mailbox: Mailbox<QueryResult>| {
                let server = DatabaseServer::start();
                let others = nobody();
                for query in ["their 1", "their 2", "their 3"] {
                    server.run_async(query, others.clone());
                }
                server.run_async("our 1", mailbox.this());
                let result = DatabaseServer::get_result(&mut mailbox).await;
                assert_eq!(result, Err(Timeout));

                server.run_async("our 2", mailbox.this());
                let result = DatabaseServer::get_result(&mut mailbox).await;
                assert_eq!(result, Ok("our 1 result".to_owned()));
            })
            .await;
    }
}

mod a_stateful_database_server {
    use super::*;
    use stateful_database_server::{DatabaseServer, Pool, QueryResult};

    #[tokio::test(start_paused = true)]
    async fn has_no_result_taken_for_another() {
        System::new("test")
            .enter_with(async |mut mailbox: Mailbox<QueryResult>| {
                let server = DatabaseServer::start();
                let others = nobody();
                for query in ["their 1", "their 2"] {
                    server.run_async(query, others.clone());
                }
                server.run_async("our 1", mailbox.this());
                let first =
                    DatabaseServer::get_result("our 1", &mut mailbox).await;
                assert_eq!(first, Err(Timeout));

                server.run_async("our 2", mailbox.this());
                for query in ["our 2", "our 1"] {
                    let result =
                        DatabaseServer::get_result(query, &mut mailbox).await;
                    let result = result.unwrap();
                    assert!(result.ends_with(&format!(": {query} result")));
                }
            })
            .await;
    }

    #[tokio::test(start_paused = true)]
    async fn keeps_its_connection() {
        System::new("test")
            .enter_with(async |mut mailbox: Mailbox<QueryResult>| {
                let server = DatabaseServer::start();
                let mut connections = Vec::new();
                for query in ["one", "two"] {
                    server.run_async(query, mailbox.this());
                    let result =
                        DatabaseServer::get_result(query, &mut mailbox).await;
                    let result = result.unwrap();
                    let number = result.strip_prefix("Connection ").unwrap();
                    let (number, text) = number.split_once(": ").unwrap();
                    assert_eq!(text, format!("{query} result"));
                    connections.push(number.parse::<u16>().unwrap());
                }
                assert_eq!(connections[0], connections[1]);
                assert!((1..=1000).contains(&connections[0]));
            })
            .await;
    }

    /// One server would need 200 seconds.
    #[tokio::test(start_paused = true)]
    async fn and_ninety_nine_more_run_a_hundred_queries_in_a_few_seconds() {
        System::new("test")
            .enter_with(async |mut mailbox: Mailbox<QueryResult>| {
                let pool = Pool::start();
                let start = Instant::now();
                let queries: Vec<_> = (0..100).map(|n| n.to_string()).collect();
                for query in &queries {
                    pool.any().run_async(query, mailbox.this());
                }
                for query in &queries {
                    let result =
                        DatabaseServer::get_result(query, &mut mailbox).await;
                    assert!(result.is_ok(), "{query}");
                }
                assert!(seconds_since(start) < 40);
            })
            .await;
    }
}

mod a_calculator {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn keeps_its_value() {
        System::new("test")
            .enter_with(async |mut mailbox| {
                let calculator = Calculator::start();
                assert!(calculator.value(&mut mailbox).await.abs() < 1e-9);
                calculator.add(4.0);
                calculator.mul(5.0);
                calculator.sub(2.0);
                calculator.div(2.0);
                let value = calculator.value(&mut mailbox).await;
                assert!((value - 9.0).abs() < 1e-9);
            })
            .await;
    }

    /// The book's becomes what its print returned, and crashes at the next
    /// operation.
    #[tokio::test(start_paused = true)]
    async fn keeps_its_value_when_it_is_told_nonsense() {
        System::new("test")
            .enter_with(async |mut mailbox| {
                let calculator = Calculator::start();
                calculator.add(4.0);
                process::send(calculator.process(), "mod 7").unwrap();
                calculator.add(1.0);
                let value = calculator.value(&mut mailbox).await;
                assert!((value - 5.0).abs() < 1e-9);
            })
            .await;
    }

    #[tokio::test(start_paused = true)]
    async fn crashes_when_it_shall_divide_by_zero() {
        System::new("test")
            .enter_with(async |mut mailbox: Mailbox<()>| {
                let calculator = Calculator::start();
                let monitor = process::monitor(calculator.process());
                calculator.div(0.0);
                let down = mailbox.down(monitor).await;
                let reason = down.reason.to_string();
                assert!(reason.starts_with("panic: division by zero"));
            })
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn five_clients_of_one_server_finish_one_second_after_another() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Duration>| {
            let server = Server::start();
            let start = Instant::now();
            for number in 1..=5 {
                let (server, test) = (server.clone(), mailbox.this());
                process::spawn_link(async move |_: Mailbox<()>| {
                    let message = format!("message {number}");
                    let echo = server.send_message(&message).await;
                    assert_eq!(echo, Ok(message));
                    test.send(start.elapsed());
                });
            }
            for second in 1..=5 {
                let waited = mailbox.receive().await.as_nanos();
                assert_eq!(waited / SECOND.as_nanos(), second);
            }
        })
        .await;
}

/// Returns somebody who asks, and does not wait for the answer.
fn nobody<M: Send + 'static>() -> ProcessRef<M> {
    process::spawn(async |_: Mailbox<M>| {})
}
