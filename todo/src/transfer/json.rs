//! Lists and entries as JSON: what the service answers, and files.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::LineError;
use crate::list::{
    Draft, Entry, EntryId, List, ListId, ListName, Summary, Version,
};

/// An entry as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryJson {
    /// Its number in its list.
    pub id: EntryId,
    /// What.
    pub title: String,
    /// When it is due: `2018-12-19`, or null.
    pub date: Option<Date>,
    /// Whether it is done.
    pub done: bool,
    /// The state of the list that last changed it.
    pub version: Version,
    /// When it was added.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// A list as JSON, without its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListJson {
    /// What it is called.
    pub name: ListName,
    /// How many entries it has.
    pub entries: usize,
    /// How many of those are not done.
    pub open: usize,
    /// Its state.
    pub version: Version,
}

/// A list with its entries as JSON: a file, or a line of one with all lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportJson {
    /// What it is called.
    pub list: ListName,
    /// Its entries, in the order of their numbers.
    pub entries: Vec<EntryJson>,
}

impl EntryJson {
    /// Makes it of an entry.
    pub fn new(list: ListId, id: EntryId, entry: &Entry) -> Self {
        Self {
            id,
            title: entry.title.to_string(),
            date: entry.date,
            done: entry.done,
            version: Version { list, number: entry.version },
            created: entry.created,
            updated: entry.updated,
        }
    }
}

impl From<Summary> for ListJson {
    fn from(list: Summary) -> Self {
        let Summary { name, version, entries, open, .. } = list;
        Self { name, entries, open, version }
    }
}

impl ExportJson {
    /// Makes it of a list.
    pub fn new(name: ListName, list: &List) -> Self {
        let id_of_list = list.version().list;
        let entries = list.entries();
        let entries =
            entries.map(|(id, entry)| EntryJson::new(id_of_list, id, entry));
        Self { list: name, entries: entries.collect() }
    }
}

/// Reads what is to be added: an array of drafts, or an [`ExportJson`]. What
/// else is known of an entry, such as its number, is passed over.
///
/// # Errors
///
/// If it is neither; all or nothing.
pub fn drafts_from_json(json: &[u8]) -> Result<Vec<Draft>, LineError> {
    let first = json.iter().find(|byte| !byte.is_ascii_whitespace());
    let wanted: Vec<Wanted> = match first {
        Some(b'{') => read::<WantedList>(json)?.entries,
        _ => read(json)?,
    };
    let drafts = wanted.into_iter();
    let drafts =
        drafts.map(|Wanted { title, date, done }| Draft { title, date, done });
    Ok(drafts.collect())
}

/// What is read of an entry; the rest of it is not for others to decide.
#[derive(Deserialize)]
struct Wanted {
    title: String,
    #[serde(default)]
    date: Option<Date>,
    #[serde(default)]
    done: bool,
}

#[derive(Deserialize)]
struct WantedList {
    entries: Vec<Wanted>,
}

fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, LineError> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    let wanted = serde_path_to_error::deserialize(&mut reader);
    let wanted = wanted.map_err(|error| {
        let path = error.path().to_string();
        let at = if path == "." { String::new() } else { path + ": " };
        let error = error.into_inner();
        LineError { line: error.line() as u64, message: format!("{at}{error}") }
    })?;
    reader.end().map_err(|error| LineError {
        line: error.line() as u64,
        message: error.to_string(),
    })?;
    Ok(wanted)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_entry_is_written_as_the_service_promises() {
        let entry = Entry {
            title: "Dentist".into(),
            date: Some(date(2018, 12, 19)),
            done: false,
            version: 12,
            created: "2026-11-22T04:00:00Z".parse().unwrap(),
            updated: "2026-11-22T04:01:00Z".parse().unwrap(),
        };
        let json = EntryJson::new(0x9f86_d081_884c_7d65, 1, &entry);
        let text = serde_json::to_string(&json).unwrap();
        assert_eq!(
            text,
            "{\"id\":1,\"title\":\"Dentist\",\"date\":\"2018-12-19\",\
             \"done\":false,\"version\":\"9f86d081884c7d65-12\",\
             \"created\":\"2026-11-22T04:00:00Z\",\
             \"updated\":\"2026-11-22T04:01:00Z\"}"
        );
        assert_eq!(serde_json::from_str::<EntryJson>(&text).unwrap(), json);
    }

    #[test]
    fn drafts_need_a_title_only() {
        let drafts = drafts_from_json(b" [{\"title\": \"Dentist\"}]").unwrap();
        let [draft] = &*drafts else { panic!("{drafts:?}") };
        assert_eq!(
            *draft,
            Draft { title: "Dentist".into(), ..Draft::default() }
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let refused = |json: &str| {
            drafts_from_json(json.as_bytes()).unwrap_err().to_string()
        };
        let wrong = "[\n{\"title\": \"Dentist\"},\n{\"title\": 1}\n]";
        assert_eq!(
            refused(wrong),
            "line 3: [1].title: invalid type: integer `1`, expected a string \
             at line 3 column 11"
        );
        let wrong = "{\"entries\": [\n{\"title\": \"\", \"date\": \"x\"}]}";
        assert!(refused(wrong).starts_with("line 2: entries[0].date: "));
        assert!(refused("{}").contains("missing field `entries`"));
        assert!(refused("[] []").contains("trailing"));
        assert!(refused("").contains("EOF"));
    }
}
