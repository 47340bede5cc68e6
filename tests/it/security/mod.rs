//! The threats of `docs/SECURITY.md` whose guards have no other home.

mod doors;
mod guessing;
mod leaks;
mod page;
mod routes;
