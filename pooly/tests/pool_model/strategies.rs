//! Random runs.

use std::time::Duration;

use pooly::pool::Order;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::operation::{
    Ask, Behaviour, Finish, Last, Operation, Part, Plan, Run, Step, Way,
};

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub(crate) fn run() -> impl Strategy<Value = Run> {
    let last = select(vec![Last::Stop, Last::Close, Last::Drain]);
    (plan(), vec(step(), 0..20), last, any::<u64>())
        .prop_map(|(plan, steps, last, seed)| Run { plan, steps, last, seed })
}

fn plan() -> impl Strategy<Value = Plan> {
    let min_idle = select(vec![usize::MAX, usize::MAX, 0, 1]);
    let linger = select(vec![1000, 0, 50]).prop_map(ms);
    let order = select(vec![Order::Lifo, Order::Fifo]);
    let max_queue = select(vec![10_000, 10_000, 2, 1, 0]);
    let time = select(vec![None, None, Some(ms(700)), Some(ms(3000))]);
    let size = select(vec![1, 2, 3, 0]);
    (size, 0..3_usize, min_idle, linger, order, max_queue, time.clone(), time)
        .prop_map(
            |(
                size,
                max_overflow,
                min_idle,
                linger,
                order,
                max_queue,
                idle_timeout,
                max_lifetime,
            )| Plan {
                size,
                max_overflow,
                min_idle,
                linger,
                order,
                max_queue,
                idle_timeout,
                max_lifetime,
            },
        )
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => vec(operation(), 1),
        2 => vec(operation(), 2..6),
        1 => vec(ask(), 2..5),
    ]
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        40 => ask(),
        20 => (number(), finish())
            .prop_map(|(number, how)| Operation::Finish(number, how)),
        6 => number().prop_map(Operation::Cancel),
        6 => number().prop_map(Operation::KillCaller),
        6 => number().prop_map(Operation::KillWorker),
        1 => Just(Operation::KillServer),
        1 => Just(Operation::KillWorkerSupervisor),
        1 => Just(Operation::KillPoolSupervisor),
        2 => number().prop_map(Operation::KillErrand),
        8 => behaviour(),
        3 => (0..4_usize).prop_map(Operation::Resize),
        2 => Just(Operation::Ready),
        14 => select(vec![
            10, 1, 60, 110, 400, 10, 1, 60, 110, 400, 10, 1, 60, 110, 400, 1000,
            2100, 6000, 11_000,
        ])
            .prop_map(|millis| Operation::Wait(ms(millis))),
        8 => (1..12_usize).prop_map(Operation::Yield),
    ]
}

fn ask() -> impl Strategy<Value = Operation> {
    let way = select(vec![
        Way::Checkout,
        Way::Checkout,
        Way::TryCheckout,
        Way::Transaction,
    ]);
    let within = select(vec![60_000, 900, 900, 500, 30, 1, 0]).prop_map(ms);
    let polls = prop_oneof![
        4 => Just(None),
        1 => (0..6_usize).prop_map(Some),
    ];
    (way, within, polls).prop_map(|(way, within, polls)| {
        Operation::Ask(Ask { way, within, polls })
    })
}

fn behaviour() -> impl Strategy<Value = Operation> {
    let part = select(vec![Part::Start, Part::Start, Part::Reset, Part::Close]);
    let behaviour = select(vec![
        Behaviour::Works,
        Behaviour::Works,
        Behaviour::Takes(ms(20)),
        Behaviour::Takes(ms(300)),
        Behaviour::Fails,
        Behaviour::Panics,
        Behaviour::Hangs,
    ]);
    let slow_check = select(vec![Behaviour::Works, Behaviour::Takes(ms(20))]);
    prop_oneof![
        4 => (part, behaviour)
            .prop_map(|(part, how)| Operation::Behave(part, how)),
        1 => slow_check.prop_map(|how| Operation::Behave(Part::Check, how)),
    ]
}

fn number() -> impl Strategy<Value = usize> {
    0..8_usize
}

fn finish() -> impl Strategy<Value = Finish> {
    select(vec![
        Finish::Checkin,
        Finish::Checkin,
        Finish::Discard,
        Finish::Panic,
    ])
}
