//! Clock, chance, figures, tasks that join and report, secrets, shared HTTP client settings.

pub mod chance;
pub mod clock;
pub mod fail_point;
pub mod http;
pub mod listener;
pub mod metrics;
mod patience;
pub mod secret;
pub mod tasks;

pub use clock::{Clock, Stopwatch};
pub use fail_point::FailPoint;
pub use metrics::Metrics;
pub use secret::Secret;
pub use tasks::Tasks;
