//! Lists as JSON.

use proptest::prelude::*;
use todo::list::ListName;
use todo::transfer::{EntryJson, ExportJson, ListJson, drafts_from_json};

use crate::lists::{draft, drafts, list};

fn bob() -> ListName {
    ListName::new("bob").unwrap()
}

#[test]
fn a_list_is_written_with_its_entries() {
    let export = ExportJson::new(bob(), &list(&[draft("Dentist", None)]));
    assert_eq!(
        serde_json::to_value(export).unwrap(),
        serde_json::json!({
            "list": "bob",
            "entries": [{
                "id": 1,
                "title": "Dentist",
                "date": null,
                "done": false,
                "version": "9f86d081884c7d65-1",
                "created": "2018-12-19T00:00:00Z",
                "updated": "2018-12-19T00:00:00Z",
            }],
        })
    );
}

#[test]
fn a_list_is_told_in_short() {
    let list = list(&[draft("Dentist", None), draft("Movies", None)]);
    let json = ListJson::from(list.summary(&bob()));
    assert_eq!(
        serde_json::to_value(json).unwrap(),
        serde_json::json!({
            "name": "bob",
            "entries": 2,
            "open": 2,
            "version": "9f86d081884c7d65-1",
        })
    );
}

#[test]
fn an_entry_without_a_version_of_ours_is_refused() {
    let export = ExportJson::new(bob(), &list(&[draft("Dentist", None)]));
    let json = serde_json::to_string(&export.entries[0]).unwrap();
    serde_json::from_str::<EntryJson>(&json).unwrap();
    let json = json.replace("9f86d081884c7d65-1", "1");
    let error = serde_json::from_str::<EntryJson>(&json).unwrap_err();
    assert!(error.to_string().contains("no version"), "{error}");
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(drafts in drafts()) {
        let export = ExportJson::new(bob(), &list(&drafts));
        let json = serde_json::to_vec(&export).unwrap();
        prop_assert_eq!(drafts_from_json(&json).unwrap(), drafts.clone());
        let again: ExportJson = serde_json::from_slice(&json).unwrap();
        prop_assert_eq!(again, export);

        let array = serde_json::to_vec(&drafts).unwrap();
        prop_assert_eq!(drafts_from_json(&array).unwrap(), drafts);
    }

    #[test]
    fn whatever_comes_is_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..100),
        text in "[\\[{}\\]\":,a0-9 \n]{0,60}",
    ) {
        for bytes in [&*bytes, text.as_bytes()] {
            if let Err(error) = drafts_from_json(bytes) {
                prop_assert!(!error.message.is_empty());
            }
        }
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused(
        drafts in drafts(),
        at in any::<prop::sample::Index>(),
    ) {
        let export = ExportJson::new(bob(), &list(&drafts));
        let json = serde_json::to_vec(&export).unwrap();
        let start = &json[..at.index(json.len())];
        prop_assert!(drafts_from_json(start).is_err());
    }
}
