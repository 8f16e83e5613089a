//! Both sides with a real Erlang node.

use std::net::Ipv4Addr;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::*;
use crate::node::epmd::tests::program::Program;
use crate::node::epmd::{Epmd, NodeKind, PortMapper, Registered, Registration};
use crate::node::handshake::{Step, simultaneous};

const HOST: &str = "127.0.0.1";

/// Says when it is up, and then of each node that comes which kind it is.
const WATCH: &str = r#"
    ok = net_kernel:monitor_nodes(true, #{node_type => all}),
    io:format("ready ~p~n", [erlang:system_info(creation)]),
    Watch = fun Watch() ->
        receive {nodeup, Node, #{node_type := Type}} ->
            io:format("~p is up, ~p~n", [Node, Type]) end,
        Watch()
    end,
    Watch()"#;

/// Says what comes of connecting to Chucky.
const CONNECT: &str = r#"
    io:format("~p~n", [net_kernel:connect_node('chucky@127.0.0.1')])"#;

/// An Erlang node called Glen, and Chucky, who is ours and listens.
struct Cluster {
    glen: Program,
    chucky: NodeName,
    epmd: Epmd,
    registered: Registered,
    listener: TcpListener,
    /// The port mapper, for as long as the test lasts.
    #[expect(dead_code, reason = "only its end does something")]
    serving: JoinSet<()>,
}

impl Cluster {
    /// Starts both; returns nothing if there is no Erlang.
    async fn start(expressions: &str) -> Option<Self> {
        Self::with_chucky_as(CHUCKY, expressions).await
    }

    async fn with_chucky_as(chucky: &str, expressions: &str) -> Option<Self> {
        let local = Ipv4Addr::LOCALHOST;
        let port_mapper = PortMapper::bind(local, 0).await.unwrap();
        let epmd = Epmd::with_port(port_mapper.port());
        let mut serving = JoinSet::new();
        serving.spawn(port_mapper.serve());

        let chucky = name(chucky);
        let listener = TcpListener::bind((local, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let kind = NodeKind::Visible;
        let node = Registration { name: chucky.alive().into(), port, kind };
        let registered = epmd.register(&node).await.unwrap();
        let glen = Program::erl(GLEN, epmd.port(), COOKIE, expressions)?;
        Some(Self { glen, chucky, epmd, registered, listener, serving })
    }

    fn greeting(&self) -> Greeting<'_> {
        let creation = self.registered.creation();
        Greeting { name: &self.chucky, creation, flags: Flags::VISIBLE }
    }

    async fn dial(&self) -> TcpStream {
        let port = self.epmd.port_of(HOST, "glen").await.unwrap();
        let port = port.expect("glen is registered");
        TcpStream::connect((HOST, port)).await.unwrap()
    }

    /// Waits until Glen is up and returns his creation.
    async fn creation_of_glen(&mut self) -> u32 {
        let line = self.glen.line().await.unwrap();
        line.strip_prefix("ready ").unwrap().parse().unwrap()
    }
}

#[tokio::test]
async fn we_connect_to_an_erlang_node_and_it_sees_us() {
    for (flags, seen) in [
        (Flags::VISIBLE, "'chucky@127.0.0.1' is up, visible"),
        (Flags::HIDDEN, "'chucky@127.0.0.1' is up, hidden"),
    ] {
        let Some(mut cluster) = Cluster::start(WATCH).await else { return };
        let creation = cluster.creation_of_glen().await;
        let mut stream = cluster.dial().await;
        let us = Greeting { flags, ..cluster.greeting() };
        let alive = || unreachable!("there is no other connection");
        let met =
            connect(&mut stream, &us, &name(GLEN), &cookie(COOKIE), alive)
                .await
                .unwrap();
        assert_eq!(met, Peer { name: name(GLEN), creation, flags });
        cluster.glen.says(seen).await;
    }
}

#[tokio::test]
async fn an_erlang_node_connects_to_us() {
    for decision in [Decision::Accept, Decision::Alive] {
        let Some(mut cluster) = Cluster::start(CONNECT).await else { return };
        let (mut stream, _) = cluster.listener.accept().await.unwrap();
        let us = cluster.greeting();
        let cookies = |_: &NodeName| cookie(COOKIE);
        let met = accept(&mut stream, &us, cookies, |_| decision).await;
        let met = met.unwrap();
        assert_eq!(met.name, name(GLEN));
        assert_eq!(met.flags, Flags::VISIBLE);
        cluster.glen.says("true").await;
    }
}

#[tokio::test]
async fn a_hidden_erlang_node_is_seen_as_one() {
    let Some(mut cluster) = Cluster::start(
        r#"net_kernel:hidden_connect_node('chucky@127.0.0.1'),
           io:format("~p~n", [nodes(hidden)])"#,
    )
    .await
    else {
        return;
    };
    let (mut stream, _) = cluster.listener.accept().await.unwrap();
    let us = cluster.greeting();
    let cookies = |_: &NodeName| cookie(COOKIE);
    let met = accept(&mut stream, &us, cookies, |_| Decision::Accept).await;
    assert!(!met.unwrap().flags.is_visible());
    cluster.glen.says("['chucky@127.0.0.1']").await;
}

#[tokio::test]
async fn an_erlang_node_with_another_cookie_is_refused() {
    let Some(mut cluster) = Cluster::start(CONNECT).await else { return };
    let (mut stream, _) = cluster.listener.accept().await.unwrap();
    let us = cluster.greeting();
    let cookies = |_: &NodeName| cookie("vanilla");
    let met = accept(&mut stream, &us, cookies, |_| Decision::Accept).await;
    let error = met.unwrap_err();
    assert!(matches!(error, HandshakeError::WrongCookie(_)), "{error}");
    drop(stream);
    cluster.glen.says("false").await;
}

#[tokio::test]
async fn an_erlang_node_refuses_us_with_another_cookie() {
    let Some(mut cluster) = Cluster::start(WATCH).await else { return };
    cluster.creation_of_glen().await;
    let mut stream = cluster.dial().await;
    let us = cluster.greeting();
    let alive = || unreachable!("there is no other connection");
    let wrong = cookie("vanilla");
    let met = connect(&mut stream, &us, &name(GLEN), &wrong, alive).await;
    let error = met.unwrap_err();
    assert!(
        matches!(error, HandshakeError::Closed(Step::ChallengeAck)),
        "{error}"
    );
}

#[tokio::test]
async fn an_erlang_node_that_is_not_allowed_knows_it() {
    let Some(mut cluster) = Cluster::start(CONNECT).await else { return };
    let (mut stream, _) = cluster.listener.accept().await.unwrap();
    let us = cluster.greeting();
    let cookies = |_: &NodeName| unreachable!("it is not asked for a proof");
    let met = accept(&mut stream, &us, cookies, |_| Decision::NotAllowed).await;
    let error = met.unwrap_err();
    assert!(matches!(error, HandshakeError::NotAllowed(_)), "{error}");
    drop(stream);
    cluster.glen.says("false").await;
}

#[tokio::test]
async fn a_connection_that_an_erlang_node_believes_in_is_replaced_or_kept() {
    let Some(mut cluster) = Cluster::start(WATCH).await else { return };
    cluster.creation_of_glen().await;
    let (glen, us) = (name(GLEN), cluster.greeting());
    let (secret, up) = (cookie(COOKIE), "'chucky@127.0.0.1' is up, visible");
    let mut first = cluster.dial().await;
    let none = || unreachable!("there is no other connection");
    connect(&mut first, &us, &glen, &secret, none).await.unwrap();

    // Until it is up for Glen too, he would rather finish that connection.
    let mut second = cluster.dial().await;
    let mut third = cluster.dial().await;
    let (registered, chucky) = (cluster.registered, cluster.chucky);
    cluster.glen.says(up).await;
    let creation = registered.creation();
    let us = Greeting { name: &chucky, creation, flags: Flags::VISIBLE };
    let keep = || Alive::Keep;
    let kept = connect(&mut second, &us, &glen, &secret, keep).await;
    let error = kept.unwrap_err();
    assert!(matches!(error, HandshakeError::AlreadyConnected(_)), "{error}");

    let replace = || {
        drop(first);
        Alive::Replace
    };
    let met = connect(&mut third, &us, &glen, &secret, replace).await;
    assert_eq!(met.unwrap().name, glen);
    cluster.glen.says(up).await;
}

#[tokio::test]
async fn of_two_connections_at_once_an_erlang_node_keeps_ours_or_its_own() {
    for chucky in ["chucky@127.0.0.1", "zelda@127.0.0.1"] {
        let connect_to = CONNECT.replace(CHUCKY, chucky);
        let cluster = Cluster::with_chucky_as(chucky, &connect_to).await;
        let Some(mut cluster) = cluster else { return };
        // Glen is connecting to us, and hears nothing yet.
        let (mut theirs, _) = cluster.listener.accept().await.unwrap();
        let mut ours = cluster.dial().await;
        let (us, glen) = (cluster.greeting(), name(GLEN));
        let alive = || unreachable!("there is no other connection");
        let secret = cookie(COOKIE);
        let met = connect(&mut ours, &us, &glen, &secret, alive).await;
        match simultaneous(&glen, us.name) {
            // His name is the greater one.
            Decision::Refuse => {
                let error = met.unwrap_err();
                assert!(
                    matches!(error, HandshakeError::Simultaneous),
                    "{error}"
                );
                let decide = |peer: &Peer| simultaneous(us.name, &peer.name);
                let cookies = |_: &NodeName| cookie(COOKIE);
                let met = accept(&mut theirs, &us, cookies, decide).await;
                assert_eq!(met.unwrap().name, glen);
            }
            _ => assert_eq!(met.unwrap().name, glen),
        }
        cluster.glen.says("true").await;
    }
}
