//! The address of an answer has a field, but no place in the term.

use super::*;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Message {
    Stats(Reply),
    Temperature(String, Reply),
    Range(Reply, i64, i64),
    Between(i64, Reply, i64),
    ResetStats,
    Put(String, i64),
    Get {
        key: String,
        reply: Reply,
    },
    Count {
        reply: Reply,
    },
    Option {
        reply: Reply,
        limit: Option<u8>,
    },
    Default {
        answer: Reply,
        #[serde(default)]
        limit: u8,
    },
    Nested(Inner),
    Boxed(Box<Wrapped>),
    Twice(Reply, Reply),
    Maybe(Option<Reply>),
    Many(Vec<Reply>),
    Pair((i64, Reply)),
    Empty(),
    Struct(Asking),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Inner {
    Ask(i64, Reply),
    Tell,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Wrapped(Reply);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Asking {
    what: i64,
    reply: Reply,
}

fn goes_round<T>(message: &T, text: &str)
where
    T: Serialize + for<'de> Deserialize<'de> + PartialEq + std::fmt::Debug,
{
    let mut out = Vec::new();
    let written = serialize_into(message, &mut out, &NoNode).unwrap();
    assert!(written.reply);
    assert_eq!(Term::read(&out).unwrap().to_string(), text);
    let read = deserialize::<T>(&out, &NoNode, MessageKind::Call);
    assert_eq!(read.as_ref(), Ok(message));
    let cast = deserialize::<T>(&out, &NoNode, MessageKind::Cast);
    assert!(cast.is_err(), "{text} was read without an answer's address");
}

#[test]
fn the_address_is_no_field_of_the_tuple() {
    use Message::*;
    goes_round(&Stats(Reply), "stats");
    goes_round(
        &Temperature("Singapore".into(), Reply),
        r#"{temperature,<<"Singapore">>}"#,
    );
    goes_round(&Range(Reply, 1, 2), "{range,1,2}");
    goes_round(&Between(1, Reply, 2), "{between,1,2}");
}

#[test]
fn the_address_has_no_key_in_the_map() {
    use Message::*;
    goes_round(
        &Get { key: "a".into(), reply: Reply },
        r#"{get,#{key => <<"a">>}}"#,
    );
    goes_round(&Count { reply: Reply }, "{count,#{}}");
    goes_round(
        &Option { reply: Reply, limit: None },
        "{option,#{limit => nil}}",
    );
    goes_round(
        &Struct(Asking { what: 1, reply: Reply }),
        "{struct,#{what => 1}}",
    );
    goes_round(&Asking { what: 1, reply: Reply }, "#{what => 1}");
}

#[test]
fn a_default_and_an_option_may_be_left_out_beside_the_address() {
    let term = tuple([atom("default"), Term::map([])]);
    let read = read::<Message>(&term, MessageKind::Call);
    assert_eq!(read, Ok(Message::Default { answer: Reply, limit: 0 }));
    let term = tuple([atom("option"), Term::map([])]);
    let read = super::read::<Message>(&term, MessageKind::Call);
    assert_eq!(read, Ok(Message::Option { reply: Reply, limit: None }));
}

#[test]
fn a_field_that_is_missing_too_is_named() {
    let term = tuple([atom("get"), Term::map([])]);
    let error = read::<Message>(&term, MessageKind::Call).unwrap_err();
    assert!(error.to_string().starts_with("missing field `key`"), "{error}");
}

#[test]
fn the_address_may_be_in_a_message_inside_of_the_message() {
    use Message::*;
    goes_round(&Nested(Inner::Ask(1, Reply)), "{nested,{ask,1}}");
    goes_round(&Boxed(Box::new(Wrapped(Reply))), "boxed");
}

#[test]
fn the_address_alone_is_a_call() {
    goes_round(&Reply, "call");
    goes_round(&Wrapped(Reply), "call");
    let error = read::<Reply>(&atom("cast"), MessageKind::Call);
    assert!(error.is_err());
}

#[test]
fn the_address_is_no_element_of_a_message_that_is_a_tuple() {
    goes_round(&(1u64, Reply), "{1}");
    goes_round(&(Reply, 1u64, 2u64), "{1,2}");
}

#[test]
fn a_message_without_an_address_is_no_call() {
    for (message, text) in [
        (Message::ResetStats, "reset_stats"),
        (Message::Put("a".into(), 1), r#"{put,<<"a">>,1}"#),
        (Message::Nested(Inner::Tell), "{nested,tell}"),
        (Message::Empty(), "empty"),
        (Message::Maybe(None), "{maybe,nil}"),
        (Message::Many(vec![]), "{many,[]}"),
    ] {
        let (term, written) = written(&message).unwrap();
        assert_eq!((term.as_str(), written.reply), (text, false));
        let mut out = Vec::new();
        serialize_into(&message, &mut out, &NoNode).unwrap();
        let cast = deserialize(&out, &NoNode, MessageKind::Cast);
        assert_eq!(cast, Ok(message));
        let call = deserialize::<Message>(&out, &NoNode, MessageKind::Call);
        assert!(matches!(call, Err(Error::Reply { .. })), "{text}: {call:?}");
    }
}

#[test]
fn an_address_elsewhere_or_twice_is_refused() {
    for message in [
        Message::Twice(Reply, Reply),
        Message::Maybe(Some(Reply)),
        Message::Many(vec![Reply]),
        Message::Pair((1, Reply)),
    ] {
        let error = written(&message).unwrap_err();
        assert!(matches!(error, Error::Reply { .. }), "{message:?}: {error}");
    }
    assert!(crate::etf::to_vec(&Message::Stats(Reply)).is_err());
}

#[test]
fn an_address_elsewhere_or_twice_is_not_read() {
    for term in [
        atom("twice"),
        tuple([atom("twice"), Term::from(1)]),
        tuple([atom("twice"), Term::from(1), Term::from(2)]),
        atom("maybe"),
        tuple([atom("maybe"), Term::from(1)]),
        atom("many"),
        tuple([atom("many"), Term::list([Term::from(1)])]),
        tuple([atom("many"), Term::list([Term::from(-1)])]),
        tuple([atom("pair"), tuple([Term::from(1)])]),
        tuple([atom("pair"), tuple([Term::from(1), Term::from(2)])]),
    ] {
        let read = read::<Message>(&term, MessageKind::Call);
        assert!(read.is_err(), "{term} was read as {read:?}");
    }
}

#[test]
fn too_many_and_too_few_fields_are_refused() {
    let one = || Term::from(1);
    for term in [
        tuple([atom("stats")]),
        tuple([atom("stats"), one()]),
        tuple([atom("stats"), one(), one()]),
        atom("temperature"),
        tuple([atom("temperature"), Term::from(""), one()]),
        tuple([atom("range"), one()]),
        tuple([atom("range"), one(), one(), one()]),
        tuple([atom("between"), one()]),
        tuple([atom("between"), one(), one(), one()]),
        tuple([atom("reset_stats"), one()]),
        tuple([atom("put"), Term::from("")]),
        tuple([atom("empty")]),
        tuple([atom("get"), Term::from("a")]),
        tuple([atom("count"), Term::map([(atom("reply"), one())])]),
        tuple([atom("nested"), tuple([atom("ask")])]),
        tuple([atom("nested"), tuple([atom("ask"), one(), one()])]),
        tuple([]),
        Term::list([]),
        one(),
    ] {
        for kind in [MessageKind::Call, MessageKind::Cast] {
            let read = read::<Message>(&term, kind);
            assert!(read.is_err(), "{term} was read as {read:?}");
        }
    }
}
