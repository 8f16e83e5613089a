//! Arguments, as they come from other nodes and go there.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Raised;
use crate::etf::{self, Error, MessageKind, Term};
use crate::system::System;

/// The types of a function's arguments: a tuple of up to eight.
pub trait Arguments: DeserializeOwned + Send + 'static {
    /// How many there are.
    const ARITY: usize;
}

macro_rules! arguments {
    ($($count:literal: $($type:ident)*;)*) => {$(
        impl<$($type),*> Arguments for ($($type,)*)
        where
            $($type: DeserializeOwned + Send + 'static,)*
        {
            const ARITY: usize = $count;
        }
    )*};
}

arguments! {
    0: ;
    1: A;
    2: A B;
    3: A B C;
    4: A B C D;
    5: A B C D E;
    6: A B C D E F;
    7: A B C D E F G;
    8: A B C D E F G H;
}

/// Arguments that a function is called with.
#[derive(Clone)]
pub(in crate::node) struct Given {
    arguments: Vec<Term>,
}

impl Given {
    pub(in crate::node) fn new(arguments: Vec<Term>) -> Self {
        Self { arguments }
    }

    /// Takes arguments from the list in which they stand.
    pub(in crate::node) fn of(list: &Term) -> Option<Self> {
        let arguments = list.as_list()?.to_vec();
        // A function has no more, also in Erlang.
        (arguments.len() <= 255).then_some(Self { arguments })
    }

    /// Takes the arguments of a function of another node: a tuple or a list.
    pub(in crate::node) fn write<A: Serialize + ?Sized>(
        arguments: &A,
        system: &System,
    ) -> Result<Self, Error> {
        let arguments = match term(system, arguments)? {
            Term::Tuple(arguments) | Term::List(arguments) => arguments,
            // As which serde sees the tuple of nothing.
            Term::Atom(ok) if ok.as_str() == "ok" => Vec::new(),
            other => vec![other],
        };
        Ok(Self { arguments })
    }

    pub(in crate::node) fn arity(&self) -> usize {
        self.arguments.len()
    }

    pub(in crate::node) fn terms(&self) -> &[Term] {
        &self.arguments
    }

    /// Returns them as the list in which they travel.
    pub(in crate::node) fn to_list(&self) -> Term {
        Term::list(self.arguments.iter().cloned())
    }

    /// Reads them as what they are here.
    pub(super) fn read<A: Arguments>(
        &self,
        system: &System,
    ) -> Result<A, Raised> {
        let mut written = Vec::new();
        let arguments = match self.arguments.as_slice() {
            // As which serde sees the tuple of nothing.
            [] => Term::atom("ok"),
            some => Term::tuple(some.iter().cloned()),
        };
        etf::encode(&arguments, &mut written)
            .and_then(|()| {
                let nodes = &system.kernel.nodes;
                etf::deserialize(&written, nodes, MessageKind::Cast)
            })
            .map_err(|error| {
                tracing::debug!(%error, "a function has other arguments");
                Raised::Error(Term::atom("function_clause"))
            })
    }
}

/// Returns what a function answers as a term.
pub(in crate::node) fn answer<T: Serialize>(
    system: &System,
    answer: &T,
) -> Result<Term, Raised> {
    term(system, answer).map_err(|error| {
        tracing::error!(%error, "an answer cannot be sent to another node");
        Raised::Error(Term::atom("badarg"))
    })
}

/// Returns a value as a term, which may have pids of this system in it.
fn term<T: Serialize + ?Sized>(
    system: &System,
    value: &T,
) -> Result<Term, Error> {
    let mut written = Vec::new();
    etf::serialize_into(value, &mut written, &system.kernel.nodes)?;
    Ok(etf::decode(&written)?.0)
}
