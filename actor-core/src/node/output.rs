//! What functions of other nodes print that were called from here: they send
//! it to their group leader, which is this server.
//!
//! It goes to `tracing`, with the target `actor_core::output`. Nothing can be
//! read from it.

use crate::etf::Term;
use crate::gen_server::{GenServer, Init, Next};
use crate::supervisor::ChildSpec;
use crate::system::System;

pub(super) const NAME: &str = "node_output";

pub(super) fn child_spec() -> ChildSpec<Term> {
    ChildSpec::new(NAME, async || {
        Output::starter(()).named(NAME).start_link().await
    })
}

struct Output;

impl GenServer for Output {
    type Args = ();
    type Message = Term;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Output)
    }

    async fn handle(&mut self, message: Term) -> Next {
        let Some([word, Term::Pid(from), tag, request]) = message.as_tuple()
        else {
            return Next::Continue;
        };
        if word.as_atom() != Some("io_request") {
            return Next::Continue;
        }
        let (text, answer) = obey(request);
        if let Some(text) = text {
            let text = text.trim_end();
            let node = from.node.as_str();
            tracing::info!(target: "actor_core::output", node, "{text}");
        }
        // Whoever prints waits for this.
        let reply = [Term::atom("io_reply"), tag.clone(), answer];
        let kernel = System::current().kernel;
        let from = kernel.nodes.known_pid(from);
        if let Some(process) = kernel.find(from) {
            let reply = Box::new(Term::tuple(reply));
            process.deliver(reply, "actor_core::etf::Term");
        }
        Next::Continue
    }
}

/// Returns what a request prints, and its answer.
fn obey(request: &Term) -> (Option<String>, Term) {
    let ok = Term::atom("ok");
    let parts = request.as_tuple().unwrap_or_default();
    match (parts.first().and_then(Term::as_atom), parts) {
        (Some("put_chars"), [_, characters] | [_, _, characters]) => {
            let mut text = String::new();
            append(&mut text, characters);
            (Some(text), ok)
        }
        (Some("put_chars"), [_, _, module, function, arguments]) => {
            let words = (module.as_atom(), function.as_atom());
            let text = match (words, arguments.as_list()) {
                ((Some("io_lib"), Some("format")), Some([format, values])) => {
                    formatted(format, values)
                }
                _ => format!("{module}:{function}({arguments})"),
            };
            (Some(text), ok)
        }
        (Some("requests"), [_, requests]) => {
            let requests = requests.as_list().unwrap_or_default();
            let done = requests.iter().map(obey);
            done.fold((None, ok), |(before, _), (text, answer)| {
                let text = before.into_iter().chain(text).reduce(|a, b| a + &b);
                (text, answer)
            })
        }
        (Some("get_line" | "get_chars" | "get_until"), _) => {
            (None, Term::atom("eof"))
        }
        _ => {
            let why = [Term::atom("error"), Term::atom("request")];
            (None, Term::tuple(why))
        }
    }
}

/// Appends characters: binaries and numbers, in lists of lists.
fn append(text: &mut String, characters: &Term) {
    match characters {
        Term::Binary(bytes) => text.push_str(&String::from_utf8_lossy(bytes)),
        Term::Integer(number) => {
            let character =
                u32::try_from(*number).ok().and_then(char::from_u32);
            text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Term::List(parts) => {
            for part in parts {
                append(text, part);
            }
        }
        Term::ImproperList(parts, last) => {
            for part in parts {
                append(text, part);
            }
            append(text, last);
        }
        other => text.push_str(&other.to_string()),
    }
}

/// Returns what `io:format` would print, but for widths and colours.
fn formatted(format: &Term, values: &Term) -> String {
    let mut wanted = String::new();
    match format {
        Term::Atom(format) => wanted.push_str(format.as_str()),
        format => append(&mut wanted, format),
    }
    let mut values = values.as_list().unwrap_or_default().iter();
    let mut text = String::new();
    let mut rest = wanted.chars();
    while let Some(character) = rest.next() {
        if character != '~' {
            text.push(character);
            continue;
        }
        let is_flag = |c: &char| c.is_ascii_digit() || "-.*tlkK".contains(*c);
        match rest.find(|c| !is_flag(c)) {
            Some('n') => text.push('\n'),
            Some('~') => text.push('~'),
            Some('s' | 'c') => {
                if let Some(value) = values.next() {
                    append(&mut text, value);
                }
            }
            Some(_) => {
                let value = values.next().map(Term::to_string);
                text.push_str(&value.unwrap_or_default());
            }
            None => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(request: &Term) -> (String, String) {
        let (text, answer) = obey(request);
        (text.unwrap_or_default(), answer.to_string())
    }

    #[test]
    fn characters_are_printed_as_they_are_nested() {
        let characters =
            Term::list([Term::from("Piz"), Term::charlist("za ż")]);
        let request =
            [Term::atom("put_chars"), Term::atom("unicode"), characters];
        let (text, answer) = printed(&Term::tuple(request));
        assert_eq!((text.as_str(), answer.as_str()), ("Pizza ż", "ok"));
    }

    #[test]
    fn a_format_is_printed_with_its_values() {
        let values = Term::list([Term::atom("ok"), Term::from("Rome")]);
        let format = Term::charlist("~p: ~ts~n");
        let request = [
            Term::atom("put_chars"),
            Term::atom("unicode"),
            Term::atom("io_lib"),
            Term::atom("format"),
            Term::list([format, values]),
        ];
        let (text, answer) = printed(&Term::tuple(request));
        assert_eq!((text.as_str(), answer.as_str()), ("ok: Rome\n", "ok"));
    }

    #[test]
    fn what_cannot_be_done_is_an_error_and_nothing_can_be_read() {
        let columns = Term::tuple([Term::atom("get_geometry")]);
        assert_eq!(printed(&columns).1, "{error,request}");
        let parts = [Term::atom("get_line"), Term::atom("unicode")];
        assert_eq!(printed(&Term::tuple(parts)).1, "eof");
    }
}
