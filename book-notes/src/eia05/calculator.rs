//! A process whose state changes with every message: a pocket calculator.

use actor_core::{Event, Mailbox, ProcessRef, process};

use crate::show;

/// What a client holds.
#[derive(Clone, Debug)]
pub struct Calculator(ProcessRef<Message>);

impl Calculator {
    /// Starts a calculator that shows 0.
    pub fn start() -> Self {
        Self(process::spawn(server))
    }

    /// Asks for the value, and waits for it for ever.
    pub async fn value(&self, mailbox: &mut Mailbox<Response>) -> f64 {
        self.0.send(Message::Value(mailbox.this()));
        let Response(value) = mailbox.receive().await;
        value
    }

    /// Adds `number` to the value.
    pub fn add(&self, number: f64) {
        self.0.send(Message::Add(number));
    }

    /// Subtracts `number` from the value.
    pub fn sub(&self, number: f64) {
        self.0.send(Message::Sub(number));
    }

    /// Multiplies the value by `number`.
    pub fn mul(&self, number: f64) {
        self.0.send(Message::Mul(number));
    }

    /// Divides the value by `number`. Zero crashes the calculator.
    pub fn div(&self, number: f64) {
        self.0.send(Message::Div(number));
    }

    /// Returns the process.
    pub fn process(&self) -> &ProcessRef<Message> {
        &self.0
    }
}

/// What the calculator is told.
#[derive(Debug)]
pub enum Message {
    /// Wants the value.
    Value(ProcessRef<Response>),
    /// Add.
    Add(f64),
    /// Subtract.
    Sub(f64),
    /// Multiply.
    Mul(f64),
    /// Divide.
    Div(f64),
}

/// What whoever wants the value is told.
#[derive(Debug)]
pub struct Response(f64);

async fn server(mut mailbox: Mailbox<Message>) {
    let mut value = 0.0;
    loop {
        match mailbox.next().await {
            Event::Message(message) => value = value_after(message, value),
            Event::Unknown(request) => {
                show!("invalid request: a {}", request.type_name());
            }
            Event::Exit(_) | Event::Down(_) => {}
        }
    }
}

/// Returns what the value is after `message`.
fn value_after(message: Message, value: f64) -> f64 {
    match message {
        Message::Value(caller) => {
            caller.send(Response(value));
            value
        }
        Message::Add(number) => value + number,
        Message::Sub(number) => value - number,
        Message::Mul(number) => value * number,
        Message::Div(number) => {
            // A float would become infinite; the book's calculator crashes.
            assert!(number != 0.0, "division by zero");
            value / number
        }
    }
}
