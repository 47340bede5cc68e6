//! Clock, tasks that join and report, secrets, shared HTTP client settings.
