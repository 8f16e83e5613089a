//! Random runs.

use std::time::Duration;

use actor_core::supervisor::{
    AutoShutdown, ChildKind, Intensity, Restart, Shutdown, Strategy as Restarts,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::child::{End, IDS, Outcome, Start, Stops, Traits};
use super::operation::{Flags, Operation, Plan, Run, Step};

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Runs of a `Supervisor`.
pub(crate) fn fixed() -> impl Strategy<Value = Run> {
    let children = vec((traits(), rarely(script())), 0..5);
    let plan = (flags(), children, any::<u8>()).prop_map(
        |(flags, mut children, luck)| {
            // Most supervisors are worth starting.
            if luck < 250 {
                for (id, (traits, _)) in children.iter_mut().enumerate() {
                    traits.id = id;
                    traits.significant &= traits.restart != Restart::Permanent
                        && flags.auto_shutdown != AutoShutdown::Never;
                }
            }
            if flags.auto_shutdown == AutoShutdown::AllSignificant
                && luck % 2 == 0
            {
                for (traits, _) in &mut children {
                    traits.significant = true;
                    if traits.restart == Restart::Permanent {
                        traits.restart = Restart::Transient;
                    }
                }
            }
            Plan::Fixed(flags, children)
        },
    );
    (plan, steps(fixed_operation().boxed()))
        .prop_map(|(plan, steps)| Run { plan, steps })
}

/// Runs of a `DynamicSupervisor`.
pub(crate) fn dynamic() -> impl Strategy<Value = Run> {
    let max_children = select(&[usize::MAX, usize::MAX, 4, 2, 0][..]);
    let plan =
        (intensity(), max_children).prop_map(|(intensity, max_children)| {
            Plan::Dynamic(intensity, max_children)
        });
    (plan, steps(dynamic_operation().boxed()))
        .prop_map(|(plan, steps)| Run { plan, steps })
}

fn steps(
    operation: BoxedStrategy<Operation>,
) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => vec(operation.clone(), 1),
        2 => vec(operation, 2..6),
        1 => vec(end_now(), 2..5),
    ];
    vec(step, 0..16)
}

fn fixed_operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        3 => (traits(), rarely(script())).prop_map(
            |(traits, script)| Operation::StartChild(traits, script)
        ),
        1 => number().prop_map(Operation::RestartChild),
        1 => number().prop_map(Operation::DeleteChild),
        7 => operation(),
    ]
}

fn dynamic_operation() -> impl Strategy<Value = Operation> {
    let start = (traits(), rarely(script()), any::<u8>()).prop_map(
        |(mut traits, script, luck)| {
            traits.significant &= luck < 10;
            Operation::StartChild(traits, script)
        },
    );
    prop_oneof![4 => start, 6 => operation()]
}

/// What is done to any supervisor.
fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        48 => end_now(),
        12 => (number(), end(), select(&[0, 200, 500, 1000][..]))
            .prop_map(|(number, end, millis)| {
                Operation::EndLater(number, end, ms(millis))
            }),
        12 => (number(), script())
            .prop_map(|(number, script)| Operation::Script(number, script)),
        16 => number().prop_map(Operation::TerminateChild),
        24 => select(&[1000, 300, 1100, 2000, 5000, 5100][..])
            .prop_map(|millis| Operation::Wait(ms(millis))),
        4 => Just(Operation::WhichChildren),
        4 => Just(Operation::CountChildren),
        1 => select(&[
            End::Normal,
            End::Shutdown,
            End::ShutdownWith,
            End::Error,
        ][..])
        .prop_map(Operation::Stop),
    ]
}

fn end_now() -> impl Strategy<Value = Operation> {
    (number(), end(), prop_oneof![Just(Vec::new()), script()])
        .prop_map(|(number, end, script)| Operation::End(number, end, script))
}

fn number() -> impl Strategy<Value = usize> {
    0..2 * IDS.len()
}

fn flags() -> impl Strategy<Value = Flags> {
    let strategy = select(
        &[Restarts::OneForOne, Restarts::OneForAll, Restarts::RestForOne][..],
    );
    let auto_shutdown = select(
        &[
            AutoShutdown::Never,
            AutoShutdown::AnySignificant,
            AutoShutdown::AllSignificant,
        ][..],
    );
    (strategy, intensity(), auto_shutdown).prop_map(
        |(strategy, intensity, auto_shutdown)| Flags {
            strategy,
            intensity,
            auto_shutdown,
        },
    )
}

fn intensity() -> impl Strategy<Value = Intensity> {
    (select(&[3, 5, 10, 2, 1, 0, 30][..]), select(&[5000, 1000, 2000][..]))
        .prop_map(|(max_restarts, within)| Intensity {
            max_restarts,
            within: ms(within),
        })
}

fn traits() -> impl Strategy<Value = Traits> {
    let restart = select(
        &[Restart::Permanent, Restart::Transient, Restart::Temporary][..],
    );
    let shutdown = prop_oneof![
        4 => Just(Shutdown::After(ms(500))),
        1 => Just(Shutdown::Kill),
        1 => Just(Shutdown::After(Duration::ZERO)),
        1 => Just(Shutdown::Infinity),
    ];
    let stops = prop_oneof![
        4 => Just(Stops::AtOnce),
        2 => Just(Stops::After(ms(200))),
        1 => Just(Stops::After(ms(700))),
        1 => Just(Stops::Never),
    ];
    let kind = select(&[ChildKind::Worker, ChildKind::Supervisor][..]);
    let is_significant = prop::bool::weighted(0.5);
    (0..IDS.len(), restart, shutdown, stops, kind, is_significant).prop_map(
        |(id, restart, shutdown, stops, kind, significant)| {
            // Nobody would ever end the wait.
            let stops = match (shutdown, stops) {
                (Shutdown::Infinity, Stops::Never) => Stops::AtOnce,
                _ => stops,
            };
            Traits { id, restart, shutdown, stops, kind, significant }
        },
    )
}

fn script() -> impl Strategy<Value = Vec<Start>> {
    let after = prop_oneof![
        4 => Just(Duration::ZERO),
        1 => Just(ms(400)),
    ];
    let outcome = prop_oneof![
        1 => Just(Outcome::Runs),
        3 => Just(Outcome::Fails),
        1 => Just(Outcome::Ignores),
        1 => Just(Outcome::Panics),
        1 => end().prop_map(Outcome::Dies),
    ];
    let start =
        (after, outcome).prop_map(|(after, outcome)| Start { after, outcome });
    vec(start, 1..4)
}

fn rarely(
    script: impl Strategy<Value = Vec<Start>>,
) -> impl Strategy<Value = Vec<Start>> {
    prop_oneof![8 => Just(Vec::new()), 1 => script]
}

fn end() -> impl Strategy<Value = End> {
    select(
        &[
            End::Error,
            End::Normal,
            End::Kill,
            End::Shutdown,
            End::ShutdownWith,
            End::Panic,
        ][..],
    )
}
