//! Servers on the loop that is made by hand.

use actor_core::Mailbox;

use crate::eia06::{v1_call, v2_cast};
use crate::{say, show};

pub(super) async fn only_calls(
    mut mailbox: Mailbox<v1_call::key_value_store::Response>,
) {
    say!("A loop for any server, and a store on it. All requests are calls:");
    let store = v1_call::key_value_store::KeyValueStore::start();
    store.put("Pizza", "eight slices", &mut mailbox).await;
    show!("Pizza: {:?}", store.get("Pizza", &mut mailbox).await);
    show!("Tea: {:?}", store.get("Tea", &mut mailbox).await);
}

pub(super) async fn calls_and_casts(mut mailbox: Mailbox<Option<String>>) {
    say!("To put needs no answer: it is a cast now. To get is still a call:");
    let store = v2_cast::key_value_store::KeyValueStore::start();
    store.put("Pizza", "eight slices");
    show!("Pizza: {:?}", store.get("Pizza", &mut mailbox).await);
}
