//! Clock, chance, figures, tasks that join and report, secrets, shared HTTP client settings.

pub mod chance;
pub mod clock;
pub mod http;
pub mod metrics;
pub mod secret;
pub mod tasks;

pub use clock::{Clock, Stopwatch};
pub use metrics::Metrics;
pub use secret::Secret;
pub use tasks::Tasks;
