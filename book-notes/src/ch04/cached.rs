//! The exercise: a server that keeps values under keys.

use metex::cache::Cache;

use crate::{Finished, say, show};

pub(super) async fn values_under_keys() -> Finished {
    say!("The exercise: a cache. To write is a cast, to read is a call:");
    let cache = Cache::start_link().await?;
    cache.write("Pizza", "eight slices");
    show!("Pizza: {:?}", cache.read("Pizza").await?);
    cache.delete("Pizza");
    show!("deleted: {:?}", cache.read("Pizza").await?);
    cache.write("Tea", "hot");
    cache.clear();
    show!("cleared; is there tea? {}", cache.exists("Tea").await?);
    Ok(())
}
