//! Clock, chance, tasks that join and report, secrets, shared HTTP client settings.

pub mod chance;
pub mod clock;
pub mod http;
pub mod listener;
pub mod secret;
pub mod tasks;

pub use clock::Clock;
pub use secret::Secret;
pub use tasks::Tasks;
