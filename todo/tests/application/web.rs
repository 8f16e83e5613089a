//! The two requests of the book, byte for byte, on a real socket.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;

use actor_core::application::Mode;
use actor_core::{DynamicSupervisorRef, Mailbox, System, process};
use todo::s18_web::application::{NAME, application};
use todo::s18_web::{cache, web};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::ask::{Answer, ask};
use crate::{DATE, dentist, in_a_system, start};

async fn in_the_web<B, F>(test: B)
where
    B: FnOnce(SocketAddr, PathBuf) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    in_a_system(async |_, folder| {
        start(application(&folder, 0)).await;
        test(web::address().await.unwrap(), folder).await;
    })
    .await;
}

fn text(body: &str) -> Answer {
    let length = body.len().to_string();
    let mut answer = answer(200, body);
    answer
        .headers
        .push(("content-type".into(), "text/plain; charset=utf-8".into()));
    answer.headers.push(("content-length".into(), length));
    answer
}

fn answer(status: u16, body: &str) -> Answer {
    Answer { status, headers: Vec::new(), body: body.to_owned() }
}

/// Leaves out the headers of every answer, and that it is the last one.
fn own(mut answer: Answer) -> Answer {
    let of_all = ["date", "connection"];
    answer.headers.retain(|(name, _)| !of_all.contains(&name.as_str()));
    answer
}

#[tokio::test]
async fn what_is_added_is_among_the_entries_of_its_day() {
    in_the_web(async |web, _| {
        let entries = "GET /entries?list=bob&date=2018-12-19";
        assert_eq!(own(ask(web, entries).await), text(""));

        let add = "POST /add_entry?list=bob&date=2018-12-19&title=Dentist";
        assert_eq!(own(ask(web, add).await), text("OK"));
        assert_eq!(own(ask(web, entries).await), text("2018-12-19 Dentist"));

        let add = "POST /add_entry?list=bob&date=2018-12-19&title=Movies";
        assert_eq!(own(ask(web, add).await), text("OK"));
        let both = "2018-12-19 Dentist\n2018-12-19 Movies";
        assert_eq!(own(ask(web, entries).await), text(both));

        let other_day = "GET /entries?list=bob&date=2018-12-20";
        assert_eq!(own(ask(web, other_day).await), text(""));
        let other_list = "GET /entries?list=alice&date=2018-12-19";
        assert_eq!(own(ask(web, other_list).await), text(""));
    })
    .await;
}

#[tokio::test]
async fn a_title_may_be_empty_and_have_any_letters() {
    in_the_web(async |web, _| {
        for title in ["", "See+a%20dentist%21", "Z%C3%A4hne", "a%0Ab"] {
            let add = format!(
                "POST /add_entry?list=b%2Fb&date=2018-12-19&title={title}"
            );
            assert_eq!(ask(web, &add).await.status, 200);
        }
        let entries = "GET /entries?date=2018-12-19&list=b%2Fb";
        assert_eq!(
            ask(web, entries).await.body,
            "2018-12-19 \n\
             2018-12-19 See a dentist!\n\
             2018-12-19 Zähne\n\
             2018-12-19 a\nb"
        );
    })
    .await;
}

