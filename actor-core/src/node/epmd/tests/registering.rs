//! Our client and our port mapper.

use std::net::{IpAddr, Ipv4Addr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{HOST, LOCAL, eventually, free_port, port_mapper, visible};
use crate::node::epmd::client::Listed;
use crate::node::epmd::{Epmd, EpmdError, NodeKind, PortMapper, Registration};

async fn is_freed(epmd: Epmd, name: &str) {
    let free = async || epmd.port_of(HOST, name).await.unwrap().is_none();
    eventually(free).await;
}

#[tokio::test]
async fn a_registered_node_is_found() {
    let (epmd, _serving) = port_mapper().await;
    assert_eq!(epmd.port_of(HOST, "chucky").await.unwrap(), None);
    let _registered = epmd.register(&visible("chucky", 7)).await.unwrap();
    assert_eq!(epmd.port_of(HOST, "chucky").await.unwrap(), Some(7));
    let listed = Listed { name: "chucky".into(), port: 7 };
    assert_eq!(epmd.names(HOST).await.unwrap(), [listed]);
}

#[tokio::test]
async fn a_hidden_node_is_found_and_known_as_one() {
    let (epmd, _serving) = port_mapper().await;
    let kind = NodeKind::Hidden;
    let hidden = Registration { kind, ..visible("chucky", 7) };
    let _registered = epmd.register(&hidden).await.unwrap();
    assert_eq!(epmd.port_of(HOST, "chucky").await.unwrap(), Some(7));

    let mut client = TcpStream::connect((HOST, epmd.port())).await.unwrap();
    client.write_all(b"\0\x07zchucky").await.unwrap();
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).await.unwrap();
    assert_eq!(answer, b"w\0\0\x07H\0\0\x06\0\x06\0\x06chucky\0\0");
}

#[tokio::test]
async fn an_old_node_gets_a_creation_that_it_understands() {
    let (epmd, _serving) = port_mapper().await;
    let mut node = TcpStream::connect((HOST, epmd.port())).await.unwrap();
    node.write_all(b"\0\x10x\0\x07M\0\0\x05\0\x05\0\x03old\0\0").await.unwrap();
    let mut answer = [0; 4];
    node.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer[..3], *b"y\0\0");
    assert!((1..=3).contains(&answer[3]), "{answer:?}");
    // It can be found, but not by us.
    let error = epmd.port_of(HOST, "old").await.unwrap_err();
    assert!(matches!(error, EpmdError::Version { high: 5, .. }), "{error}");
}

#[tokio::test]
async fn a_name_is_taken_until_its_connection_closes() {
    let (epmd, _serving) = port_mapper().await;
    let first = epmd.register(&visible("chucky", 7)).await.unwrap();
    let taken = epmd.register(&visible("chucky", 8)).await.unwrap_err();
    assert!(matches!(&taken, EpmdError::Taken(name) if name == "chucky"));
    assert_eq!(epmd.port_of(HOST, "chucky").await.unwrap(), Some(7));

    let before = first.creation();
    drop(first);
    is_freed(epmd, "chucky").await;
    let second = epmd.register(&visible("chucky", 8)).await.unwrap();
    assert_ne!(second.creation(), before);
}

#[tokio::test]
async fn a_node_that_speaks_is_not_registered_any_more() {
    let (epmd, _serving) = port_mapper().await;
    let mut node = TcpStream::connect((HOST, epmd.port())).await.unwrap();
    node.write_all(b"\0\x0fx\0\x07M\0\0\x06\0\x06\0\x02me\0\0").await.unwrap();
    let mut answer = [0; 6];
    node.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer[..2], *b"v\0");
    assert_eq!(epmd.port_of(HOST, "me").await.unwrap(), Some(7));
    node.write_all(b"!").await.unwrap();
    is_freed(epmd, "me").await;
}

#[tokio::test]
async fn names_that_cannot_be_listed_are_refused() {
    let (epmd, _serving) = port_mapper().await;
    for name in ["", "a b", "a\nb", &"x".repeat(256)] {
        let refused = epmd.register(&visible(name, 7)).await.unwrap_err();
        assert!(matches!(&refused, EpmdError::Name(_)), "{refused}");
        let refused = epmd.port_of(HOST, name).await.unwrap_err();
        assert!(matches!(&refused, EpmdError::Name(_)), "{refused}");
    }
    let longest = visible(&"x".repeat(255), 7);
    let _registered = epmd.register(&longest).await.unwrap();
    assert_eq!(epmd.port_of(HOST, &longest.name).await.unwrap(), Some(7));
}

#[tokio::test]
async fn where_nobody_listens_the_error_says_where() {
    let epmd = Epmd::with_port(free_port().await);
    let error = epmd.port_of(HOST, "chucky").await.unwrap_err();
    assert!(matches!(&error, EpmdError::Unreachable { .. }), "{error}");
    let address = format!("{HOST}:{}", epmd.port());
    assert!(error.to_string().contains(&address), "{error}");
}

#[tokio::test]
async fn a_port_has_one_port_mapper() {
    let (epmd, _serving) = port_mapper().await;
    let error = PortMapper::bind(LOCAL, epmd.port()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn the_loopback_interface_is_served_beside_any_other() {
    // All of 127.0.0.0/8 is this machine on Linux, but not everywhere.
    let other = IpAddr::from([127, 0, 0, 2]);
    if TcpListener::bind((other, 0)).await.is_err() {
        eprintln!("skipped: this machine has no {other}");
        return;
    }
    for address in [other, Ipv4Addr::UNSPECIFIED.into()] {
        let port_mapper = PortMapper::bind(address, 0).await.unwrap();
        let epmd = Epmd::with_port(port_mapper.port());
        let serving = tokio::spawn(port_mapper.serve());
        let _registered = epmd.register(&visible("chucky", 7)).await.unwrap();
        for host in ["127.0.0.2", HOST] {
            assert_eq!(epmd.port_of(host, "chucky").await.unwrap(), Some(7));
        }
        serving.abort();
    }

    // If nothing else is said, nobody else can ask.
    let (epmd, _serving) = port_mapper().await;
    let error = epmd.names("127.0.0.2").await.unwrap_err();
    assert!(matches!(error, EpmdError::Unreachable { .. }), "{error}");
}
