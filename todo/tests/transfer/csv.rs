//! Entries as CSV.

use std::io::{self, Read};

use jiff::civil::date;
use proptest::prelude::*;
use todo::list::{Draft, Limits};
use todo::transfer::{LineError, drafts_from_csv, to_csv};

use crate::lists::{draft, drafts, list};

fn read(input: &[u8]) -> (Vec<Draft>, Vec<LineError>) {
    let (mut drafts, mut errors) = (Vec::new(), Vec::new());
    for line in drafts_from_csv(input, &Limits::default()) {
        match line {
            Ok(draft) => drafts.push(draft),
            Err(error) => errors.push(error),
        }
    }
    (drafts, errors)
}

/// Reads what has nothing wrong in it.
fn read_all(input: &str) -> Vec<Draft> {
    let (drafts, errors) = read(input.as_bytes());
    assert_eq!(errors, []);
    drafts
}

/// Reads what is wrong.
fn wrong(input: impl AsRef<[u8]>) -> Vec<(u64, String)> {
    let errors = read(input.as_ref()).1.into_iter();
    errors.map(|error| (error.line, error.message)).collect()
}

#[test]
fn the_books_file_is_read() {
    let todos = "2018/12/19,Dentist\n2018/12/20,Shopping\n2018/12/19,Movies\n";
    let (first, second) = (date(2018, 12, 19), date(2018, 12, 20));
    let expected = [
        draft("Dentist", Some(first)),
        draft("Shopping", Some(second)),
        draft("Movies", Some(first)),
    ];
    assert_eq!(read_all(todos), expected);
}

#[test]
fn a_list_is_written_with_its_columns_named() {
    let dentist = draft("Dentist", Some(date(2018, 12, 19)));
    let shopping = Draft { done: true, ..draft("Bread, \"butter\"", None) };
    let csv = to_csv(&list(&[dentist, shopping]));
    let expected = "date,title,done\n\
                    2018-12-19,Dentist,false\n\
                    ,\"Bread, \"\"butter\"\"\",true\n";
    assert_eq!(csv, expected);
}

#[test]
fn columns_may_stand_in_any_order_and_among_others() {
    let csv = "\u{feff}Title;,Done, TITLE ,id,date\r\n\
               x,TRUE,Dentist,7,2018-12-19\r\n\
               \r\n\
               x,,Shopping\r\n";
    let dentist = draft("Dentist", Some(date(2018, 12, 19)));
    let expected = [Draft { done: true, ..dentist }, draft("Shopping", None)];
    assert_eq!(read_all(csv), expected);
}

#[test]
fn an_entry_may_be_titled_as_a_column() {
    let expected = [draft("title", Some(date(2018, 12, 19)))];
    assert_eq!(read_all("2018/12/19,title"), expected);
    assert_eq!(read_all(",title\n"), [draft("title", None)]);
    assert_eq!(read_all("date,title,done\n,title,\n"), [draft("title", None)]);
}

#[test]
fn lines_with_nothing_on_them_are_passed_over_and_counted() {
    assert_eq!(wrong("\n2018/12/19,Dentist\n \n\nbad\n")[0].0, 5);
    assert_eq!(read_all("\n \n\t\n\r\n"), []);
    assert_eq!(read_all(""), []);
}

#[test]
fn what_is_wrong_is_said_of_its_line_and_spoils_no_other() {
    let csv = "2018/12/19,Dentist\n\
               2018/13/41,Dentist\n\
               Dentist\n\
               2018/12/19,Bread, butter\n\
               2018/12/19,Bread,maybe\n\
               2018/12/19,\"Bread\n\
               1,2,3,4\n\
               2018/12/19,a\tb\n\
               2018/12/20,Shopping";
    let (drafts, errors) = read(csv.as_bytes());
    let titles = drafts.iter().map(|draft| &*draft.title);
    assert_eq!(titles.collect::<Vec<_>>(), ["Dentist", "Shopping"]);
    let errors = errors.iter().map(ToString::to_string);
    assert_eq!(
        errors.collect::<Vec<_>>(),
        [
            "line 2: \"2018/13/41\" is no date, such as 2018-12-19 or \
             2018/12/19",
            "line 3: there is no title",
            "line 4: \"butter\" is neither true nor false; a title with a \
             comma stands in quotes",
            "line 5: \"maybe\" is neither true nor false; a title with a \
             comma stands in quotes",
            "line 6: a quote is not closed on this line",
            "line 7: there are 4 cells, and 3 at most: a title with a comma \
             stands in quotes",
            "line 8: a title is one line, without control characters",
        ]
    );
}

#[test]
fn bytes_that_are_no_text_are_said_of_their_line() {
    let csv = b"2018/12/19,Dentist\n2018/12/19,\xff\xfe\n2018/12/19,Movies\n";
    assert_eq!(wrong(csv), [(2, "this is not UTF-8".to_owned())]);
    assert_eq!(read(csv).0.len(), 2);
}

#[test]
fn a_title_is_as_long_as_the_limits_allow() {
    let limits = Limits { title_bytes: 5, ..Limits::default() };
    let csv = ",12345\n,123456\n";
    let lines: Vec<_> = drafts_from_csv(csv.as_bytes(), &limits).collect();
    let [Ok(_), Err(error)] = &*lines else { panic!("{lines:?}") };
    assert_eq!(
        (error.line, &*error.message),
        (2, "a title has at most 5 bytes")
    );
}

#[test]
fn a_line_that_is_far_too_long_is_passed_over() {
    let start = io::repeat(b'"').take(10_000_000);
    let file = start.chain(&b"\n2018/12/19,Dentist\n"[..]);
    let lines: Vec<_> = drafts_from_csv(file, &Limits::default()).collect();
    let [Err(error), Ok(draft)] = &*lines else { panic!("{lines:?}") };
    assert_eq!(error.message, "the line has more than 67536 bytes");
    assert_eq!((error.line, &*draft.title), (1, "Dentist"));
}

#[test]
fn a_file_that_cannot_be_read_ends_there() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("told to"))
        }
    }
    let file = (&b",Dentist\n"[..]).chain(Broken);
    let lines = drafts_from_csv(file, &Limits::default());
    let lines: Vec<_> = lines.collect();
    let [Ok(_), Err(error)] = &*lines else { panic!("{lines:?}") };
    assert_eq!((error.line, &*error.message), (2, "told to"));
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(drafts in drafts()) {
        prop_assert_eq!(read_all(&to_csv(&list(&drafts))), drafts);
    }

    #[test]
    fn lines_end_in_any_way(drafts in drafts()) {
        let csv = to_csv(&list(&drafts)).replace('\n', "\r\n");
        prop_assert_eq!(&read_all(&csv), &drafts);
        prop_assert_eq!(&read_all(csv.trim_end_matches(['\r', '\n'])), &drafts);
    }

    #[test]
    fn whatever_comes_is_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        text in "[\",\n\r \u{feff}a0-9/-]{0,60}",
    ) {
        for bytes in [&*bytes, text.as_bytes()] {
            let (drafts, errors) = read(bytes);
            let lines = bytes.split(|byte| *byte == b'\n').count();
            prop_assert!(drafts.len() + errors.len() <= lines);
            for error in errors {
                prop_assert!((1..=lines as u64).contains(&error.line));
            }
        }
    }
}
