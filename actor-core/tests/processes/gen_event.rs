//! Event managers: what is said in types, and what they share with servers.
//! What they do with their handlers is compared with OTP in `tests/otp`.

use actor_core::gen_event::{
    EventHandler, EventManager, EventManagerRef, HandleCall, Handled,
    HandlerError,
};
use actor_core::supervisor::{Strategy, Supervisor};
use actor_core::{CallError, ExitReason, Reply, System, process, sys};

use crate::captured::Captured;

/// Adds the numbers up.
struct Sum(u32);

enum Question {
    Sum(Reply<u32>),
    Drop(Reply<u32>),
}

impl EventHandler for Sum {
    type Args = u32;
    type Event = u32;

    async fn init(start: u32) -> Result<Self, ExitReason> {
        Ok(Sum(start))
    }

    async fn handle_event(&mut self, number: &u32) -> Handled {
        self.0 = self.0.checked_add(*number).expect("a small sum");
        Handled::Keep
    }
}

impl HandleCall for Sum {
    type Call = Question;

    async fn handle_call(&mut self, question: Question) -> Handled {
        match question {
            Question::Sum(reply) => reply.send(self.0),
            Question::Drop(reply) => drop(reply),
        }
        Handled::Keep
    }
}

/// Keeps the largest number, which it can take over as a start.
struct Largest(u32);

impl EventHandler for Largest {
    type Args = u32;
    type Event = u32;

    async fn init(start: u32) -> Result<Self, ExitReason> {
        Ok(Largest(start))
    }

    async fn handle_event(&mut self, number: &u32) -> Handled {
        self.0 = self.0.max(*number);
        Handled::Keep
    }
}

#[tokio::test]
async fn a_manager_starts_again_without_handlers() {
    System::new("test")
        .enter(async {
            let supervisor = Supervisor::new(Strategy::OneForOne)
                .child(EventManager::<u32>::starter().named("numbers"))
                .start_link()
                .await
                .unwrap();
            let numbers = EventManagerRef::<u32>::named("numbers");
            numbers.add_handler::<Sum>("sum", 0).await.unwrap();
            let first: EventManagerRef<u32> =
                supervisor.child("numbers").await.unwrap();
            assert_eq!(first.which_handlers().await.unwrap(), ["sum".into()]);
            process::exit(&first, ExitReason::Kill);
            first.down().await;
            supervisor.count_children().await.unwrap();
            assert_eq!(numbers.which_handlers().await, Ok(vec![]));
        })
        .await;
}

#[tokio::test]
async fn only_the_right_type_of_handler_is_asked() {
    System::new("test")
        .enter(async {
            let numbers = EventManager::start_link().await.unwrap();
            numbers.add_handler::<Largest>("one", 0).await.unwrap();
            let wrong = numbers.call_handler::<Sum, _>("one", Question::Sum);
            assert_eq!(wrong.await, Err(HandlerError::NotFound));
            // One of the same name and the right type is found behind it.
            numbers.add_handler::<Sum>("one", 3).await.unwrap();
            numbers.add_handler::<Largest>("one", 0).await.unwrap();
            let right = numbers.call_handler::<Sum, _>("one", Question::Sum);
            assert_eq!(right.await, Ok(3));
            let no = numbers.call_handler::<Sum, _>("one", Question::Drop);
            let no_reply = HandlerError::Manager(CallError::NoReply);
            assert_eq!(no.await, Err(no_reply));
        })
        .await;
}

#[tokio::test]
async fn a_handler_takes_over_what_another_has_learnt() {
    System::new("test")
        .enter(async {
            let numbers = EventManager::start_link().await.unwrap();
            numbers.add_handler::<Sum>("sum", 0).await.unwrap();
            numbers.notify(7);
            numbers.notify(8);
            let start = |sum: Option<Sum>| sum.map_or(0, |sum| sum.0);
            let swapped = numbers
                .swap_handler::<Sum, Largest>("sum", "largest", start)
                .await;
            assert_eq!(swapped, Ok(()));
            let look = |manager: &EventManager<u32>| {
                manager.handler::<Largest>("largest").map(|one| one.0)
            };
            assert_eq!(sys::inspect(&numbers, look).await, Ok(Some(15)));
            let change = |manager: &mut EventManager<u32>| {
                manager.handler_mut::<Largest>("largest").unwrap().0 = 1;
            };
            sys::replace_state(&numbers, change).await.unwrap();
            assert_eq!(sys::inspect(&numbers, look).await, Ok(Some(1)));
            let status = sys::get_status(&numbers).await.unwrap();
            assert_eq!(status.state.as_deref(), Some("[largest]"));
        })
        .await;
}

#[tokio::test]
async fn a_crash_of_a_handler_is_reported_and_not_that_of_the_manager() {
    let (captured, _guard) = Captured::start();
    System::new("test")
        .enter(async {
            let numbers = EventManager::start_link().await.unwrap();
            numbers.add_handler::<Sum>("sum", u32::MAX).await.unwrap();
            numbers.sync_notify(1).await.unwrap();
            assert!(numbers.is_alive());
        })
        .await;
    let reports = captured.reports();
    let [report] = &reports[..] else { panic!("{reports:?}") };
    assert_eq!(report.target, "actor_core::crash");
    assert_eq!(report.field("message"), "an event handler crashed");
    assert_eq!(report.field("handler"), "sum");
    assert!(report.field("handler_type").ends_with("::Sum"));
    assert!(report.field("reason").contains("a small sum"));
}

#[tokio::test]
async fn what_no_handler_handles_is_logged_by_each() {
    let (captured, _guard) = Captured::start();
    System::new("test")
        .enter(async {
            let numbers = EventManager::start_link().await.unwrap();
            numbers.add_handler::<Sum>("sum", 0).await.unwrap();
            numbers.add_handler::<Largest>("largest", 0).await.unwrap();
            process::send(&numbers, "hello").unwrap();
            numbers.sync_notify(1).await.unwrap();
        })
        .await;
    let unknown = "received a message of a type it does not know";
    assert_eq!(captured.with(unknown).len(), 2);
}

#[tokio::test]
async fn what_comes_to_a_manager_is_logged_by_its_name() {
    System::new("test")
        .enter(async {
            let numbers = EventManager::start_link().await.unwrap();
            sys::log(&numbers, 4).await.unwrap();
            numbers.add_handler::<Sum>("sum", 0).await.unwrap();
            numbers.notify(1);
            let logged = sys::logged(&numbers).await.unwrap();
            let logged: Vec<_> =
                logged.iter().map(ToString::to_string).collect();
            let expected = [
                "got add_handler sum",
                "new state [sum]",
                "got notify",
                "new state [sum]",
            ];
            assert_eq!(logged, expected);
        })
        .await;
}
