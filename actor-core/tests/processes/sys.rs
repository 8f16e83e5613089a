//! Looking into servers that run, stopping them, asking many at once.
//!
//! It is long because a test is short and there are many.

use std::fmt::Debug;
use std::time::{Duration, SystemTime};

use actor_core::gen_server::{self, Info, Init, Next};
use actor_core::supervisor::{Strategy, Supervisor};
use actor_core::sys::{self, Activity, StateError, Switch, SystemEvent};
use actor_core::{
    CallError, ExitReason, GenServer, Mailbox, Pid, ProcessRef, Reply, System,
    process,
};
use tokio::time::{Instant, sleep};

use crate::captured::Captured;

const fn ms(time: u64) -> Duration {
    Duration::from_millis(time)
}

/// A stack that tells its observer how it ends.
#[derive(Clone, Debug)]
struct Stack {
    items: Vec<u32>,
    observer: Option<ProcessRef<ExitReason>>,
}

#[derive(Debug)]
enum Message {
    Push(u32),
    Items(Reply<Vec<u32>>),
    Work(Duration, Reply<Pid>),
    Idle(Duration),
    Crash,
}

impl GenServer for Stack {
    type Args = Option<ProcessRef<ExitReason>>;
    type Message = Message;

    async fn init(observer: Self::Args) -> Init<Self> {
        Init::ok(Stack { items: vec![], observer })
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Push(item) => self.items.push(item),
            Message::Items(reply) => reply.send(self.items.clone()),
            Message::Work(time, reply) => {
                sleep(time).await;
                reply.send(process::id());
            }
            Message::Idle(time) => return Next::ContinueWithin(time),
            Message::Crash => panic!("told to"),
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Timeout => self.items.push(0),
            other => other.log(),
        }
        Next::Continue
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        if let Some(observer) = &self.observer {
            observer.send(reason.clone());
        }
    }

    fn format_message(message: &Message) -> Option<&dyn Debug> {
        Some(message)
    }

    fn format_status(&self) -> Option<&dyn Debug> {
        Some(&self.items)
    }
}

/// A server that says nothing of itself, and stops as its `terminate` likes.
struct Silent;

impl GenServer for Silent {
    type Args = ();
    type Message = u32;

    async fn init((): ()) -> Init<Self> {
        process::trap_exit(true);
        Init::ok(Silent)
    }

    async fn handle(&mut self, _: u32) -> Next {
        Next::Continue
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        match reason {
            ExitReason::Other(why) if **why == *"slowly" => {
                sleep(ms(100)).await;
            }
            ExitReason::Other(_) => process::exit_self("worse"),
            _ => {}
        }
    }
}

async fn stack() -> ProcessRef<Message> {
    Stack::starter(None).named("stack").start().await.unwrap()
}

#[tokio::test]
async fn a_state_can_be_read_and_replaced_by_any_name_of_the_server() {
    System::new("test")
        .enter(async {
            let stack = stack().await;
            stack.cast(Message::Push(1));
            let state: Stack = sys::get_state(&stack).await.unwrap();
            assert_eq!(state.items, [1]);
            let push = |stack: &mut Stack| stack.items.push(2);
            assert_eq!(sys::replace_state("stack", push).await, Ok(()));
            let len = |stack: &Stack| stack.items.len();
            assert_eq!(sys::inspect(stack.pid(), len).await, Ok(2));
            assert_eq!(stack.call(Message::Items).await, Ok(vec![1, 2]));
        })
        .await;
}

#[tokio::test]
async fn a_state_of_another_type_is_not_shown() {
    System::new("test")
        .enter(async {
            let stack = stack().await;
            let error = sys::inspect(&stack, |_: &Silent| ()).await;
            let Err(StateError::WrongType(expected)) = error else {
                panic!("{error:?}")
            };
            assert!(expected.ends_with("::Silent"), "{expected}");
            assert!(stack.is_alive());
        })
        .await;
}

