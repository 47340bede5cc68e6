//! Tasks that are joined at shutdown and whose panics are reported.

use std::time::Duration;

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
    use super::*;

    #[tokio::test]
    async fn a_panicking_task_stops_nobody_else() {
        let tasks = Tasks::new();
        let stop = tasks.stopping().clone();
        tasks.spawn("patient", async move { stop.cancelled().await });
        tasks.spawn("panicking", async { panic!("on purpose") });
        assert!(tasks.shut_down(Duration::from_secs(5)).await);
    }
}
