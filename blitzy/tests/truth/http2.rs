//! HTTP/2, against the local target, which counts what it is asked.

use std::future::{pending, poll_fn};
use std::sync::Arc;
use std::time::Duration;

use blitzy::engine::{Kind, Settings};
use blitzy::measure::ErrorClass;
use blitzy::plan::{KeepAlive, Load, Plan, Until};
use blitzy::run::{Ended, Job};
use blitzy::serve::{self, Config};
use blitzy::target::{Shape, Urls};
use fastrand::Rng;
use http::Response;
use parking_lot::Mutex;
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::{FOREVER, audit, measure, setting};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http2_says_what_the_server_knows() {
    let first = setting("BLITZY_TRUTH_SEED", 1);
    for seed in first..first + setting("BLITZY_TRUTH_CASES", 24) {
        let mut rng = Rng::with_seed(seed);
        let server = serve::start(Config::default()).await.unwrap();
        let paths =
            ["/", "/status/503", "/reset", "/cut", "/bytes/1000", "/delay/5ms"];
        let urls = paths.map(|path| format!("{}{path}", server.url()));
        let each = rng.u64(..15);
        let all = each * paths.len() as u64;
        let rate = "2000".parse().unwrap();
        let open = Load::Open { rate, max_in_flight: 100_000 };
        let plan = Plan {
            load: [Load::Closed, open][rng.usize(..2)],
            until: Until { requests: Some(all), duration: None },
            connections: rng.usize(1..4),
            streams: rng.usize(1..20),
            request_timeout: FOREVER,
            warmup: Duration::from_millis([0, 0, 30][rng.usize(..3)]),
            keep_alive: [KeepAlive::Yes, KeepAlive::No][rng.usize(..2)],
            ..Plan::default()
        };
        let case = format!("{seed}: {plan:?}");
        let shape = Shape {
            keep_alive: plan.keep_alive,
            ..Shape::of_all(Urls::These(urls.to_vec()))
        };
        let engine = Settings { kind: Kind::Http2, ..Settings::default() };
        let target = shape.target().unwrap();
        let job = Job { plan: plan.clone(), target, engine };
        let measured = measure(job, pending()).await;
        audit::check(&plan, &measured, &case);
        let tally = &measured.tally;
        assert_eq!(measured.ended, Ended::Finished, "{case}");
        assert_eq!((tally.sent, tally.missed), (all, 0), "{case}");
        assert_eq!(server.requests(), all + tally.warmup, "{case}");
        let status = |status| tally.statuses.get(&status).copied();
        let class = |class| tally.error_classes.get(&class).map(|it| it.count);
        let error = |it| class(it).unwrap_or_default();
        assert_eq!(status(200).unwrap_or_default(), each * 3, "{case}");
        assert_eq!(status(503).unwrap_or_default(), each, "{case}");
        // A stream that is reset can lose what was to be sent before, and its
        // head with it.
        let (reset, body) = (error(ErrorClass::Reset), error(ErrorClass::Body));
        assert!(reset >= each && reset + body == each * 2, "{case}");
        let gone = timeout(FOREVER, async {
            while server.stats().open_connections > 0 {
                tokio::task::yield_now().await;
            }
        });
        gone.await.expect(&case);
    }
}

/// It answers all requests but each tenth, with which it closes the connection
/// in good order, and notes which came.
async fn leave(listener: TcpListener, received: Arc<Mutex<Vec<u64>>>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let received = Arc::clone(&received);
        tokio::spawn(async move {
            let mut connection = h2::server::handshake(stream).await?;
            while let Some(request) = connection.accept().await {
                let (request, mut respond) = request?;
                let number = request.uri().path()[1..].parse().unwrap();
                received.lock().push(number);
                if number % 10 == 9 {
                    // What comes behind it is not taken.
                    connection.abrupt_shutdown(h2::Reason::NO_ERROR);
                    return poll_fn(|cx| connection.poll_closed(cx)).await;
                }
                respond.send_response(Response::new(()), true)?;
            }
            Ok::<_, h2::Error>(())
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_server_took_is_not_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/{{{{seq}}}}", listener.local_addr().unwrap());
    let received = Arc::default();
    let serving = tokio::spawn(leave(listener, Arc::clone(&received)));
    let plan = Plan {
        until: Until { requests: Some(1000), duration: None },
        connections: 3,
        streams: 5,
        ..Plan::default()
    };
    let engine = Settings { kind: Kind::Http2, ..Settings::default() };
    let target = crate::target(&url, KeepAlive::Yes);
    let job = Job { plan: plan.clone(), target, engine };
    let measured = measure(job, pending()).await;
    serving.abort();
    audit::check(&plan, &measured, "a server that leaves");
    let mut received = received.lock().clone();
    let count = received.len();
    received.sort_unstable();
    received.dedup();
    assert_eq!(count, received.len(), "some were sent twice");
    let tally = &measured.tally;
    assert_eq!(tally.sent, 1000);
    // Those that it took and did not answer are errors, and perhaps some that
    // met two connections in a row which were closed.
    let reset = tally.error_classes[&ErrorClass::Reset].count;
    assert_eq!(tally.errors.len(), reset);
    assert_eq!(tally.statuses[&200] + reset, 1000);
    assert!(reset >= 100, "{reset}: {:?}", tally.error_classes);
}
