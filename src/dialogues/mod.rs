//! Sessions, inbox, outbox, seen updates, timers, challenges in one durable commit (sled).
