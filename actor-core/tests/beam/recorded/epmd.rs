//! As much of the port mapper's protocol as a relay needs.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Returns the port of a node.
pub(super) async fn port_of(name: &str, epmd_port: u16) -> u16 {
    let mut socket =
        TcpStream::connect(("127.0.0.1", epmd_port)).await.unwrap();
    let length = u16::try_from(name.len() + 1).unwrap();
    socket.write_u16(length).await.unwrap();
    socket.write_u8(b'z').await.unwrap();
    socket.write_all(name.as_bytes()).await.unwrap();
    let mut answer = [0; 2];
    socket.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, [b'w', 0], "{name} is registered");
    socket.read_u16().await.unwrap()
}

/// Registers a name for as long as what is returned lives.
pub(super) async fn register(
    name: &str,
    port: u16,
    epmd_port: u16,
) -> TcpStream {
    let mut request = vec![b'x'];
    request.extend(port.to_be_bytes());
    // A visible node that speaks version 6 of the protocol.
    request.extend([b'M', 0, 0, 6, 0, 6]);
    request.extend(u16::try_from(name.len()).unwrap().to_be_bytes());
    request.extend(name.as_bytes());
    request.extend([0, 0]);
    let mut socket =
        TcpStream::connect(("127.0.0.1", epmd_port)).await.unwrap();
    let length = u16::try_from(request.len()).unwrap();
    socket.write_u16(length).await.unwrap();
    socket.write_all(&request).await.unwrap();
    let mut answer = [0; 2];
    socket.read_exact(&mut answer).await.unwrap();
    assert!(matches!(answer, [b'v' | b'y', 0]), "{answer:?}");
    socket
}
