//! Where the story is played: the programs, and who asks them all the time.

use std::io;
use std::time::{Duration, Instant};

use actor_core::{NodeName, System};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout_at};

use super::report::{Kind, Report, Transition};
use super::{DemoError, Page, Plan, nodes};
use crate::cli::output::milliseconds;
use crate::client::{Client, Settings};
use crate::programs::{Programs, Said};
use crate::watch::{self, Change, Gap, Watch};

/// How long the machine may be busy with something else.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long to wait after an answer before the next question.
const PAUSE: Duration = Duration::from_millis(1);

pub(super) struct Stage<'a> {
    page: &'a mut dyn Page,
    delay: Duration,
    began: Instant,
    programs: Programs,
    client: Client,
    changes: mpsc::UnboundedReceiver<(Instant, Change)>,
    asking: Asking,
    /// What has happened and was not waited for yet.
    seen: Vec<Event>,
    transitions: Vec<Transition>,
}

/// Who asks all the time, until it is told to stop.
struct Asking {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Watch>,
}

#[derive(Debug)]
enum Event {
    Said(Said),
    Changed(Change),
}

impl<'a> Stage<'a> {
    /// Prepares the programs, and begins to ask.
    pub(super) async fn open(
        plan: Plan,
        system: &System,
        page: &'a mut dyn Page,
    ) -> Result<Self, DemoError> {
        let programs = Programs::new(plan.executable).await?;
        let settings = Settings {
            members: nodes().into(),
            cookie: Some(programs.cookie()),
            epmd_port: Some(programs.epmd_port()),
            ..Settings::default()
        };
        let client = Client::start(system, settings).await?;
        let (tell, changes) = mpsc::unbounded_channel();
        let (stop, is_stopped) = oneshot::channel();
        let its = client.clone();
        let task = tokio::spawn(async move {
            let mut watch = Watch::default();
            let asking = watch::watch(&its, PAUSE, &mut watch, |told| {
                let told = tell.send((told.at, told.change));
                told.map_err(|_| io::ErrorKind::BrokenPipe.into())
            });
            tokio::select! {
                _ = asking => {}
                _ = is_stopped => {}
            }
            watch
        });
        Ok(Self {
            page,
            delay: plan.delay,
            began: Instant::now(),
            programs,
            client,
            changes,
            asking: Asking { stop, task },
            seen: Vec::new(),
            transitions: Vec::new(),
        })
    }

    pub(super) fn say(&mut self, text: &str) {
        self.page.say(text);
    }

    pub(super) fn start(&mut self, node: &NodeName) -> Result<(), DemoError> {
        let config = config(node, self.delay);
        Ok(self.programs.start(node, &config)?)
    }

    pub(super) async fn kill(
        &mut self,
        node: &NodeName,
    ) -> Result<(), DemoError> {
        let at = self.programs.kill(node).await?;
        self.show(at, &format!("{node} is killed"));
        Ok(())
    }

    /// Asks one node for a fact; again if it knows of no server yet, because
    /// names reach a node a moment after it has met the others.
    pub(super) async fn fact(
        &mut self,
        node: &NodeName,
    ) -> Result<(), DemoError> {
        let deadline = Instant::now() + PATIENCE;
        let client = self.client.asking([node.clone()]);
        let told = loop {
            match client.fact().await {
                Ok(told) => break told,
                Err(error) if Instant::now() > deadline => {
                    return Err(error.into());
                }
                Err(_) => sleep(PAUSE).await,
            }
        };
        let text = format!("asked {node}: {}", told.fact);
        self.show(Instant::now(), &text);
        Ok(())
    }

    /// Waits until Chucky runs for the first time.
    pub(super) async fn starts_on(
        &mut self,
        node: &NodeName,
    ) -> Result<(), DemoError> {
        let first = self.until("an answer", |event| match event {
            Event::Changed(Change::First(node)) => Some(node.clone()),
            _ => None,
        });
        let first = first.await?;
        if first != *node {
            return Err(DemoError::WrongNode(first));
        }
        self.hears(node, "Application is started on").await
    }

