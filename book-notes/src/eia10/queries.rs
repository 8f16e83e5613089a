//! Queries as tasks whose results are awaited.

use actor_core::Task;

use crate::eia05::queries::run_query;

/// Runs queries all at once, and returns the results in the order of the
/// queries. Whoever calls it ends with a query that crashes.
///
/// # Panics
///
/// Outside of a process.
pub async fn all_at_once(queries: &[&str]) -> Vec<String> {
    let mut tasks = Vec::new();
    for query in queries {
        let query = (*query).to_owned();
        tasks.push(Task::spawn(async move { run_query(&query).await }));
    }
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.or_exit().await);
    }
    results
}
