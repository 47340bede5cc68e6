//! Who may take which decision (DESIGN §6).

use serde::{Deserialize, Serialize};

use super::decision::DecisionKind;

/// What somebody on the staff may do; each role may also read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads only.
    Viewer,
    /// Decides on claims, up to handing them to the finance office.
    Reviewer,
    /// Says what was paid.
    Finance,
    /// Everything, also the directory of insured people.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Reviewer, Self::Finance, Self::Admin];

    /// The stable name in JSON, SQL and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Reviewer => "reviewer",
            Self::Finance => "finance",
            Self::Admin => "admin",
        }
    }

    /// The role of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether this role may take decisions of this kind.
    pub fn may_decide(self, kind: DecisionKind) -> bool {
        match self {
            Self::Viewer => false,
            Self::Reviewer => kind != DecisionKind::Pay,
            Self::Finance => kind == DecisionKind::Pay,
            Self::Admin => true,
        }
    }

    /// Whether this role may see and handle what could not be handled.
    pub fn may_operate(self) -> bool {
        self == Self::Admin
    }

    /// Whether this role may replace the directory of insured people.
    pub fn may_import_members(self) -> bool {
        self == Self::Admin
    }
}
