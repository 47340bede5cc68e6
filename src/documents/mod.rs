//! Photo bytes: content-addressed, encrypted, in an object store.
