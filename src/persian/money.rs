//! Money. The unit inside the program is always the rial.

use serde::{Deserialize, Serialize};

/// An amount of money in rial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rial(pub u64);
