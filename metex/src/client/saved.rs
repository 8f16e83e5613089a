//! What one run of the program leaves to the next.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::{Celsius, Location, Report};

/// Older weather is of no use to anybody.
const OLDEST: Duration = Duration::from_hours(24);

/// Reports with their ages, for a file or for another client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved(Vec<(Location, Report, Duration)>);

/// One report in the file.
#[derive(Serialize, Deserialize)]
struct Record {
    location: String,
    place: String,
    celsius: f64,
    /// When it came, in milliseconds of Unix time.
    at: u64,
}

impl Saved {
    /// Reads a file that [`store`](Self::store) has written.
    ///
    /// It is only a cache: of what is absent or damaged, nothing is known.
    pub fn load(file: &Path) -> Self {
        let records: Vec<Record> = fs::read(file)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok())
            .unwrap_or_default();
        let now = unix_time();
        let reports = records.into_iter().filter_map(|record| {
            let age = Duration::from_millis(now.checked_sub(record.at)?);
            let temperature = Celsius::new(record.celsius)?;
            let report = Report { place: record.place, temperature };
            Some((Location::new(&record.location), report, age))
        });
        reports.filter(|(_, _, age)| *age < OLDEST).collect()
    }

    /// Writes a file, in place of one that may be there.
    ///
    /// # Errors
    /// The file, or the directory it is in, cannot be written.
    pub fn store(&self, file: &Path) -> io::Result<()> {
        let now = unix_time();
        let records = self.0.iter().map(|(location, report, age)| Record {
            location: location.name().to_owned(),
            place: report.place.clone(),
            celsius: report.temperature.exact(),
            at: now.saturating_sub(milliseconds(*age)),
        });
        let json = serde_json::to_vec(&records.collect::<Vec<_>>())?;
        if let Some(directory) = file.parent() {
            fs::create_dir_all(directory)?;
        }
        // Renaming is atomic, so nobody reads half a file.
        let new = file.with_extension(std::process::id().to_string());
        fs::write(&new, json)?;
        fs::rename(&new, file).inspect_err(|_| drop(fs::remove_file(&new)))
    }

    /// Returns the reports, and when they came by this program's clock.
    pub(super) fn reports(
        self,
    ) -> impl Iterator<Item = (Location, Report, Instant)> {
        let now = Instant::now();
        self.0.into_iter().filter_map(move |(location, report, age)| {
            Some((location, report, now.checked_sub(age)?))
        })
    }
}

impl FromIterator<(Location, Report, Duration)> for Saved {
    fn from_iter<I>(reports: I) -> Self
    where
        I: IntoIterator<Item = (Location, Report, Duration)>,
    {
        Saved(reports.into_iter().collect())
    }
}

fn unix_time() -> u64 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH);
    milliseconds(time.unwrap_or_default())
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_run_stores_another_loads() {
        let directory = std::env::temp_dir()
            .join(format!("metex-saved-{}", std::process::id()));
        let file = directory.join("reports.json");
        assert_eq!(Saved::load(&file), Saved::default());

        let temperature = Celsius::new(-37.25).unwrap();
        let report = |place: &str| {
            let place = place.to_owned();
            let location = Location::new(&place);
            (location, Report { place, temperature })
        };
        let (snag, weather) = report("Snag");
        let (rome, ancient) = report("Rome");
        let age = Duration::from_mins(3);
        let saved: Saved = [
            (snag.clone(), weather.clone(), age),
            (rome, ancient, Duration::from_hours(25)),
        ]
        .into_iter()
        .collect();
        saved.store(&file).unwrap();
        let Saved(loaded) = Saved::load(&file);
        assert_eq!(loaded.len(), 1);
        let (location, report, found_age) = &loaded[0];
        assert_eq!((location, report), (&snag, &weather));
        assert!((180..190).contains(&found_age.as_secs()));

        fs::write(&file, "{ half").unwrap();
        assert_eq!(Saved::load(&file), Saved::default());
        fs::remove_dir_all(&directory).unwrap();
    }
}
