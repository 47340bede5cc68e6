//! One-time codes and notices by SMS gateways.
