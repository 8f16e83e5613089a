//! Ours call servers of Elixir with messages that have types.

use std::collections::BTreeMap;

use actor_core::etf::Binary;
use actor_core::{CallError, ExitReason, Pid, ProcessRef, Reply, process};
use serde::{Deserialize, Serialize};

use crate::cluster::Cluster;
use crate::weather;

/// What the server below understands.
#[derive(Serialize)]
enum Message {
    Temperature(String, Reply<Result<f64, Problem>>),
    Cities(Reply<BTreeMap<String, Place>>),
    Put {
        city: String,
        place: Place,
    },
    Asked(Reply<u64>),
    WhoAmI(Reply<Pid>),
    /// Has the server ask another one for the answer.
    AskOurs(ProcessRef<weather::Message>, Reply<u32>),
    Forget,
    /// Has the server say how long a photo is, and show it.
    Photo(Binary, Reply<(u64, Binary)>),
    Raise(Reply<()>),
    Throw(Reply<()>),
    Stop(Reply<()>),
    Unknown(Reply<()>),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Place {
    latitude: f64,
    visits: Option<u32>,
    kind: Kind,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Kind {
    City,
    Island { people: u64 },
}

#[derive(Debug, PartialEq, Deserialize)]
enum Problem {
    NotFound,
    Closed(String),
}

const SERVER: &str = r#"
    defmodule Weather do
      use GenServer

      def init(_), do: {:ok, {%{}, 0}}

      def handle_call({:temperature, "Singapore"}, _, {cities, asked}),
        do: {:reply, {:ok, 31.5}, {cities, asked + 1}}

      def handle_call({:temperature, "Atlantis"}, _, {cities, asked}),
        do: {:reply, {:error, :not_found}, {cities, asked + 1}}

      def handle_call({:temperature, "Rome"}, _, {cities, asked}),
        do: {:reply, {:error, {:closed, "for lunch"}}, {cities, asked + 1}}

      def handle_call({:temperature, _}, _, {cities, asked}),
        do: {:reply, :warm, {cities, asked + 1}}

      def handle_call(:cities, _, {cities, _} = state),
        do: {:reply, cities, state}

      def handle_call(:asked, _, {_, asked} = state),
        do: {:reply, asked, state}

      def handle_call(:who_am_i, {pid, _}, state), do: {:reply, pid, state}

      def handle_call({:ask_ours, ours}, from, state) do
        spawn(fn -> GenServer.reply(from, GenServer.call(ours, :asked)) end)
        {:noreply, state}
      end

      def handle_call({:photo, photo}, _, state),
        do: {:reply, {byte_size(photo), photo}, state}

      def handle_call(:raise, _, _), do: raise "a storm"
      def handle_call(:throw, _, _), do: throw(:a_storm)
      def handle_call(:stop, _, state), do: {:stop, :normal, state}

      def handle_cast({:put, %{city: city, place: place}}, {cities, asked}),
        do: {:noreply, {Map.put(cities, city, place), asked}}

      def handle_cast(:forget, {cities, _}), do: {:noreply, {cities, 0}}
    end

    start = fn ->
      {:ok, _} = GenServer.start(Weather, nil, name: :weather)
      :started
    end

    start.()"#;

#[tokio::test]
async fn a_server_of_elixir_is_asked_in_types() {
    let cluster = Cluster::new().await;
    let (system, node) = cluster.node("rust").await;
    weather::start(&system).await;
    let Some(mut beam) = cluster.elixir("beam").start().await else { return };
    assert_eq!(beam.eval(SERVER).await, ":started");
    let name = beam.name().clone();
    let ours = node.name().clone();
    let asking = system.enter(async move {
        let weather = ProcessRef::<Message>::across(("weather", name));
        let temperature = |city: &str| {
            let city = city.to_owned();
            weather.call(|reply| Message::Temperature(city, reply))
        };
        assert_eq!(temperature("Singapore").await, Ok(Ok(31.5)));
        let not_found = Ok(Err(Problem::NotFound));
        assert_eq!(temperature("Atlantis").await, not_found);
        let closed = Ok(Err(Problem::Closed("for lunch".to_owned())));
        assert_eq!(temperature("Rome").await, closed);
        let unreadable = temperature("Oslo").await.unwrap_err();
        assert!(matches!(unreadable, CallError::Unreadable(_)), "{unreadable}");

        assert_eq!(weather.call(Message::Asked).await, Ok(4));
        weather.cast(Message::Forget);
        assert_eq!(weather.call(Message::Asked).await, Ok(0));

        let kind = Kind::Island { people: 6_000_000_000 };
        let singapore = || Place { latitude: 1.25, visits: Some(3), kind };
        let place = singapore();
        let city = "Singapore".to_owned();
        weather.cast(Message::Put { city, place });
        let rome = || Place { latitude: 41.9, visits: None, kind: Kind::City };
        let (city, place) = ("Rome".to_owned(), rome());
        weather.cast(Message::Put { city, place });
        let cities = weather.call(Message::Cities).await.unwrap();
        assert_eq!(cities["Rome"], rome());
        assert_eq!(cities["Singapore"].visits, Some(3));
        assert_eq!(cities.len(), 2);

        assert_eq!(weather.call(Message::WhoAmI).await, Ok(process::id()));
        let ours = ProcessRef::across(("weather", ours));
        let asked = weather.call(|reply| Message::AskOurs(ours, reply)).await;
        assert_eq!(asked, Ok(0));

        // Nodes of Erlang write a long one in fragments.
        for length in [0, 100, 64 << 10, 1 << 20] {
            let photo = Binary::from(vec![7; length]);
            let question = |reply| Message::Photo(photo.clone(), reply);
            let answer = weather.call(question).await.unwrap();
            assert!(answer == (length as u64, photo), "{length} bytes");
        }
    });
    asking.await;
    let cities = beam.eval(
        "{cities, _} = :sys.get_state(:weather)
        Enum.map(Map.values(cities), &Enum.sort/1)",
    );
    assert_eq!(
        cities.await,
        "[[kind: :city, latitude: 41.9, visits: nil], \
        [kind: {:island, %{people: 6000000000}}, latitude: 1.25, visits: 3]]"
    );
}

#[tokio::test]
async fn a_server_of_elixir_ends_in_a_call_and_says_why() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    let Some(mut beam) = cluster.elixir("beam").start().await else { return };
    beam.eval("Logger.configure(level: :none)").await;
    assert_eq!(beam.eval(SERVER).await, ":started");
    let name = beam.name().clone();
    let asking = system.enter(async move {
        let weather = ProcessRef::<Message>::across(("weather", name));
        let mut ends = Vec::new();
        for question in
            [Message::Raise, Message::Throw, Message::Unknown, Message::Stop]
        {
            let end = weather.call(question).await.unwrap_err();
            let CallError::Exited(reason) = end else { panic!("{end}") };
            ends.push(reason);
            // Its name is free when its end is told.
            let asked = weather.call(Message::Asked).await;
            assert_eq!(asked, Err(CallError::NoProc));
            assert_eq!(beam.eval("start.()").await, ":started");
        }
        ends
    });
    let ends = asking.await;
    let said: Vec<_> = ends.iter().map(ToString::to_string).collect();
    let starts = |end: usize, start: &str| {
        assert!(said[end].starts_with(start), "{}", said[end]);
    };
    starts(0, "{#{'__exception__' => true,'__struct__' => 'Elixir.");
    assert!(said[0].contains("a storm"), "{}", said[0]);
    starts(1, "{bad_return_value,a_storm}");
    starts(2, "{function_clause,[{'Elixir.Weather',handle_call,");
    assert_eq!(ends[3], ExitReason::Normal);
}
