//! What the operator sees: output on the standard output, findings and faults on the standard error.

use std::fmt::{self, Display};
use std::io::{self, Write};
use std::process::ExitCode;

use crate::wording::{Problem, Severity};

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(super) enum Failure {
    /// Files or settings are at fault.
    Problems(Vec<Problem>),
    /// Anything else, with its causes.
    Fault(anyhow::Error),
    /// Everything was printed already.
    Told,
}

impl Failure {
    /// `doing` is what could not be done; `fault` and its causes tell why.
    pub(super) fn of(
        doing: impl Display + Send + Sync + 'static,
        fault: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::Fault(anyhow::Error::new(fault).context(doing))
    }

    /// A sentence for the operator.
    pub(super) fn saying(sentence: impl Into<String>) -> Self {
        Self::Fault(anyhow::Error::msg(sentence.into()))
    }
}

impl Display for Failure {
    /// In one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems(problems) => {
                let lines: Vec<String> = problems.iter().map(line).collect();
                f.write_str(&lines.join("; "))
            }
            Self::Fault(fault) => write!(f, "{fault:#}"),
            Self::Told => f.write_str("it failed"),
        }
    }
}

/// The two standard streams. What cannot be written to them is lost: nobody is there to read it.
#[derive(Debug)]
pub(super) struct Terminal {
    out: io::Stdout,
    err: io::Stderr,
}

impl Terminal {
    pub(super) fn real() -> Self {
        Self { out: io::stdout(), err: io::stderr() }
    }

    /// A result of the command.
    pub(super) fn say(&self, text: impl Display) {
        let mut out = self.out.lock();
        let _lost = writeln!(out, "{text}").and_then(|()| out.flush());
    }

    /// Something beside the result.
    pub(super) fn note(&self, text: impl Display) {
        let _lost = writeln!(self.err.lock(), "{text}");
    }

    /// One line for each problem.
    pub(super) fn problems(&self, problems: &[Problem]) {
        for problem in problems {
            self.say(line(problem));
        }
    }

    pub(super) fn misunderstood(&self, misunderstood: &clap::Error) -> ExitCode {
        let text = misunderstood.render();
        // Help and version are asked for; they are results.
        if misunderstood.use_stderr() {
            let _lost = write!(self.err.lock(), "{text}");
        } else {
            let _lost = write!(self.out.lock(), "{text}");
        }
        ExitCode::from(u8::try_from(misunderstood.exit_code()).unwrap_or(2))
    }

    pub(super) fn finish(&self, outcome: Result<(), Failure>) -> ExitCode {
        let failure = match outcome {
            Ok(()) => return ExitCode::SUCCESS,
            Err(failure) => failure,
        };
        match failure {
            Failure::Problems(problems) => {
                for problem in &problems {
                    self.note(line(problem));
                }
            }
            Failure::Fault(fault) => self.note(format_args!("error: {fault:#}")),
            Failure::Told => {}
        }
        ExitCode::FAILURE
    }
}

/// As a problem prints itself, without the line where a whole file or a variable is meant.
fn line(problem: &Problem) -> String {
    if problem.line != 0 {
        return problem.to_string();
    }
    let Problem { file, code, severity, text: _, hint: _, line: _ } = problem;
    let severity = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    format!("{code} {file}: {severity}: {}", problem.told())
}
