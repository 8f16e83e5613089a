//! Servers that answer other nodes.

use std::time::Duration;

use actor_core::gen_server::{Init, Next};
use actor_core::node::Remote;
use actor_core::{
    CallError, ExitReason, GenServer, Pid, ProcessRef, Reply, process,
};
use serde::{Deserialize, Serialize};

use crate::cluster::Cluster;

#[derive(Serialize, Deserialize)]
enum Message {
    Temperature(String, Reply<Result<f64, String>>),
    Asked(Reply<u32>),
    Caller(Reply<Option<Pid>>),
    Forget,
    Stop,
    Never(Reply<()>),
    Forward(ProcessRef<Message>, Reply<u32>),
}

struct Weather {
    asked: u32,
    unanswered: Vec<Reply<()>>,
}

impl GenServer for Weather {
    type Args = ();
    type Message = Message;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Self { asked: 0, unanswered: Vec::new() })
    }

    fn remote() -> Remote<Message> {
        Remote::open()
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Temperature(city, reply) => {
                self.asked += 1;
                reply.send(match city.as_str() {
                    "Singapore" => Ok(31.5),
                    _ => Err(format!("{city} is unknown")),
                });
            }
            Message::Asked(reply) => reply.send(self.asked),
            Message::Caller(reply) => {
                let caller = reply.caller();
                reply.send(caller);
            }
            Message::Forget => self.asked = 0,
            Message::Stop => return Next::stop("out of weather"),
            Message::Never(reply) => self.unanswered.push(reply),
            Message::Forward(to, reply) => to.send(Message::Asked(reply)),
        }
        Next::Continue
    }
}

#[tokio::test]
async fn a_server_answers_another_node() {
    let cluster = Cluster::new().await;
    let (a, node) = cluster.node("a").await;
    let (b, _) = cluster.node("b").await;
    Weather::starter(()).named("weather").start_on(&a).await.unwrap();
    let name = node.name().clone();
    b.enter(async move {
        let weather = ProcessRef::<Message>::across(("weather", name));
        let ask = |city: &str| {
            let city = city.to_owned();
            weather.call(|reply| Message::Temperature(city, reply))
        };
        assert_eq!(ask("Singapore").await, Ok(Ok(31.5)));
        let unknown = Err("Rome is unknown".to_owned());
        assert_eq!(ask("Rome").await, Ok(unknown));
        assert_eq!(weather.call(Message::Asked).await, Ok(2));
        weather.cast(Message::Forget);
        assert_eq!(weather.call(Message::Asked).await, Ok(0));
        // It sees who asks, and a pid that comes home is what it was.
        let caller = weather.call(Message::Caller).await;
        assert_eq!(caller, Ok(Some(process::id())));
    })
    .await;
}

#[tokio::test]
async fn a_call_ends_with_the_server() {
    let cluster = Cluster::new().await;
    let (a, node) = cluster.node("a").await;
    let (b, _) = cluster.node("b").await;
    Weather::starter(()).named("weather").start_on(&a).await.unwrap();
    let name = node.name().clone();
    b.enter(async move {
        let weather = ProcessRef::<Message>::across(("weather", name.clone()));
        let never = weather.call(Message::Never).forever();
        let stop = async { weather.cast(Message::Stop) };
        let (never, ()) = tokio::join!(never, stop);
        let reason = ExitReason::other("out of weather");
        assert_eq!(never, Err(CallError::Exited(reason)));
        let asked = weather.call(Message::Asked).await;
        assert_eq!(asked, Err(CallError::NoProc));
    })
    .await;
}

#[tokio::test]
async fn a_call_ends_with_the_connection() {
    let cluster = Cluster::new().await;
    let (a, node) = cluster.node("a").await;
    let (b, _) = cluster.node("b").await;
    Weather::starter(()).named("weather").start_on(&a).await.unwrap();
    let name = node.name().clone();
    b.enter(async move {
        let weather = ProcessRef::<Message>::across(("weather", name.clone()));
        assert_eq!(weather.call(Message::Asked).await, Ok(0));
        let never = weather.call(Message::Never).forever();
        let cut = node.stop();
        let (never, ()) = tokio::join!(never, cut);
        assert_eq!(never, Err(CallError::NodeDown));
        let asked = weather.call(Message::Asked).await;
        assert_eq!(asked, Err(CallError::NodeDown));
    })
    .await;
}

#[tokio::test]
async fn a_call_that_is_not_answered_times_out() {
    let cluster = Cluster::new().await;
    let (a, node) = cluster.node("a").await;
    let (b, _) = cluster.node("b").await;
    Weather::starter(()).named("weather").start_on(&a).await.unwrap();
    let name = node.name().clone();
    b.enter(async move {
        let weather = ProcessRef::<Message>::across(("weather", name.clone()));
        let time = Duration::from_millis(10);
        let never = weather.call(Message::Never).within(time).await;
        assert_eq!(never, Err(CallError::Timeout(time)));
        assert_eq!(weather.call(Message::Asked).await, Ok(0));
    })
    .await;
}

#[tokio::test]
async fn a_question_can_be_passed_on_to_another_node() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, _) = cluster.node("b").await;
    let (c, node_c) = cluster.node("c").await;
    Weather::starter(()).named("weather").start_on(&a).await.unwrap();
    Weather::starter(()).named("weather").start_on(&c).await.unwrap();
    let [first, last] = [node_a, node_c].map(|node| node.name().clone());
    b.enter(async move {
        let first = ProcessRef::<Message>::across(("weather", first));
        let last = ProcessRef::<Message>::across(("weather", last));
        let ask = |reply| Message::Temperature("Singapore".into(), reply);
        assert_eq!(last.call(ask).await, Ok(Ok(31.5)));
        // The first one passes it on, and the last one answers.
        let passed = first.call(|reply| Message::Forward(last, reply)).await;
        assert_eq!(passed, Ok(1));
    })
    .await;
}
