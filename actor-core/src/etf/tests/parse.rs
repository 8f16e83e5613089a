//! A term that is printed and read is what it was, in both languages.

use proptest::prelude::*;

use crate::etf::{Atom, Export, ExternalPid, Term};

fn erlang(text: &str) -> Term {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn elixir(text: &str) -> Term {
    let read = Term::from_elixir(text);
    read.unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn atom(text: &'static str) -> Term {
    Term::atom(text)
}

#[test]
fn both_languages_are_read() {
    let message = Term::tuple([atom("temperature"), Term::from("Singapore")]);
    assert_eq!(elixir(r#"{:temperature, "Singapore"}"#), message);
    assert_eq!(erlang(r#"{temperature,<<"Singapore">>}"#), message);
    let map = Term::map([(atom("b"), Term::from(2)), (atom("a"), 1.into())]);
    assert_eq!(elixir("%{a: 1, b: 2}"), map);
    assert_eq!(elixir("%{:a => 1, :b => 2}"), map);
    assert_eq!(erlang("#{a => 1,b => 2}"), map);
    let pairs = [Term::tuple([atom("title"), Term::from("Dentist")])];
    assert_eq!(elixir(r#"[title: "Dentist"]"#), Term::list(pairs));
}

#[test]
fn quotes_mean_what_they_mean_in_each_language() {
    assert_eq!(elixir(r#""text""#), Term::from("text"));
    assert_eq!(elixir("'text'"), Term::charlist("text"));
    assert_eq!(elixir(r#"~c"text""#), Term::charlist("text"));
    assert_eq!(elixir(r#":"a b""#), atom("a b"));
    assert_eq!(erlang(r#""text""#), Term::charlist("text"));
    assert_eq!(erlang("'a b'"), atom("a b"));
    assert_eq!(elixir(r#"<<"é">>"#), Term::from("é"));
    assert_eq!(erlang(r#"<<"é"/utf8>>"#), Term::from("é"));
    assert_eq!(erlang(r#"<<"é">>"#), Term::binary(vec![0xe9]));
    assert_eq!(elixir(r#""\x41\u{2603}\n\#{""#), Term::from("A☃\n#{"));
    assert_eq!(erlang(r#""\x{2603}\101\s""#), Term::charlist("☃A "));
}

#[test]
fn a_node_needs_no_quotes() {
    let there = Term::tuple([atom("shell"), atom("node1@my-host.org")]);
    assert_eq!(elixir("{:shell, node1@my-host.org}"), there);
    assert_eq!(elixir("{shell, :node1@my-host.org}"), there);
    assert_eq!(erlang("{shell,node1@my-host.org}"), there);
}

#[test]
fn modules_of_elixir_are_atoms() {
    assert_eq!(elixir("Todo.Server"), atom("Elixir.Todo.Server"));
    assert_eq!(atom("Elixir.Todo.Server").inspect().to_string(), "Todo.Server");
    let put = elixir("&Todo.Server.put/3");
    assert_eq!(put.to_string(), "fun 'Elixir.Todo.Server':put/3");
}

#[test]
fn what_the_reader_knows_is_read_as_that() {
    use crate::etf::{Syntax, TermReader};

    let me = Term::from(ExternalPid {
        node: Atom::from("a@127.0.0.1"),
        id: 9,
        serial: 0,
        creation: 1_700,
    });
    let known = |text: &str| match text {
        "self()" | "<a@127.0.0.1.9.0>" => Some(me.clone()),
        _ => None,
    };
    for text in ["self()", "<a@127.0.0.1.9.0>", "#PID<a@127.0.0.1.9.0>"] {
        let reader = TermReader::new(text, Syntax::Elixir);
        assert_eq!(reader.knowing(&known).term(), Ok(me.clone()), "{text}");
    }
    let mut reader = TermReader::new("spawn()", Syntax::Elixir);
    let error = reader.term().unwrap_err().to_string();
    assert_eq!(error, "spawn() is unknown here, at character 6");
}

#[test]
fn terms_are_read_one_after_the_other() {
    use crate::etf::{Syntax, TermReader};

    let mut reader = TermReader::new(" shell  {1, 2} ", Syntax::Elixir);
    assert_eq!(reader.term(), Ok(atom("shell")));
    assert_eq!(reader.rest(), "{1, 2} ");
    assert_eq!(reader.term(), Ok(Term::tuple([1.into(), 2.into()])));
    assert_eq!(reader.end(), Ok(()));
    assert!(reader.term().is_err());
}

#[test]
fn what_is_no_term_is_refused_and_says_where() {
    let of = |text: &str| Term::from_elixir(text).unwrap_err();
    for (text, at) in [
        ("", 1),
        ("{1, 2", 6),
        ("{1 2}", 4),
        ("[1 | 2, 3]", 7),
        ("\"Singapore", 1),
        ("%{1: 2}", 4),
        ("%{a: 1, a: 2}", 14),
        ("1 2", 3),
        ("-", 2),
        ("1.5e", 5),
        ("1.5e999", 8),
        ("37#1", 4),
        ("2#12", 5),
        ("<<256>>", 6),
        ("<<1:3, 2>>", 7),
        ("#Ref<0.1.2.3>", 1),
        ("<0.1>", 1),
        ("*", 1),
        (":", 2),
        (r#""\u{110000}""#, 5),
    ] {
        assert_eq!(of(text).at(), at, "{text}: {}", of(text));
    }
    let variable = "{X}".parse::<Term>().unwrap_err().to_string();
    assert!(variable.starts_with("X is a variable"), "{variable}");
    let long = format!(":{}", "a".repeat(256));
    assert!(of(&long).to_string().contains("255"));
    let deep = "[".repeat(100_000);
    assert!(of(&deep).to_string().contains("too deep"));
    assert!(of(&"9".repeat(100_000)).to_string().contains("digits"));
}

fn term() -> impl Strategy<Value = Term> {
    let atoms = prop_oneof!["[a-z][a-z_@]{0,5}", "\\PC{0,8}", "Elixir\\.[A-Z]"];
    let atoms = atoms.prop_map(|text| Atom::new(text).unwrap()).boxed();
    let magnitudes = proptest::collection::vec(any::<u8>(), 0..40);
    let leaf = prop_oneof![
        any::<i64>().prop_map(Term::from),
        (0i64..300).prop_map(Term::from),
        (any::<bool>(), magnitudes).prop_map(|(is_negative, magnitude)| {
            Term::big(is_negative, &magnitude)
        }),
        any::<f64>()
            .prop_filter("finite", |float| float.is_finite())
            .prop_map(Term::Float),
        atoms.clone().prop_map(Term::Atom),
        any::<String>().prop_map(Term::from),
        any::<String>().prop_map(|text| Term::charlist(&text)),
        any::<Vec<u8>>().prop_map(Term::binary),
        (any::<Vec<u8>>(), 1u8..=8).prop_map(|(bytes, bits)| {
            Term::bits(bytes, bits).unwrap_or_else(|| atom("none"))
        }),
        ("[a-z]{1,3}@[a-z0-9.]{1,9}", any::<u32>(), any::<u32>()).prop_map(
            |(node, id, serial)| {
                let node = Atom::new(node).unwrap();
                Term::Pid(ExternalPid { node, id, serial, creation: 0 })
            }
        ),
        (atoms.clone(), atoms, any::<u8>()).prop_map(
            |(module, function, arity)| {
                Term::Export(Box::new(Export { module, function, arity }))
            }
        ),
    ];
    leaf.prop_recursive(4, 40, 6, |term| {
        let terms = proptest::collection::vec(term.clone(), 0..6);
        prop_oneof![
            terms.clone().prop_map(Term::List),
            terms.clone().prop_map(Term::Tuple),
            (proptest::collection::vec(term.clone(), 1..4), any::<i64>())
                .prop_map(|(terms, end)| {
                    Term::ImproperList(terms, Box::new(end.into()))
                }),
            proptest::collection::hash_map(term.clone(), term, 0..5)
                .prop_map(Term::map),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        rng_seed: proptest::test_runner::RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_term_that_is_printed_and_read_is_what_it_was(term in term()) {
        prop_assert_eq!(&erlang(&term.to_string()), &term);
        prop_assert_eq!(&elixir(&term.inspect().to_string()), &term);
    }

    #[test]
    fn no_text_is_too_much(text in "[-{}\\[\\]<>%#:'\",|~c&.0-9a-zA-Z@()\\\\ ☃]{0,40}") {
        let _ = text.parse::<Term>();
        let _ = Term::from_elixir(&text);
    }
}
