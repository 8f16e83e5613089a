//! What one node asks any server of another.

use actor_core::etf::Term;
use actor_core::gen_server::{Init, Next};
use actor_core::node::Remote;
use actor_core::{GenServer, Mailbox, ProcessRef, process};

use crate::cluster::Cluster;

/// How many slices are left.
struct Pizza(u32);

impl GenServer for Pizza {
    type Args = u32;
    type Message = u32;

    async fn init(slices: u32) -> Init<Self> {
        Init::ok(Self(slices))
    }

    fn remote() -> Remote<u32> {
        Remote::open()
    }

    fn state_term(&self) -> Option<Term> {
        Some(self.0.into())
    }

    async fn handle(&mut self, eaten: u32) -> Next {
        self.0 -= eaten;
        Next::Continue
    }
}

#[tokio::test]
async fn another_node_looks_into_a_server_and_holds_it_up() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    let pizza = Pizza::starter(8).named("pizza");
    let pizza = pizza.start_on(&a).await.unwrap();
    let name = node_a.name().clone();
    b.enter_with(async move |mut mailbox: Mailbox<Term>| {
        let to = ProcessRef::<Term>::across(("pizza", name));
        let me = node_b.external_pid(process::id()).unwrap();
        let caller = Term::tuple([me.into(), Term::atom("tag")]);
        let mut ask = async |request: Term| {
            let word = Term::atom("system");
            to.send(Term::tuple([word, caller.clone(), request]));
            mailbox.receive().await.to_string()
        };
        let word = |word| Term::atom(word);
        assert_eq!(ask(word("get_state")).await, "{tag,{ok,8}}");
        assert_eq!(ask(word("suspend")).await, "{tag,ok}");
        to.send(Term::from(3));
        // It is not handled, though it came before this.
        assert_eq!(ask(word("get_state")).await, "{tag,{ok,8}}");
        assert_eq!(ask(word("resume")).await, "{tag,ok}");
        assert_eq!(ask(word("get_state")).await, "{tag,{ok,5}}");
        let unknown = "{tag,{error,{unknown_system_msg,bake}}}";
        assert_eq!(ask(word("bake")).await, unknown);
        let stop = Term::tuple([word("terminate"), word("enough")]);
        assert_eq!(ask(stop).await, "{tag,ok}");
    })
    .await;
    pizza.down().await;
    assert_eq!(a.whereis("pizza"), None);
}
