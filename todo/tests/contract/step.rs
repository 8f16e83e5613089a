//! What the steps have in common: servers, a cache, a database, a system.

use std::path::Path;

use actor_core::Pid;
use jiff::civil::Date;
use todo::s01_list::{Entry, TodoList};

/// A step that has to-do servers.
pub(crate) trait Step: Sized + Send + Sync + 'static {
    type Server: Send + Sync;

    /// Starts what there is, with its files in `folder`.
    fn start(
        folder: &Path,
    ) -> impl Future<Output = Result<Self, String>> + Send;

    /// Returns the server of a list; a new one where servers have no names.
    fn server(&self, name: &str) -> impl Future<Output = Self::Server> + Send;

    fn add_entry(server: &Self::Server, entry: Entry);

    fn entries(
        server: &Self::Server,
        date: Date,
    ) -> impl Future<Output = Vec<(u64, Entry)>> + Send;

    fn pid(server: &Self::Server) -> Pid;
}

/// A step that keeps its lists.
pub(crate) trait Keeps: Step {
    /// Returns what the database has of a list, once it has done what it was
    /// told before.
    fn stored(name: &str) -> impl Future<Output = Option<TodoList>> + Send;
}

/// Both steps whose answers come to the mailbox of who asks.
macro_rules! by_hand {
    ($step:ident, $entries:expr) => {
        pub(crate) mod $step {
            use std::path::Path;

            use actor_core::{Mailbox, Pid, System};
            use jiff::civil::Date;
            use todo::s01_list::Entry;
            use todo::$step::server::TodoServer;

            pub(crate) struct Todo;

            impl super::Step for Todo {
                type Server = TodoServer;

                async fn start(_: &Path) -> Result<Self, String> {
                    Ok(Self)
                }

                async fn server(&self, _: &str) -> TodoServer {
                    TodoServer::start()
                }

                fn add_entry(server: &TodoServer, entry: Entry) {
                    server.add_entry(entry);
                }

                async fn entries(
                    server: &TodoServer,
                    date: Date,
                ) -> Vec<(u64, Entry)> {
                    let server = server.clone();
                    let ask = async move |mut mailbox: Mailbox<_>| {
                        $entries(server.entries(date, &mut mailbox).await)
                    };
                    System::current().enter_with(ask).await
                }

                fn pid(server: &TodoServer) -> Pid {
                    server.process().pid()
                }
            }
        }
    };
}

by_hand!(s02_server_by_hand, Result::unwrap);
by_hand!(s03_server_process, std::convert::identity);

/// All others. `$start` is a function of the folder, and `$server` one of what
/// that returns and of a name.
macro_rules! with_calls {
    ($step:ident: $system:ty, $start:expr, $server:expr) => {
        pub(crate) mod $step {
            use std::path::Path;

            use actor_core::Pid;
            use jiff::civil::Date;
            use todo::s01_list::Entry;
            use todo::$step::server::TodoServer;

            pub(crate) struct Todo($system);

            impl super::Step for Todo {
                type Server = TodoServer;

                async fn start(folder: &Path) -> Result<Self, String> {
                    let started = $start(folder).await;
                    started.map(Self).map_err(|error| error.to_string())
                }

                async fn server(&self, name: &str) -> TodoServer {
                    $server(&self.0, name).await.unwrap()
                }

                fn add_entry(server: &TodoServer, entry: Entry) {
                    server.add_entry(entry);
                }

                async fn entries(
                    server: &TodoServer,
                    date: Date,
                ) -> Vec<(u64, Entry)> {
                    server.entries(date).await.unwrap()
                }

                fn pid(server: &TodoServer) -> Pid {
                    server.process().pid()
                }
            }
        }
    };
}

with_calls!(
    s04_gen_server: (),
    async |_: &Path| Ok::<_, String>(()),
    async |(): &(), _: &str| TodoServer::start().await
);
with_calls!(
    s05_cache: todo::s05_cache::cache::TodoCache,
    async |_: &Path| todo::s05_cache::cache::TodoCache::start().await,
    todo::s05_cache::cache::TodoCache::server_process
);

/// Steps whose cache is a handle.
macro_rules! with_a_cache {
    ($($step:ident)*) => { $(
        with_calls!(
            $step: todo::$step::cache::TodoCache,
            todo::$step::cache::TodoCache::start,
            todo::$step::cache::TodoCache::server_process
        );
    )* };
}

with_a_cache!(s06_database s07_database_workers);

/// Steps whose cache has a name.
macro_rules! with_a_system {
    ($($step:ident)*) => { $(
        with_calls!(
            $step: actor_core::SupervisorRef,
            todo::$step::system::start_link,
            async |_: &actor_core::SupervisorRef, name: &str| {
                todo::$step::cache::server_process(name).await
            }
        );
    )* };
}

with_a_system!(
    s08_supervised
    s09_links
    s10_supervised_database
    s11_pool_supervision
    s12_dynamic_servers
    s13_metrics
    s14_agent
    s15_expiry
);

/// Steps that are applications.
macro_rules! with_an_application {
    ($($step:ident, $application:expr;)*) => { $(
        with_calls!(
            $step: (),
            async |folder: &Path| {
                let system = actor_core::System::current();
                let application = $application(&system, folder);
                let mode = actor_core::application::Mode::Temporary;
                system.start_application(application, mode).await
            },
            async |(): &(), name: &str| {
                todo::$step::cache::server_process(name).await
            }
        );
    )* };
}

with_an_application!(
    s16_application, |_, folder| {
        todo::s16_application::application::application(folder)
    };
    s17_pool, |_, folder| todo::s17_pool::application::application(folder);
    s18_web, |_, folder| todo::s18_web::application::application(folder, 0);
    s19_config, |system: &actor_core::System, folder: &Path| {
        use todo::s19_config::application::{NAME, application};
        use todo::s19_config::config::{self, Environment};

        let folder = folder.to_owned();
        let database = config::Database { pool_size: 3, folder };
        system.set_env(NAME, config::DATABASE, database);
        system.set_env(NAME, config::PORT, 0_u16);
        Environment::Test.configure(application())
    };
);

macro_rules! keep {
    ($($step:ident)*) => { $(
        impl Keeps for $step::Todo {
            async fn stored(name: &str) -> Option<TodoList> {
                todo::$step::database::get(name).await
            }
        }
    )* };
}

keep!(
    s06_database
    s07_database_workers
    s08_supervised
    s09_links
    s10_supervised_database
    s11_pool_supervision
    s12_dynamic_servers
    s13_metrics
    s14_agent
    s15_expiry
    s16_application
    s17_pool
    s18_web
    s19_config
);
