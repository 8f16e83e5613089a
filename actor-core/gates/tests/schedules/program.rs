//! Programs that are made up from a seed: who starts whom, and what each of
//! them does.

use std::ops::Range;

use fastrand::Rng;

/// The names that processes fight for.
pub(crate) const NAMES: [&str; 2] = ["chopstick", "fork"];

/// Three to five processes, each with its script.
#[derive(Debug)]
pub(crate) struct Program {
    /// What it was made from.
    pub(crate) seed: u64,
    /// Whether links and monitors go by pid, or by reference.
    pub(crate) by_pid: bool,
    pub(crate) roles: Vec<Role>,
}

/// One process of a program.
#[derive(Debug)]
pub(crate) struct Role {
    /// Whether the program starts it; else another role does.
    pub(crate) is_root: bool,
    /// Whether it traps exits from its first step on.
    pub(crate) traps: bool,
    pub(crate) steps: Vec<Step>,
    pub(crate) end: End,
}

/// What a process does next; a number is a role, or one of the [`NAMES`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Spawn(usize, Tie),
    Link(usize),
    Unlink(usize),
    Monitor(usize),
    /// Removes one of the monitors made so far.
    Demonitor(usize),
    DemonitorFlush(usize),
    /// Sends an exit signal with a reason that occurs only once.
    Tell(usize),
    /// Sends an exit signal `normal`.
    TellNormal(usize),
    Kill(usize),
    Trap(bool),
    Send(usize),
    Ask(usize, Manner, Patience),
    Register(usize),
    Unregister(usize),
    SendToName(usize),
    /// Receives what is there.
    Look,
    /// Receives the first note with an even number, if there is one.
    Pick,
    /// Lets others run.
    Yield,
}

/// How a process is tied to the one that spawns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tie {
    Alone,
    Linked,
    Monitored,
}

/// What is done with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Answer,
    /// Answered once the script is over.
    Hold,
    Drop,
    /// The process ends with the question unanswered.
    Crash,
    /// Given to another process, which answers it.
    Pass(usize),
}

/// How long a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    Forever,
    FiveSeconds,
}

/// What a process does after its script.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    /// It receives for ever.
    Stay,
    Return,
    Panic,
    /// It ends itself with a reason of its own.
    Exit,
}

impl Program {
    /// Makes up a program.
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let count = rng.usize(3..=5);
        let mut roles: Vec<Role> =
            (0..count).map(|me| Role::new(&mut rng, me, count)).collect();
        for child in 1..count {
            if rng.u8(..10) < 4 {
                continue;
            }
            roles[child].is_root = false;
            let tie = rng.choice([Tie::Alone, Tie::Linked, Tie::Monitored]);
            let spawn = Step::Spawn(child, tie.unwrap_or(Tie::Alone));
            let steps = &mut roles[rng.usize(..child)].steps;
            // Early, so that there is somebody to act upon.
            steps.insert(rng.usize(..=steps.len() / 2), spawn);
        }
        Self { seed, by_pid: rng.bool(), roles }
    }

    /// Returns a short program of two: one links itself to the other, which
    /// links and unlinks itself at the same time.
    #[cfg(shuttle)]
    pub(crate) fn crossing_links() -> Self {
        let scripts = [
            vec![Step::Yield, Step::Link(1)],
            vec![Step::Yield, Step::Link(0), Step::Unlink(0)],
        ];
        let role =
            |steps| Role { is_root: true, traps: false, steps, end: End::Stay };
        let roles = scripts.into_iter().map(role).collect();
        Self { seed: 0, by_pid: false, roles }
    }
}

impl Role {
    fn new(rng: &mut Rng, me: usize, count: usize) -> Self {
        let steps = rng.usize(2..=8);
        Self {
            is_root: true,
            traps: rng.u8(..10) < 4,
            steps: (0..steps).map(|_| Step::new(rng, me, count)).collect(),
            end: match rng.u8(..10) {
                0..5 => End::Stay,
                5..7 => End::Return,
                7..8 => End::Panic,
                _ => End::Exit,
            },
        }
    }

    /// Returns whether it takes notes out of order.
    pub(crate) fn picks(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Pick))
    }

    /// Returns whether it never traps exits.
    pub(crate) fn never_traps(&self) -> bool {
        !self.traps && !self.says(true)
    }

    /// Returns whether it traps exits as long as it runs.
    pub(crate) fn always_traps(&self) -> bool {
        self.traps && !self.says(false)
    }

    fn says(&self, trap: bool) -> bool {
        let said = |step: &Step| matches!(step, Step::Trap(t) if *t == trap);
        self.steps.iter().any(said)
    }
}

impl Step {
    fn new(rng: &mut Rng, me: usize, count: usize) -> Self {
        let other = (me + rng.usize(1..count)) % count;
        let name = rng.usize(..NAMES.len());
        match rng.u8(..100) {
            0..16 => Self::Link(other),
            16..24 => Self::Unlink(other),
            24..36 => Self::Monitor(other),
            36..41 => Self::Demonitor(rng.usize(..8)),
            41..46 => Self::DemonitorFlush(rng.usize(..8)),
            46..50 => Self::Tell(other),
            50..52 => Self::TellNormal(other),
            52..55 => Self::Kill(other),
            55..57 => Self::Trap(rng.bool()),
            57..70 => Self::Send(other),
            70..80 if me + 1 < count => Self::ask(rng, me + 1..count),
            80..84 => Self::Register(name),
            84..86 => Self::Unregister(name),
            86..89 => Self::SendToName(name),
            89..94 => Self::Look,
            94..96 => Self::Pick,
            _ => Self::Yield,
        }
    }

    /// Makes a question to one of `later`. Nobody asks an earlier role, so
    /// that no two processes wait for each other.
    fn ask(rng: &mut Rng, later: Range<usize>) -> Self {
        let manner = match rng.u8(..10) {
            0..4 => Manner::Answer,
            4..6 => Manner::Hold,
            6 => Manner::Drop,
            7 => Manner::Crash,
            _ => Manner::Pass(rng.usize(later.clone())),
        };
        let patience = match rng.u8(..8) {
            0 => Patience::FiveSeconds,
            _ => Patience::Forever,
        };
        Self::Ask(rng.usize(later), manner, patience)
    }
}