#[tokio::test]
async fn a_function_that_panics_is_an_error_to_whoever_sent_it() {
    let (_captured, _guard) = Captured::start();
    System::new("test")
        .enter(async {
            let stack = stack().await;
            stack.cast(Message::Push(1));
            let fail = |_: &mut Stack| panic!("no flour");
            let error = sys::replace_state::<_, (), _>(&stack, fail).await;
            let Err(StateError::Failed(ExitReason::Panic(panic))) = error
            else {
                panic!("{error:?}")
            };
            assert_eq!(panic.message, "no flour");
            assert_eq!(stack.call(Message::Items).await, Ok(vec![1]));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn who_cannot_be_asked_is_told_apart() {
    System::new("test")
        .enter(async {
            assert_eq!(sys::suspend("nobody").await, Err(CallError::NoProc));
            let myself = sys::suspend(process::id()).await;
            assert_eq!(myself, Err(CallError::CallingSelf));
            let raw = process::spawn(async |mut mailbox: Mailbox<()>| {
                mailbox.receive().await;
            });
            assert_eq!(sys::suspend(&raw).await, Err(CallError::NoReply));
            let stack = stack().await;
            let busy = stack.clone();
            process::spawn(async move |_: Mailbox<()>| {
                let hour = Duration::from_hours(1);
                busy.call(|reply| Message::Work(hour, reply)).await.map(drop)
            });
            sleep(ms(10)).await;
            let timeout = Err(CallError::Timeout(Duration::from_secs(5)));
            assert_eq!(sys::suspend(&stack).await, timeout);
            let asked = async { sys::get_status("stack").await };
            let killed = async {
                sleep(ms(10)).await;
                process::exit("stack", ExitReason::Kill);
            };
            let (asked, ()) = tokio::join!(asked, killed);
            assert_eq!(asked, Err(CallError::Exited(ExitReason::Killed)));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_suspended_server_lets_its_messages_wait_in_order() {
    System::new("test")
        .enter(async {
            let stack = stack().await;
            stack.cast(Message::Push(1));
            sys::suspend(&stack).await.unwrap();
            for item in [2, 3] {
                stack.cast(Message::Push(item));
            }
            process::send(&stack, "unknown").unwrap();
            let waiting = stack.call(Message::Items).within(ms(100)).await;
            assert_eq!(waiting, Err(CallError::Timeout(ms(100))));
            // What `sys` asks is answered meanwhile.
            let state: Stack = sys::get_state(&stack).await.unwrap();
            assert_eq!(state.items, [1]);
            let status = sys::get_status(&stack).await.unwrap();
            assert_eq!(status.activity, Activity::Suspended);
            assert_eq!(process::info(&stack).unwrap().mailbox_len, 4);
            let call = stack.call(Message::Items);
            let resume = async {
                stack.cast(Message::Push(4));
                sys::resume(&stack).await.unwrap();
                stack.cast(Message::Push(5));
            };
            let (items, ()) = tokio::join!(call, resume);
            assert_eq!(items, Ok(vec![1, 2, 3]));
            let items = stack.call(Message::Items).await;
            assert_eq!(items, Ok(vec![1, 2, 3, 4, 5]));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_suspended_server_ends_with_its_parent() {
    System::new("test")
        .enter(async {
            let parent =
                process::spawn(async |mut mailbox: Mailbox<Reply<_>>| {
                    let server = Silent::start_link(()).await.unwrap();
                    mailbox.receive().await.send(server);
                    mailbox.receive().await;
                    ExitReason::other("enough")
                });
            let server = parent.call(|reply| reply).await.unwrap();
            sys::suspend(&server).await.unwrap();
            process::exit(&server, "of somebody else");
            sleep(ms(10)).await;
            assert!(server.is_alive());
            process::exit(&parent, ExitReason::Shutdown);
            assert_eq!(server.down().await.reason, ExitReason::Shutdown);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_look_at_a_server_starts_its_idle_time_again() {
    System::new("test")
        .enter(async {
            let stack = stack().await;
            for (wait, expected) in [(ms(59), vec![]), (ms(61), vec![0])] {
                stack.cast(Message::Idle(ms(60)));
                sleep(ms(40)).await;
                sys::inspect(&stack, |_: &Stack| ()).await.unwrap();
                sleep(wait).await;
                let items = stack.call(Message::Items).await;
                assert_eq!(items, Ok(expected));
            }
        })
        .await;
}

#[tokio::test]
async fn a_trace_tells_what_comes_and_what_it_changes() {
    let (captured, _guard) = Captured::start();
    let pid = System::new("test")
        .enter(async {
            let stack = stack().await;
            stack.cast(Message::Push(1));
            sys::trace(&stack, Switch::On).await.unwrap();
            stack.cast(Message::Push(2));
            process::send(&stack, 7_u32).unwrap();
            sys::trace(&stack, Switch::Off).await.unwrap();
            stack.cast(Message::Push(3));
            stack.call(Message::Items).await.unwrap();
            stack.pid()
        })
        .await;
    let mut traced = captured.reports();
    traced.retain(|report| report.target == "actor_core::trace");
    let lines: Vec<_> = traced.iter().map(|r| r.field("message")).collect();
    assert_eq!(
        lines,
        [
            "got Push(2)",
            "new state [1, 2]",
            "got Unknown(\"u32\")",
            "new state [1, 2]",
        ]
    );
    assert_eq!(traced[0].field("pid"), pid.to_string());
}

#[tokio::test]
async fn a_log_keeps_the_last_events() {
    System::new("test")
        .enter(async {
            let stack = stack().await;
            assert_eq!(sys::logged(&stack).await, Ok(vec![]));
            sys::log(&stack, 3).await.unwrap();
            stack.cast(Message::Push(1));
            stack.cast(Message::Push(2));
            let state = |text: &str| SystemEvent::State(text.to_owned());
            let last = vec![
                state("[1]"),
                SystemEvent::In("Push(2)".to_owned()),
                state("[1, 2]"),
            ];
            assert_eq!(sys::logged(&stack).await, Ok(last.clone()));
            sys::log(&stack, 1).await.unwrap();
            assert_eq!(sys::logged(&stack).await, Ok(last[2..].to_vec()));
            sys::log(&stack, 0).await.unwrap();
            stack.cast(Message::Push(3));
            assert_eq!(sys::logged(&stack).await, Ok(vec![]));
        })
        .await;
}

#[tokio::test]
async fn a_server_that_says_nothing_is_logged_by_the_type_of_its_messages() {
    System::new("test")
        .enter(async {
            let silent = Silent::start(()).await.unwrap();
            sys::log(&silent, 9).await.unwrap();
            silent.cast(1);
            let logged = sys::logged(&silent).await.unwrap();
            assert_eq!(logged, [SystemEvent::In("u32".to_owned())]);
        })
        .await;
}

#[tokio::test]
async fn statistics_count_what_comes_but_not_those_who_ask() {
    System::new("test")
        .enter(async {
            let stack = stack().await;
            assert_eq!(sys::statistics(&stack).await, Ok(None));
            let before = SystemTime::now();
            sys::count(&stack, Switch::On).await.unwrap();
            stack.cast(Message::Push(1));
            stack.call(Message::Items).await.unwrap();
            sys::get_status(&stack).await.unwrap();
            let statistics = sys::statistics(&stack).await.unwrap().unwrap();
            assert_eq!(statistics.messages_in, 2);
            assert!(before <= statistics.start_time);
            assert!(statistics.start_time <= SystemTime::now());
            sys::count(&stack, Switch::On).await.unwrap();
            let again = sys::statistics(&stack).await.unwrap().unwrap();
            assert_eq!(again.messages_in, 0);
            sys::no_debug(&stack).await.unwrap();
            assert_eq!(sys::statistics(&stack).await, Ok(None));
        })
        .await;
}

#[tokio::test]
async fn no_debug_leaves_a_suspended_server_suspended() {
    System::new("test")
        .enter(async {
            let stack = stack().await;
            sys::suspend(&stack).await.unwrap();
            sys::log(&stack, 1).await.unwrap();
            sys::no_debug(&stack).await.unwrap();
            let status = sys::get_status(&stack).await.unwrap();
            assert_eq!(status.activity, Activity::Suspended);
        })
        .await;
}

#[tokio::test]
async fn a_status_tells_who_a_server_is_and_how_it_is() {
    System::new("test")
        .enter(async {
            let me = process::id();
            let stack =
                Stack::starter(None).named("items").start_link().await.unwrap();
            stack.cast(Message::Push(1));
            let status = sys::get_status(&stack).await.unwrap();
            assert_eq!(status.pid, stack.pid());
            assert_eq!(status.name, Some("items".into()));
            assert_eq!(status.parent, Some(me));
            assert_eq!(status.activity, Activity::Running);
            assert_eq!(status.state.as_deref(), Some("[1]"));
            let text = status.to_string();
            let pid = stack.pid();
            let rest = format!(
                "::Stack {pid} named items started by {me} is running, in \
                 state [1]"
            );
            assert!(text.ends_with(&rest), "{text}");
            let alone = Silent::start(()).await.unwrap();
            let status = sys::get_status(&alone).await.unwrap();
            assert_eq!((status.parent, status.state), (None, None));
        })
        .await;
}

#[tokio::test]
async fn a_supervisor_can_be_suspended_like_any_server() {
    System::new("test")
        .enter(async {
            let supervisor = Supervisor::new(Strategy::OneForOne)
                .child(Stack::starter(None).named("child"))
                .start_link()
                .await
                .unwrap();
            sys::suspend(&supervisor).await.unwrap();
            let child = process::whereis("child").unwrap();
            process::exit(child, ExitReason::Kill);
            tokio::task::yield_now().await;
            let status = sys::get_status(&supervisor).await.unwrap();
            assert_eq!(status.activity, Activity::Suspended);
            assert_eq!(process::whereis("child"), None);
            sys::resume(&supervisor).await.unwrap();
            supervisor.count_children().await.unwrap();
            let again = process::whereis("child").unwrap();
            assert_ne!(again, child);
        })
        .await;
}

#[tokio::test]
async fn a_server_that_crashes_while_it_is_watched_cleans_up() {
    let (captured, _guard) = Captured::start();
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<ExitReason>| {
            let observer = Some(mailbox.this());
            let stack = Stack::start(observer).await.unwrap();
            sys::log(&stack, 1).await.unwrap();
            stack.cast(Message::Crash);
            let reason = mailbox.receive().await;
            assert!(reason.to_string().contains("told to"), "{reason}");
        })
        .await;
    assert_eq!(captured.with("a process crashed").len(), 1);
}

#[tokio::test]
async fn terminate_is_answered_before_the_end() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<ExitReason>| {
            let observer = Some(mailbox.this());
            let stack = Stack::start(observer).await.unwrap();
            sys::suspend(&stack).await.unwrap();
            stack.cast(Message::Push(1));
            sys::terminate(&stack, ExitReason::Shutdown).await.unwrap();
            assert_eq!(mailbox.receive().await, ExitReason::Shutdown);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn stop_waits_for_the_end_and_runs_terminate_without_a_trap() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<ExitReason>| {
            let observer = Some(mailbox.this());
            let stack = Stack::start(observer).await.unwrap();
            let reason = ExitReason::Normal;
            let stopped = gen_server::stop(&stack, reason, Duration::MAX);
            assert_eq!(stopped.await, Ok(()));
            assert!(!stack.is_alive());
            assert_eq!(mailbox.receive().await, ExitReason::Normal);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn stop_tells_how_it_failed() {
    System::new("test")
        .enter(async {
            let stop = async |server: &ProcessRef<u32>, reason: &str, time| {
                gen_server::stop(server, reason.to_owned(), time).await
            };
            let other = Silent::start(()).await.unwrap();
            let ended = stop(&other, "badly", Duration::MAX).await;
            assert_eq!(ended, Err(CallError::Exited("worse".into())));
            let dead = stop(&other, "badly", Duration::MAX).await;
            assert_eq!(dead, Err(CallError::NoProc));
            let slow = Silent::start(()).await.unwrap();
            let late = stop(&slow, "slowly", ms(50)).await;
            assert_eq!(late, Err(CallError::Timeout(ms(50))));
            // It goes on terminating.
            assert_eq!(slow.down().await.reason, "slowly".into());
            let raw = process::spawn(async |mut mailbox: Mailbox<u32>| {
                mailbox.receive().await;
            });
            let no_server = stop(&raw, "badly", Duration::MAX).await;
            assert_eq!(no_server, Err(CallError::NoReply));
            let me = process::id();
            let myself = gen_server::stop(me, "myself", Duration::MAX).await;
            assert_eq!(myself, Err(CallError::CallingSelf));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn many_servers_are_asked_at_once() {
    System::new("test")
        .enter(async {
            let mut servers = Vec::new();
            for _ in 0..10 {
                servers.push(Stack::start(None).await.unwrap());
            }
            let start = Instant::now();
            let second = Duration::from_secs(1);
            let work = move |reply| Message::Work(second, reply);
            let five = Duration::from_secs(5);
            let answers = gen_server::multi_call(&servers, work, five).await;
            assert_eq!(start.elapsed(), second);
            assert!(answers.failed.is_empty());
            let pids: Vec<_> = servers.iter().map(ProcessRef::pid).collect();
            let who: Vec<_> =
                answers.replies.iter().map(|(from, _)| from.pid()).collect();
            let what: Vec<_> =
                answers.replies.iter().map(|(_, pid)| *pid).collect();
            assert_eq!((&who, &what), (&pids, &pids));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn those_who_do_not_answer_in_time_are_told_apart() {
    for timeout in [ms(100), Duration::from_secs(2)] {
        System::new("test")
            .enter(async move {
                let well = Stack::start(None).await.unwrap();
                let busy = Stack::start(None).await.unwrap();
                let dead = Stack::start(None).await.unwrap();
                process::exit(&dead, ExitReason::Kill);
                dead.down().await;
                let hour = Duration::from_hours(1);
                let working = busy.clone();
                process::spawn(async move |_: Mailbox<()>| {
                    let work = |reply| Message::Work(hour, reply);
                    working.call(work).await.map(drop)
                });
                sleep(ms(10)).await;
                let servers = [busy.clone(), dead.clone(), well.clone()];
                let start = Instant::now();
                let answers =
                    gen_server::multi_call(&servers, Message::Items, timeout)
                        .await;
                let took = start.elapsed();
                let in_time = timeout..=timeout + ms(20);
                assert!(in_time.contains(&took), "{took:?}");
                let [(from, items)] = &answers.replies[..] else {
                    panic!("{answers:?}")
                };
                assert_eq!((from.pid(), items), (well.pid(), &vec![]));
                let failed: Vec<_> = answers
                    .failed
                    .iter()
                    .map(|(from, error)| (from.pid(), error.clone()))
                    .collect();
                let expected = [
                    (busy.pid(), CallError::Timeout(timeout)),
                    (dead.pid(), CallError::NoProc),
                ];
                assert_eq!(failed, expected);
            })
            .await;
    }
}
