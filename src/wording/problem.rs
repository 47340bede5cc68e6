//! What is wrong with a file that an operator or a maintainer wrote.

use std::fmt;

/// How bad a [`Problem`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// It works, but probably not as meant.
    Warning,
}

/// One finding: where, what, and what to do. Shown as `FL014 flows/claim.toml:61: …`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file as the reader was told.
    pub file: String,
    /// Line from 1; 0 when the whole file is meant.
    pub line: usize,
    /// Stable code: `FL…` flows, `WD…` wording, `DS…` datasets, `CF…` configuration, `MB…` members.
    pub code: &'static str,
    /// Whether the file can be used all the same.
    pub severity: Severity,
    /// What is wrong, with the names involved.
    pub text: String,
    /// What to do, if it is known: «Did you mean `centers`?».
    pub hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{} {}:{}: {word}: {}", self.code, self.file, self.line, self.told())
    }
}

impl Problem {
    /// What is wrong, and in a sentence of its own what to do.
    pub fn told(&self) -> String {
        match &self.hint {
            Some(hint) => format!("{}. {hint}", self.text),
            None => self.text.clone(),
        }
    }

    /// A fault that makes the file unusable.
    pub fn error(code: &'static str, (file, line): (&str, usize), text: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            code,
            severity: Severity::Error,
            text: text.into(),
            hint: None,
        }
    }

    /// Something that works, but probably not as meant.
    pub fn warning(code: &'static str, place: (&str, usize), text: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, text) }
    }

    /// The same with advice.
    #[must_use]
    pub fn hinting(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }
}
