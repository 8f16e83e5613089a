//! A server of ours, with messages that have types.

use actor_core::gen_server::{Init, Next};
use actor_core::node::Remote;
use actor_core::{GenServer, Pid, Reply, System, process};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) enum Message {
    Temperature(String, Reply<Result<f64, String>>),
    Asked(Reply<u32>),
    WhoAreYou(Reply<Pid>),
    WhoAmI(Reply<Option<Pid>>),
    Forecast { city: String, days: u8, reply: Reply<Vec<f64>> },
    Forget,
    Never(Reply<()>),
    DropIt(Reply<()>),
    Crash(Reply<()>),
    Panic(Reply<()>),
    Stop(Reply<()>),
}

pub(crate) struct Weather {
    asked: u32,
    unanswered: Vec<Reply<()>>,
}

pub(crate) async fn start(system: &System) {
    let starter = Weather::starter(()).named("weather");
    starter.start_on(system).await.unwrap();
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
            Message::WhoAreYou(reply) => reply.send(process::id()),
            Message::WhoAmI(reply) => {
                let caller = reply.caller();
                reply.send(caller);
            }
            Message::Forecast { city, days, reply } => {
                assert_eq!(city, "Singapore");
                reply
                    .send((0..days).map(|day| 31.5 + f64::from(day)).collect());
            }
            Message::Forget => self.asked = 0,
            Message::Never(reply) => self.unanswered.push(reply),
            Message::DropIt(reply) => drop(reply),
            Message::Crash(_) => return Next::stop("out of weather"),
            Message::Panic(_) => panic!("a storm"),
            Message::Stop(reply) => {
                reply.send(());
                return Next::stop(actor_core::ExitReason::Normal);
            }
        }
        Next::Continue
    }
}
