//! A claim, its documents, tracking code, stages and what may happen to it, defects, members and contracts. Pure.

pub mod decision;
pub mod defect;
pub mod document;
pub mod field;
pub mod kept_answers;
pub mod life;
pub mod member;
pub mod notice;
pub mod record;
pub mod retention;
pub mod role;
pub mod stage;
pub mod tracking_code;

pub use decision::{Decision, DecisionKind, Deduction, Outcome};
pub use defect::{Defect, DefectItem, DefectKind, ItemAnswer, Repair};
pub use document::{Document, DocumentTitle, StoredFile, lower_hex};
pub use field::{Correction, Field};
pub use kept_answers::KeptAnswers;
pub use life::{Act, EventKind, Refusal};
pub use member::{Contract, Family, Member, Relation};
pub use record::{Actor, Claim, ClaimDetails, ClaimEvent, ClaimKind, Consent, NewClaim};
pub use retention::Retention;
pub use role::Role;
pub use stage::Stage;
pub use tracking_code::{CodeReading, TrackingCode};
