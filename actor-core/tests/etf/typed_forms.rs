//! Which term a value is, and which terms a value may come from.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use actor_core::etf::{
    self, Atom, Error, ExternalPid, ExternalReference, Term,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Message {
    ResetStats,
    Temperature(String),
    Put(String, i64),
    Report { city: String },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct City {
    name: String,
    #[serde(rename = "celsius")]
    temperature: Option<f64>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Nothing;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Celsius(f64);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Point(i32, i32);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Any {
    Number(i64),
    Float(f64),
    Truth(bool),
    Text(String),
    City(City),
    List(Vec<Any>),
    Nothing(()),
}

fn term(value: &impl Serialize) -> String {
    Term::from_value(value).unwrap().to_string()
}

/// The value is this term, and this term is the value.
fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    value: &T,
    text: &str,
) {
    let term = Term::from_value(value).unwrap();
    assert_eq!(term.to_string(), text);
    assert_eq!(&term.to_value::<T>().unwrap(), value, "{text}");
}

#[test]
fn variants_are_atoms_and_tuples_that_start_with_them() {
    same(&Message::ResetStats, "reset_stats");
    same(
        &Message::Temperature("Singapore".into()),
        r#"{temperature,<<"Singapore">>}"#,
    );
    same(&Message::Put("a".into(), 1), r#"{put,<<"a">>,1}"#);
    same(
        &Message::Report { city: "Oslo".into() },
        r#"{report,#{city => <<"Oslo">>}}"#,
    );
}

#[test]
fn structs_are_maps_and_tuples() {
    let city = City { name: "Oslo".into(), temperature: Some(1.5) };
    same(&city, r#"#{name => <<"Oslo">>,celsius => 1.5}"#);
    same(&Point(1, -1), "{1,-1}");
    same(&Celsius(21.5), "21.5");
    same(&Nothing, "ok");
    same(&(), "ok");
}

#[test]
fn options_are_nil_or_the_value() {
    same(&None::<i64>, "nil");
    same(&Some(1), "1");
    same(&Some(Some(1)), "1");
    let undefined = Term::atom("undefined");
    assert_eq!(undefined.to_value::<Option<i64>>(), Ok(None));
    assert_eq!(Term::atom("nil").to_value::<()>(), Ok(()));
}

#[test]
fn results_are_ok_and_error() {
    same(&Ok::<_, String>(1), "{ok,1}");
    same(&Err::<i64, _>(String::from("no")), r#"{error,<<"no">>}"#);
    same(&Ok::<_, String>(()), "ok");
    same(&Err::<i64, _>(()), "error");
    same(&Ok::<_, ()>(Nothing), "ok");
    same(&Ok::<Result<(), ()>, ()>(Err(())), "{ok,error}");
    same(&Ok::<Result<(), ()>, ()>(Ok(())), "{ok,ok}");
    same(&Ok::<_, ()>(((), 1)), "{ok,{ok,1}}");
    let both = Term::tuple([Term::atom("ok"), Term::atom("ok")]);
    assert_eq!(both.to_value::<Result<(), ()>>(), Ok(Ok(())));
    // Alone it says nothing, and a number is something.
    assert!(Term::atom("ok").to_value::<Result<i64, ()>>().is_err());
}

#[test]
fn scalars_are_what_erlang_has() {
    same(&true, "true");
    same(&u64::MAX, "18446744073709551615");
    same(&i64::MIN, "-9223372036854775808");
    same(&i128::MIN, "-170141183460469231731687303715884105728");
    same(&u128::MAX, "340282366920938463463374607431768211455");
    same(&1.0f32, "1.0");
    same(&'ü', r#"<<"ü"/utf8>>"#);
    same(&String::from("it's"), r#"<<"it's">>"#);
    same(&vec![1, 2, 300], "[1,2,300]");
    same(&vec![b'a', b'b'], r#""ab""#);
    same(&Vec::<i64>::new(), "[]");
    same(&(1, 'a', false), r#"{1,<<"a">>,false}"#);
    same(&[1, 2], "{1,2}");
    same(&BTreeMap::from([(1, "a".to_owned())]), r#"#{1 => <<"a">>}"#);
    assert_eq!(term(&serde_bytes::Bytes::new(b"\x00\xff")), "<<0,255>>");
}

#[test]
fn an_integer_will_do_for_a_float() {
    assert_eq!(Term::from(3).to_value(), Ok(3.0));
    assert_eq!(Term::from(-300).to_value(), Ok(-300.0f32));
    assert_eq!(Term::from(u64::MAX).to_value(), Ok(2f64.powi(64)));
    let huge = Term::big(true, &[&[0; 20][..], &[1]].concat());
    assert_eq!(huge.to_value(), Ok(-(2f64.powi(160))));
    assert!(Term::big(false, &[1; 200]).to_value::<f64>().is_err());
    assert!(Term::from(1.0).to_value::<i64>().is_err());
}

#[test]
fn a_string_may_be_a_binary_an_atom_or_characters() {
    for text in ["Oslo", "Zürich", "台北", ""] {
        let characters = Term::charlist(text);
        assert_eq!(characters.to_value::<String>().unwrap(), text);
        assert_eq!(Term::from(text).to_value::<String>().unwrap(), text);
        let atom = Term::from(Atom::new(text).unwrap());
        assert_eq!(atom.to_value::<String>().unwrap(), text);
    }
    let latin = Term::binary(vec![0xe9]);
    assert!(latin.to_value::<String>().is_err());
    let wrong = Term::list([Term::from(97), Term::from(0xd800)]);
    assert!(wrong.to_value::<String>().is_err());
    assert_eq!(Term::from(0xfc).to_value(), Ok('ü'));
}

#[test]
fn bytes_may_be_a_binary_or_a_list() {
    use serde_bytes::ByteBuf;
    let bytes = ByteBuf::from([1, 2, 255]);
    let list = Term::list([1, 2, 255].map(Term::from));
    assert_eq!(list.to_value::<ByteBuf>().unwrap(), bytes);
    let binary = Term::binary(vec![1, 2, 255]);
    assert_eq!(binary.to_value::<ByteBuf>().unwrap(), bytes);
    assert_eq!(Term::list([]).to_value(), Ok(ByteBuf::new()));
    let wrong = Term::list([Term::from(256)]);
    assert!(wrong.to_value::<ByteBuf>().is_err());
}

#[test]
fn a_list_of_bytes_is_a_list_of_anything() {
    let list = Term::from_bytes(&[131, 107, 0, 2, 1, 2]).unwrap();
    assert_eq!(list.to_value(), Ok(vec![1i64, 2]));
    assert_eq!(list.to_value(), Ok(vec![Celsius(1.0), Celsius(2.0)]));
    assert_eq!(list.to_value(), Ok(vec![Some(1u8), Some(2)]));
    assert_eq!(list.to_value(), Ok(vec![Term::from(1), Term::from(2)]));
    assert!(list.to_value::<Vec<String>>().is_err());
    let tail = [131, 108, 0, 0, 0, 1, 98, 0, 0, 1, 0, 107, 0, 1, 7];
    assert_eq!(etf::from_slice(&tail), Ok(vec![256, 7]));
    let improper = Term::from_bytes(&[131, 108, 0, 0, 0, 1, 97, 1, 97, 2]);
    assert!(improper.unwrap().to_value::<Vec<u8>>().is_err());
}

#[test]
fn keys_that_are_not_known_are_ignored() {
    let city = Term::map([
        (Term::atom("__struct__"), Term::atom("Elixir.City")),
        (Term::from(0), Term::list([Term::from(1)])),
        (Term::from("name"), Term::from("Oslo")),
    ]);
    let oslo = City { name: "Oslo".into(), temperature: None };
    assert_eq!(city.to_value(), Ok(oslo));
    let nameless = Term::map([]).to_value::<City>().unwrap_err();
    assert_eq!(nameless.to_string(), "missing field `name`, at byte 0");
}

#[test]
fn a_variant_that_is_not_known_is_refused() {
    for term in [
        Term::atom("ResetStats"),
        Term::atom("reset"),
        Term::from("reset_stats"),
        Term::tuple([Term::atom("reset_stats")]),
        Term::tuple([Term::from(1), Term::from(1)]),
        Term::tuple([]),
    ] {
        assert!(term.to_value::<Message>().is_err(), "{term}");
    }
    let error = Term::atom("reset").to_value::<Message>().unwrap_err();
    assert!(error.to_string().contains("`ResetStats`"), "{error}");
}

#[test]
fn a_type_that_takes_anything_gets_what_is_there() {
    let city = City { name: "Oslo".into(), temperature: Some(1.5) };
    let all = vec![
        Any::Number(1),
        Any::Float(1.5),
        Any::Truth(true),
        Any::Text("Oslo".into()),
        Any::City(city),
        Any::List(vec![Any::Number(256), Any::Number(-1)]),
    ];
    same(
        &all,
        r#"[1,1.5,true,<<"Oslo">>,#{name => <<"Oslo">>,celsius => 1.5},[256,-1]]"#,
    );
    assert_eq!(Term::atom("nil").to_value(), Ok(Any::Nothing(())));
    let atom = Term::atom("oslo").to_value();
    assert_eq!(atom, Ok(Any::Text("oslo".into())));
    let map = Term::map([(Term::atom("a"), Term::from(1))]);
    let value = map.to_value::<toml::Value>().unwrap();
    assert_eq!(value.to_string(), "{ a = 1 }");
}

#[test]
fn identifiers_go_through_types() {
    let node = Atom::from("a@b");
    let pid = ExternalPid { node: node.clone(), id: 1, serial: 2, creation: 3 };
    let reference = ExternalReference::new(node.clone(), 3, &[1, 2]).unwrap();
    same(&(pid.clone(), reference, node), "{<a@b.1.2>,#Ref<a@b.2.1>,a@b}");
    same(&HashMap::from([(pid, Term::from(1))]), "#{<a@b.1.2> => 1}");
    let error = Term::from(1).to_value::<ExternalPid>().unwrap_err();
    assert_eq!(error.to_string(), "invalid type: 1, expected a pid, at byte 0");
}

#[test]
fn a_term_goes_through_another_format_as_bytes() {
    let term = Term::tuple([Term::atom("ok"), Term::from(1)]);
    let value = toml::Value::try_from(&term).unwrap();
    assert_eq!(value.try_into::<Term>().unwrap(), term);
    assert!(toml::Value::from("a").try_into::<Term>().is_err());
}

#[test]
fn a_term_that_is_wrong_is_wrong_in_a_message() {
    // An atom that is no text, where any term is welcome.
    let bytes = [131, 104, 2, 97, 1, 119, 1, 0xff];
    let error = etf::from_slice::<(u8, Term)>(&bytes).unwrap_err();
    assert!(matches!(error, Error::Data { .. }), "{error}");
}
