//! Tasks that are joined at shutdown and whose panics are reported.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// All background tasks of the process. Cheap to clone; clones share the same set.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Tasks {
    /// No tasks yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts `work` under `name`. A panic in it is logged as an error and stops nobody else.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that spawns")]
    pub fn spawn(
        &self,
        name: &'static str,
        work: impl Future<Output = ()> + Send + 'static,
    ) -> JoinHandle<()> {
        let inner = tokio::spawn(work);
        self.tracker.spawn(async move {
            if let Err(failed) = inner.await
                && failed.is_panic()
            {
                tracing::error!(task = name, "task `{name}` panicked");
            }
        })
    }

    /// What `work` gives. It comes to its end in a task of its own, also when who waits for it goes away; none when it panics.
    pub async fn to_its_end<T: Send + 'static>(
        &self,
        name: &'static str,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let (tell, told) = oneshot::channel();
        self.spawn(name, async move {
            // Nobody listens when who waited has gone.
            tell.send(work.await).ok();
        });
        told.await.ok()
    }

    /// The token that long-running tasks watch: cancelled means finish and return.
    pub fn stopping(&self) -> &CancellationToken {
        &self.stop
    }

    /// Asks all tasks to finish and waits for them, at most `patience`. True when all have finished.
    pub async fn shut_down(&self, patience: Duration) -> bool {
        self.stop.cancel();
        self.tracker.close();
        tokio::time::timeout(patience, self.tracker.wait()).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn work_comes_to_its_end_whether_somebody_waits_or_not() {
        let tasks = Tasks::new();
        assert_eq!(tasks.to_its_end("done", async { 7 }).await, Some(7));
        assert_eq!(tasks.to_its_end::<()>("panicking", async { panic!("on purpose") }).await, None);
        let (begun, ended) = (tokio::sync::Notify::new(), tokio::sync::Notify::new());
        let (begun, ended) = (Arc::new(begun), Arc::new(ended));
        let (tell_begun, tell_ended) = (Arc::clone(&begun), Arc::clone(&ended));
        let (go_on, going_on) = oneshot::channel::<()>();
        let work = tasks.to_its_end("left alone", async move {
            tell_begun.notify_one();
            going_on.await.unwrap();
            tell_ended.notify_one();
        });
        tokio::select! {
            _ = work => panic!("it was not let go on"),
            () = begun.notified() => {}
        }
        go_on.send(()).unwrap();
        ended.notified().await;
    }

    #[tokio::test]
    async fn a_panicking_task_stops_nobody_else() {
        let tasks = Tasks::new();
        let stop = tasks.stopping().clone();
        tasks.spawn("patient", async move { stop.cancelled().await });
        tasks.spawn("panicking", async { panic!("on purpose") });
        assert!(tasks.shut_down(Duration::from_secs(5)).await);
    }
}
