//! Long binaries, which are kept out of what is copied.

use actor_core::etf::Binary;
use actor_core::gen_server::{Init, Next};
use actor_core::node::Remote;
use actor_core::{GenServer, ProcessRef, Reply};
use serde::{Deserialize, Serialize};

use crate::cluster::Cluster;

#[derive(Serialize, Deserialize)]
enum Message {
    Add(String, Binary),
    AddAll(Vec<(u32, Option<Binary>)>),
    AddNumbers(#[serde(with = "serde_bytes")] Vec<u8>),
    Photos(Reply<Vec<Binary>>),
    Show(Binary, Reply<Result<Binary, String>>),
}

/// Keeps photos in the order in which they came.
struct Album {
    photos: Vec<Binary>,
}

impl GenServer for Album {
    type Args = ();
    type Message = Message;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Self { photos: Vec::new() })
    }

    fn remote() -> Remote<Message> {
        Remote::open()
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Add(city, photo) => {
                assert_eq!(city, "Singapore");
                self.photos.push(photo);
            }
            Message::AddAll(photos) => {
                let photos = photos.into_iter().filter_map(|photo| photo.1);
                self.photos.extend(photos);
            }
            Message::AddNumbers(photo) => self.photos.push(photo.into()),
            Message::Photos(reply) => reply.send(self.photos.clone()),
            Message::Show(photo, reply) => reply.send(Ok(photo)),
        }
        Next::Continue
    }
}

/// Returns photos of all lengths around those at which they are treated in
/// another way.
fn photos() -> Vec<Binary> {
    let mut random = fastrand::Rng::with_seed(7);
    let long = 64 * 1024;
    [long, 0, 1, long - 1, 3 << 20, long + 1, 70, 1 << 20, 2 * long, 5 << 20]
        .map(|length| {
            let bytes: Vec<u8> = (0..length).map(|_| random.u8(..)).collect();
            bytes.into()
        })
        .into()
}

#[tokio::test(flavor = "multi_thread")]
async fn long_binaries_and_short_ones_arrive_whole_and_in_order() {
    let cluster = Cluster::new().await;
    let (a, node) = cluster.node("a").await;
    let (b, _) = cluster.node("b").await;
    Album::starter(()).named("album").start_on(&a).await.unwrap();
    let name = node.name().clone();
    b.enter(async move {
        let album = ProcessRef::<Message>::across(("album", name));
        let photos = photos();
        for photo in &photos {
            album.cast(Message::Add("Singapore".into(), photo.clone()));
        }
        let all = photos.iter().cloned().map(Some).chain([None]).rev();
        album.cast(Message::AddAll((0..).zip(all).collect()));
        for photo in &photos {
            album.send(Message::AddNumbers(photo.to_vec()));
        }
        for photo in &photos {
            let shown = album.call(|it| Message::Show(photo.clone(), it)).await;
            assert!(shown.unwrap().unwrap() == *photo, "{}", photo.len());
        }
        let arrived = album.call(Message::Photos).await.unwrap();
        let sent = photos.iter().chain(photos.iter().rev()).chain(&photos);
        assert_eq!(arrived.len(), 3 * photos.len());
        for (arrived, sent) in arrived.iter().zip(sent) {
            assert!(arrived == sent, "{} {}", arrived.len(), sent.len());
        }
    })
    .await;
}
