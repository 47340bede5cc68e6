//! A claim, its documents, tracking code, stages, members and contracts. Pure.

pub mod document;
pub mod member;
pub mod record;
pub mod stage;
pub mod tracking_code;

pub use document::{Document, DocumentTitle, StoredFile, lower_hex};
pub use member::{Contract, Family, Member, Relation};
pub use record::{Actor, Claim, ClaimDetails, ClaimEvent, ClaimKind, Consent, NewClaim};
pub use stage::Stage;
pub use tracking_code::{CodeReading, TrackingCode};