#[tokio::test]
async fn everything_else_is_not_found_and_has_no_type() {
    in_the_web(async |web, _| {
        for request in [
            "GET /",
            "GET /add_entry?list=bob&date=2018-12-19&title=Dentist",
            "POST /entries?list=bob&date=2018-12-19",
            "GET /entries/?list=bob&date=2018-12-19",
            "DELETE /entries",
            "GET /lists",
        ] {
            let found = ask(web, request).await;
            assert_eq!((found.status, found.body.as_str()), (404, "not found"));
            assert_eq!(found.header("content-type"), None, "{request}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_missing_or_bad_ends_that_request_alone() {
    in_the_web(async |web, _| {
        for request in [
            "GET /entries",
            "GET /entries?list=bob",
            "GET /entries?date=2018-12-19",
            "GET /entries?list=bob&date=20181219x",
            "GET /entries?list=bob&date=2018-13-19",
            "GET /entries?list=bob&date=",
            "POST /add_entry?list=bob&date=2018-12-19",
            "POST /add_entry?list=bob&title=Dentist",
            "POST /add_entry?date=2018-12-19&title=Dentist",
        ] {
            let found = ask(web, request).await;
            assert_eq!((found.status, found.body.as_str()), (500, ""));
        }
        let entries = "GET /entries?list=bob&date=2018-12-19";
        assert_eq!(own(ask(web, entries).await), text(""));
    })
    .await;
}

#[tokio::test]
async fn a_connection_is_used_again_also_after_a_crash() {
    in_the_web(async |web, _| {
        let mut stream = TcpStream::connect(web).await.unwrap();
        let mut answers = Vec::new();
        for request in [
            "POST /add_entry?list=bob&date=2018-12-19&title=Dentist",
            "GET /entries?list=bob",
            "GET /entries?list=bob&date=2018-12-19",
        ] {
            let request = format!("{request} HTTP/1.1\r\nHost: x\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut part = [0; 1024];
            let size = stream.read(&mut part).await.unwrap();
            answers.push(String::from_utf8_lossy(&part[..size]).into_owned());
        }
        assert!(answers[0].ends_with("\r\n\r\nOK"), "{answers:?}");
        assert!(answers[1].starts_with("HTTP/1.1 500 "), "{answers:?}");
        assert!(answers[2].ends_with("2018-12-19 Dentist"), "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn a_body_is_not_looked_at() {
    in_the_web(async |web, _| {
        let mut stream = TcpStream::connect(web).await.unwrap();
        let request = "POST /add_entry?list=bob&date=2018-12-19&title=Dentist \
             HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: 12\r\n\r\ntitle=Movies";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut found = String::new();
        stream.read_to_string(&mut found).await.unwrap();
        assert!(found.ends_with("\r\n\r\nOK"), "{found}");
        let bob = cache::server_process("bob").await.unwrap();
        assert_eq!(bob.entries(DATE).await, Ok(vec![(1, dentist())]));
    })
    .await;
}

#[tokio::test]
async fn who_reads_a_list_starts_its_server_and_makes_no_file() {
    in_the_web(async |web, folder| {
        ask(web, "GET /entries?list=bob&date=2018-12-19").await;
        let cache = DynamicSupervisorRef::named(cache::NAME);
        assert_eq!(cache.count_children().await.unwrap().active, 1);
        assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_connections_are_answered_at_once() {
    in_the_web(async |web, _| {
        let mut clients = tokio::task::JoinSet::new();
        for client in 0..100 {
            clients.spawn(async move {
                let list = client % 10;
                let add = format!(
                    "POST /add_entry?list={list}&date=2018-12-19&title={client}"
                );
                ask(web, &add).await.body
            });
        }
        assert!(clients.join_all().await.iter().all(|body| body == "OK"));
        for list in 0..10 {
            let entries = format!("GET /entries?list={list}&date=2018-12-19");
            let found = ask(web, &entries).await.body;
            let mut titles: Vec<_> =
                found.lines().map(|line| line[11..].to_owned()).collect();
            titles.sort_unstable();
            let mut added: Vec<_> =
                (0..10).map(|ten| (ten * 10 + list).to_string()).collect();
            added.sort_unstable();
            assert_eq!(titles, added);
        }
    })
    .await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_told_at_the_start() {
    in_the_web(async |web, folder| {
        let other = System::new("other");
        let todo = application(&folder, web.port());
        let start = other.start_application(todo, Mode::Temporary).await;
        let error = start.unwrap_err().to_string();
        assert!(error.starts_with("todo did not start"), "{error}");
        assert!(error.contains("in use"), "{error}");
        other.shutdown().await;
        assert_eq!(ask(web, "GET /").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_stop_ends_the_connections_too() {
    in_the_web(async |web, _| {
        let mut stream = TcpStream::connect(web).await.unwrap();
        let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        assert_ne!(stream.read(&mut [0; 1024]).await.unwrap(), 0);
        System::current().stop_application(NAME).await.unwrap();
        let mut rest = Vec::new();
        // Whether it is closed or reset, it is not there any more.
        let _ = stream.read_to_end(&mut rest).await;
        assert!(rest.is_empty());
        assert!(TcpStream::connect(web).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_web_that_is_killed_is_back() {
    in_a_system(async |mut mailbox: Mailbox<()>, folder| {
        start(application(&folder, 0)).await;
        let listens = process::whereis(web::NAME).unwrap();
        todo::demo::kill::kill(&mut mailbox, listens).await;
        crate::is_back(web::NAME, listens).await;
        let web = web::address().await.unwrap();
        let entries = "GET /entries?list=bob&date=2018-12-19";
        assert_eq!(own(ask(web, entries).await), text(""));
    })
    .await;
}
