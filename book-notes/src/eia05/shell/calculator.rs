//! A calculator, what it does with nonsense, and what ends it.

use actor_core::{Mailbox, process};

use crate::eia05::calculator::{Calculator, Response};
use crate::{say, show};

pub(super) async fn four_casts_and_a_question(mut mailbox: Mailbox<Response>) {
    say!("A calculator keeps its value. + 4, * 5, - 2, / 2 is:");
    let calculator = Calculator::start();
    calculator.add(4.0);
    calculator.mul(5.0);
    calculator.sub(2.0);
    calculator.div(2.0);
    show!("{:?}", calculator.value(&mut mailbox).await);

    say!(
        "Told nonsense, the book's loses its value. Ours says so; + 1 is then:"
    );
    // Only for a name can nobody be there.
    let _ = process::send(calculator.process(), "mod 7");
    calculator.add(1.0);
    show!("{:?}", calculator.value(&mut mailbox).await);
}

pub(super) async fn what_it_cannot_do(mut mailbox: Mailbox<Response>) {
    say!("What it cannot do ends it, and its value with it:");
    let calculator = Calculator::start();
    let monitor = process::monitor(calculator.process());
    calculator.div(0.0);
    let down = mailbox.down(monitor).await;
    show!("{} is down: {}", down.pid, down.reason);
}
