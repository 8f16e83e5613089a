//! bb8: its defaults, and without a test of what it hands out.

use std::convert::Infallible;

use bb8::{Builder, ManageConnection, Pool};

use super::{Connection, Contestant};
use crate::workload::Shape;

pub(super) async fn as_it_is(shape: Shape) -> impl Contestant {
    start(shape, Pool::builder()).await
}

pub(super) async fn untested(shape: Shape) -> impl Contestant {
    start(shape, Pool::builder().test_on_check_out(false)).await
}

async fn start(shape: Shape, builder: Builder<Connections>) -> Bb8 {
    let size = shape.size.try_into().expect("it is small");
    let Ok(pool) = builder.max_size(size).build(Connections).await;
    Bb8(pool)
}

#[derive(Clone)]
struct Bb8(Pool<Connections>);

impl Contestant for Bb8 {
    async fn checkout(&self) -> impl Send {
        self.0.get().await.expect("none takes thirty seconds")
    }
}

struct Connections;

impl ManageConnection for Connections {
    type Connection = Connection;
    type Error = Infallible;

    async fn connect(&self) -> Result<Connection, Infallible> {
        Ok(Connection)
    }

    async fn is_valid(&self, _: &mut Connection) -> Result<(), Infallible> {
        Ok(())
    }

    fn has_broken(&self, _: &mut Connection) -> bool {
        false
    }
}