    /// Waits until another node answers, and one of these.
    pub(super) async fn moves(
        &mut self,
        kind: Kind,
        from: &NodeName,
        to: &[&NodeName],
    ) -> Result<NodeName, DemoError> {
        let what = format!("a {kind:?} from {from}");
        let gap = self.until(&what, |event| match event {
            Event::Changed(Change::Gap(gap)) if gap.from != gap.to => {
                Some(gap.clone())
            }
            _ => None,
        });
        let Gap { to: now, length: gap, .. } = gap.await?;
        if !to.contains(&&now) {
            return Err(DemoError::WrongNode(now));
        }
        self.hears(&now, &kind.line(from, &now)).await?;
        let (from, to) = (from.clone(), now.clone());
        self.transitions.push(Transition { kind, from, to, gap });
        Ok(now)
    }

    /// Waits until a node knows that Chucky runs on another one.
    pub(super) async fn stands_by(
        &mut self,
        node: &NodeName,
        other: &NodeName,
    ) -> Result<(), DemoError> {
        let text = format!("stands by application=chucky runs_on={other}");
        self.hears(node, &text).await
    }

    /// Waits until a node says this.
    pub(super) async fn hears(
        &mut self,
        node: &NodeName,
        text: &str,
    ) -> Result<(), DemoError> {
        let what = format!("{node}: {text}");
        self.until(&what, |event| match event {
            Event::Said(said) => {
                (said.node == *node && said.text.contains(text)).then_some(())
            }
            Event::Changed(_) => None,
        })
        .await
    }

    /// Stops asking, and ends all nodes.
    pub(super) async fn close(self) -> Report {
        // It may have ended by itself, as nothing here does.
        let _ = self.asking.stop.send(());
        let watch = self.asking.task.await.unwrap_or_default();
        Report {
            delay: self.delay,
            questions: watch.asked(),
            answers: watch.answers(),
            transitions: self.transitions,
        }
    }

    /// Waits for what has not been waited for yet.
    async fn until<T>(
        &mut self,
        what: &str,
        wanted: impl Fn(&Event) -> Option<T>,
    ) -> Result<T, DemoError> {
        let time = self.delay + PATIENCE;
        let deadline = tokio::time::Instant::now() + time;
        loop {
            let mut seen = self.seen.iter().enumerate();
            let found = seen.find_map(|(at, event)| Some((at, wanted(event)?)));
            if let Some((at, found)) = found {
                self.seen.remove(at);
                return Ok(found);
            }
            let Ok(()) = timeout_at(deadline, self.look()).await else {
                return Err(DemoError::Nothing { what: what.into(), time });
            };
        }
    }

    /// Waits until something happens, and shows it.
    async fn look(&mut self) {
        let (at, text, event) = tokio::select! {
            said = self.programs.said() => {
                let text = said.text.trim_start();
                let text = text.strip_prefix("INFO ").unwrap_or(text);
                let text = format!("{} says: {text}", said.node.alive());
                (said.at, text, Event::Said(said))
            }
            Some((at, change)) = self.changes.recv() => {
                (at, tell(&change), Event::Changed(change))
            }
        };
        self.show(at, &text);
        self.seen.push(event);
    }

    fn show(&mut self, at: Instant, text: &str) {
        self.page.show(at.duration_since(self.began), text);
    }
}

fn tell(change: &Change) -> String {
    match change {
        Change::First(node) => format!("{node} answers"),
        Change::Silence => "nobody answers".to_owned(),
        Change::Gap(Gap { from, to, length }) => {
            let length = milliseconds(*length);
            format!("{to} answers, {length} after {from}")
        }
    }
}

/// Returns the chapter's configuration of a node.
fn config(node: &NodeName, delay: Duration) -> String {
    let [a, b, c] = nodes();
    let others = [&a, &b, &c].into_iter().filter(|other| *other != node);
    let others: Vec<_> = others.map(NodeName::as_str).collect();
    let delay = delay.as_millis();
    format!(
        "sync_nodes_mandatory = {others:?}\n\
         sync_nodes_timeout_ms = 30000\n\
         [distributed]\n\
         application = \"chucky\"\n\
         restart_delay_ms = {delay}\n\
         nodes = [\"{a}\", [\"{b}\", \"{c}\"]]\n"
    )
}
