//! Those who do not know the cookie, or what a handshake is.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::peer::{dial, greeting, packet, shake};
use super::town::{PATIENCE, Town};

#[tokio::test]
async fn a_wrong_cookie_is_refused() {
    let town = Town::new().await;
    let mut stream = dial(&town.node, town.epmd_port).await;
    assert!(!shake(&mut stream, "mallory@127.0.0.1", "vanilla").await);
    let why = town.refused().await;
    assert_eq!(why, "mallory@127.0.0.1 has another cookie");
    assert_eq!(town.node.hidden_nodes().len(), 1);
    town.is_well().await;
}

#[tokio::test]
async fn a_handshake_that_is_cut_at_any_byte_is_refused() {
    let town = Town::new().await;
    let name = "mallory@127.0.0.1";
    let greeting = greeting(name);
    for cut in 0..greeting.len() {
        let mut stream = dial(&town.node, town.epmd_port).await;
        stream.write_all(&greeting[..cut]).await.unwrap();
        stream.shutdown().await.unwrap();
        assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0, "{cut}");
    }
    // The second message is as long as this, and is no proof.
    let proof = [&[0, 21][..], b"r", &[7; 20]].concat();
    for cut in 0..=proof.len() {
        let mut stream = dial(&town.node, town.epmd_port).await;
        stream.write_all(&greeting).await.unwrap();
        assert_eq!(packet(&mut stream).await.as_deref(), Some(&b"sok"[..]));
        packet(&mut stream).await.unwrap();
        stream.write_all(&proof[..cut]).await.unwrap();
        stream.shutdown().await.unwrap();
        assert_eq!(packet(&mut stream).await, None, "{cut}");
    }
    let all = greeting.len() + proof.len() + 1;
    town.logged("a connection was refused", all).await;
    town.is_well().await;
    // The name is as free as before.
    assert_eq!(town.node.hidden_nodes().len(), 1);
    let (other, _node) = town.another("mallory").await;
    town.ask(&other).await;
}

#[tokio::test]
async fn what_is_no_handshake_is_refused() {
    let town = Town::new().await;
    let mut random = fastrand::Rng::with_seed(3);
    for _ in 0..100 {
        let length = random.usize(1..200);
        let garbage: Vec<u8> = (0..length).map(|_| random.u8(..)).collect();
        let mut stream = dial(&town.node, town.epmd_port).await;
        stream.write_all(&garbage).await.unwrap();
        // It may have been closed in the face of what was not read.
        let _ = stream.shutdown().await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    }
    let mut stream = dial(&town.node, town.epmd_port).await;
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let _ = stream.shutdown().await;
    let _ = stream.read_to_end(&mut Vec::new()).await;
    town.logged("a connection was refused", 101).await;
    town.is_well().await;
}

#[tokio::test]
async fn nobody_takes_the_place_of_a_node_without_its_cookie() {
    let town = Town::new().await;
    let neighbour = town.neighbour_node.name().as_str();
    for _ in 0..10 {
        let mut stream = dial(&town.node, town.epmd_port).await;
        assert!(!shake(&mut stream, neighbour, "vanilla").await);
    }
    town.logged("a connection was refused", 10).await;
    town.is_well().await;
}

#[tokio::test]
async fn nobody_else_is_the_node_itself() {
    let town = Town::new().await;
    let mut stream = dial(&town.node, town.epmd_port).await;
    let own = town.node.name().as_str();
    assert!(!shake(&mut stream, own, "pizza").await);
    let why = town.refused().await;
    assert_eq!(why, "another node is called town@127.0.0.1 too");
    town.is_well().await;
}

#[tokio::test]
async fn names_that_are_none_are_refused() {
    let town = Town::new().await;
    let long = format!("{}@127.0.0.1", "x".repeat(300));
    let names =
        ["", "@", "mallory", "a@b@c", "mallory@", "\0@127.0.0.1", &long];
    for name in names {
        let mut stream = dial(&town.node, town.epmd_port).await;
        assert!(!shake(&mut stream, name, "pizza").await, "{name:?}");
    }
    town.logged("a connection was refused", names.len()).await;
    town.is_well().await;
}

#[tokio::test]
async fn strangers_that_say_nothing_do_not_keep_others_out_for_long() {
    let town = Town::new().await;
    let mut strangers = Vec::new();
    for _ in 0..300 {
        strangers.push(dial(&town.node, town.epmd_port).await);
    }
    // From here on time passes whenever nobody has anything to do.
    tokio::time::pause();
    let (other, _node) = town.another("other").await;
    let asked = tokio::time::timeout(PATIENCE, town.ask(&other)).await;
    asked.expect("strangers are sent away after some seconds");
    let refused = town.logged("a connection was refused", 44).await;
    assert!(refused[0].field("error").contains("did not come in time"));
    town.is_well().await;
}
