//! The threats of `docs/SECURITY.md` whose guards have no other home.

mod budgets;
mod doors;
mod guessing;
mod leaks;
mod numbers;
mod outward;
mod page;
mod prints;
mod routes;
mod secrets;
