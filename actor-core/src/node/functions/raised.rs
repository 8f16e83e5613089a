//! How a function ends that does not return.

use super::Application;
use crate::etf::Term;
use crate::exit::ExitReason;
use crate::node::reason;

/// What a function raises instead of giving an answer, as Erlang tells three
/// kinds of it apart.
#[derive(Clone, Debug, PartialEq)]
pub enum Raised {
    /// It failed: `erlang:error/1`, `raise`. A panic is this.
    Error(Term),
    /// It ends the process that called it: `exit/1`.
    Exit(Term),
    /// It returns from deep within: `throw/1`.
    Throw(Term),
}

impl Raised {
    /// There is no such function.
    pub(in crate::node) fn undef() -> Self {
        Self::Error(Term::atom("undef"))
    }

    /// The function is not meant for these arguments.
    pub(in crate::node) fn badarg() -> Self {
        Self::Error(Term::atom("badarg"))
    }

    /// Returns the reason of a process that ends because `call` raised this.
    pub(in crate::node) fn into_exit_reason(
        self,
        call: &Application,
    ) -> ExitReason {
        match self {
            Self::Exit(why) => reason::from_term(why),
            Self::Error(why) => {
                let stack = stack(&why, call);
                Term::tuple([why, stack]).into()
            }
            Self::Throw(what) => {
                let why = Term::tuple([Term::atom("nocatch"), what]);
                let stack = stack(&why, call);
                Term::tuple([why, stack]).into()
            }
        }
    }
}

impl From<ExitReason> for Raised {
    fn from(crash: ExitReason) -> Self {
        let why = reason::term(&crash);
        match crash {
            ExitReason::Panic(_) | ExitReason::Error(_) => Self::Error(why),
            _ => Self::Exit(why),
        }
    }
}

/// Returns what Erlang would print of where an error was raised: the function
/// that was called, with its arguments if they were the error.
pub(in crate::node) fn stack(why: &Term, call: &Application) -> Term {
    let given = match why.as_atom() {
        Some("undef" | "function_clause" | "badarg") => call.given.to_list(),
        _ => u64::try_from(call.given.arity()).map_or(0.into(), Term::from),
    };
    let [module, function] =
        [&call.module, &call.function].map(|name| Term::Atom(name.clone()));
    let frame = [module, function, given, Term::list([])];
    Term::list([Term::tuple(frame)])
}
